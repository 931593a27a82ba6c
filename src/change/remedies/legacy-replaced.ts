// The token of a Secret, which never ends, gives way to one that lives an hour and is bound to its pod: in the same volume, under the
// same file names. Only where the Secret holds a token of the pod's own account, since a projected one is always of that.
import { formatName } from '../../kube/index.ts'
import { leave, nothing, together, type Proposal } from '../draft.ts'
import type { Entry, PlanBench } from '../plan-bench.ts'
import { secretUses, secretVolumes, type SecretUse } from '../token-secrets.ts'
import { whyFixed, workloadDraft } from '../workload-draft.ts'
import type { Remedy } from './remedy.ts'

export const legacyReplaced: Remedy = {
  id: 'legacy-replaced',
  title: 'replaces a mounted token Secret of the own account by a projected token under the same file names',
  propose(bench) {
    const uses = [...secretUses(bench)].flatMap(([secret, users]) => users.map((use) => ({ secret, use })))
    const takers = new Set(uses.map(({ use }) => use.entry))
    return together([
      ...[...takers].map((entry) => replacement(entry, bench)),
      ...uses.map(({ secret, use }) => leftOver(secret, use, bench)),
    ])
  },
}

function replacement(entry: Entry, bench: PlanBench): Proposal {
  const { report } = entry
  const volumes = bench.abilityOf(entry) === 'no' || report.verdict === 'platformOwned' ? [] : secretVolumes(entry, bench)
  if (volumes.length === 0) return nothing
  const secrets = [...new Set(volumes.map(({ secret }) => `\`${secret}\``))].join(', ')
  const files = report.declaration?.needs === 'files'
  const fields = new Set(volumes.map(({ field }) => `${field}.secret`))
  const draft = workloadDraft(entry, {
    remedy: 'legacy-replaced',
    edits: volumes.flatMap(({ edits }) => edits),
    reason: files
      ? `it takes the token of Secret ${secrets}, and is declared to need only the files beside it`
      : `it takes the token of Secret ${secrets}, which never ends`,
    risk: {
      level: 'medium',
      why: 'a program that reads the file once holds a token that ends after an hour, and one for others than the API server may miss its old form',
    },
    takes: ({ source, decidedBy }) => source === 'secret' && fields.has(decidedBy.field),
    ...(files ? {} : { replaces: true }),
    before: volumes.flatMap(({ before }) => before),
  })
  return { drafts: [draft], left: [] }
}

/** What still takes the token, and how that can be mended by hand. */
function leftOver(secret: string, { entry, fields }: SecretUse, bench: PlanBench): Proposal {
  const { ref, report } = entry
  if (report.verdict === 'platformOwned') return nothing
  const name = secret.slice(secret.indexOf('/') + 1)
  const replaced = new Set(
    bench.abilityOf(entry) === 'no' ? [] : secretVolumes(entry, bench).map(({ field }) => `${field}.secret`),
  )
  const others = fields.filter((field) => !replaced.has(field))
  const [first] = others
  if (first === undefined) return nothing
  const fixed = whyFixed(entry)
  const reason = `it takes the token of Secret \`${name}\` at \`${first}\`${others.length > 1 ? ` and ${others.length - 1} more places` : ''}`
  if (fixed !== undefined) return leave(ref, { ...fixed, reason: `${reason}: ${fixed.reason}` })
  return leave(ref, { kind: 'needsDecision', reason, remedy: insteadOf(entry, name, first, bench) })
}

function insteadOf({ ref, report }: Entry, secret: string, field: string, bench: PlanBench): string {
  const fact = bench.inventory.secret(ref.namespace ?? 'default', secret)
  if (fact.kind === 'token' && formatName(fact.account) !== report.serviceAccount)
    return `the token is one of ServiceAccount ${formatName(fact.account)}: run it as that account and mount a projected token, or give its own account the rights`
  if (/\.env(From)?\[/.test(field))
    return 'a projected token is a file, which the program has to read again and again: mount one, and give it the path instead of the variable'
  return 'mount a projected token (`serviceAccountToken`) instead of this source'
}
