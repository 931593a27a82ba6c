// Workloads that hold a token which no remedy takes: the platform's, those of which too little is known, and tokens that somebody wrote
// into a template by hand.
import { formatName } from '../kube/index.ts'
import { speaksFor, type TokenReport } from '../verdict/index.ts'
import { leave, nothing, together, type Proposal } from './draft.ts'
import { ofPlatform, type Entry, type PlanBench } from './plan-bench.ts'

/** What no remedy has a say in, with what a person can do. */
export function leftWorkloads({ entries }: PlanBench): Proposal {
  return together(entries.map(leftOf))
}

function leftOf({ ref, report }: Entry): Proposal {
  switch (report.verdict) {
    case 'platformOwned':
      return leave(ref, ofPlatform)
    case 'couldNotTell':
      return leave(ref, {
        kind: 'couldNotTell',
        reason: 'what it refers to is not in the input, so that nothing is known of its tokens',
        remedy: 'close the gaps of the audit, and plan again',
      })
    case 'noApiToken':
    case 'requiredByDeclaration':
    case 'requiredByEvidence':
      return nothing
    case 'powerless':
    case 'notProvenRequired':
      return byHand({ ref, report })
  }
}

function byHand({ ref, report }: Pick<Entry, 'ref' | 'report'>): Proposal {
  const { declaration, containers } = report
  if (!containers.some(({ tokens }) => tokens.some(isWrittenByHand))) return nothing
  const found = containers.flatMap(({ name, tokens }) =>
    declaration !== undefined && speaksFor(declaration, name)
      ? []
      : tokens.filter(isWrittenByHand).map((token) => ({ name, token })),
  )
  const [first] = found
  if (first === undefined) return nothing
  const { removal, decidedBy } = first.token
  return leave(ref, {
    kind: 'needsDecision',
    reason: `container \`${first.name}\` holds an API token that \`${decidedBy.field}\` of ${decidedBy.object.kind} ${formatName(decidedBy.object)} asks for by itself${found.length > 1 ? `, one of ${found.length}` : ''}`,
    remedy: removal.kind === 'edit' ? removal.instruction : 'declare it as needed, or take it out where it is written',
  })
}

function isWrittenByHand({ apiServer, source }: TokenReport): boolean {
  return apiServer && (source === 'projected' || source === 'csi')
}
