// Takes a ledger into an audit: how far it reaches for this input, and the bench that workloads are weighed on.
import { summarise, type Ledger } from '../../evidence/index.ts'
import { accountNameOf, formatName } from '../../kube/index.ts'
import type { Inventory } from '../../inventory/index.ts'
import type { EvidenceSummary } from './evidence-report.ts'
import { blindSpots, reachOf } from './reach.ts'
import { evidenceBench, type EvidenceBench } from './weigh.ts'

/** The evidence that an audit is given. */
export interface EvidenceQuestion {
  readonly ledger: Ledger
  readonly cluster: string
  /** For people: where it came from. */
  readonly description: string
  readonly minWindowDays: number
}

/** What an audit has of evidence. */
export interface TakenEvidence {
  readonly bench: EvidenceBench
  readonly summary: EvidenceSummary
}

/** Takes it. */
export function takeEvidence(question: EvidenceQuestion, inventory: Inventory): TakenEvidence {
  const { ledger, cluster, description, minWindowDays } = question
  const { coverage, rows, tokenReviews } = summarise(ledger, cluster)
  const known = new Set([
    ...inventory.accounts.map(({ ref }) => formatName(ref)),
    ...inventory.workloads.flatMap(({ pods }) =>
      pods.map(({ ref: pod, spec }) => `${pod.namespace ?? 'default'}/${accountNameOf(spec)}`),
    ),
    ...inventory.workloads.flatMap(({ ref, templates }) =>
      templates.map(({ template }) => `${ref.namespace ?? 'default'}/${accountNameOf(template.spec)}`),
    ),
  ])
  const isKnown = rows.length === 0 || rows.some((row) => known.has(row.serviceAccount))
  const reach = reachOf(coverage, minWindowDays, isKnown)
  const reviews = tokenReviews.reduce((sum, { count }) => sum + count, 0)
  const reviewers = [...new Set(tokenReviews.map(({ by }) => `\`${by}\``))]
  return {
    bench: evidenceBench(ledger, cluster, inventory, reach, minWindowDays),
    summary: {
      description,
      cluster,
      coverage,
      minWindowDays,
      sufficient: reach.kind === 'enough',
      statement: reach.kind === 'enough' ? `it reaches ${reach.statement}` : reach.statement,
      blindSpots: [
        ...(reviews === 0
          ? []
          : [
              `${reviewers.slice(0, 3).join(', ')}${reviewers.length > 3 ? ` and ${reviewers.length - 3} more` : ''} asked ${reviews} times whose token had come to them, and the log does not say whose it was`,
            ]),
        ...blindSpots,
      ],
    },
  }
}

/** How far evidence reaches for an input, alone. */
export function evidenceReach(
  question: EvidenceQuestion,
  inventory: Inventory,
): Pick<EvidenceSummary, 'sufficient' | 'statement'> {
  return takeEvidence(question, inventory).summary
}
