// Joins what a workload holds with who owns it, who says it is needed and what its account can do: one verdict with its reason.
import type { AccountRef, Gap, ObjectRef } from '../kube/index.ts'
import { defaultServiceAccountName, formatName } from '../kube/index.ts'
import type { Inventory, Workload } from '../inventory/index.ts'
import { powerOf, type Grants, type Power } from '../rbac/index.ts'
import {
  accountOf,
  driftOf,
  holdingOf,
  mergeContainers,
  podSubject,
  templateSubject,
  type AutomountDecision,
  type ContainerTokens,
  type Drift,
  type Exposure,
  type Holding,
  type PodSubject,
  type TokenFacts,
} from '../tokens/index.ts'
import type { Access } from './access.ts'
import type { GuardReport } from './admission-report.ts'
import { annotatedStatement, indexedPrefix, isFor, readDeclaration, speaksFor, type Declaration } from './declaration.ts'
import type { WorkloadEvidenceReport } from './evidence/evidence-report.ts'
import { weighEvidence, type EvidenceBench } from './evidence/weigh.ts'
import { platformOwner, type PlatformRule } from './platform.ts'
import { statementFor, type Requirements } from './requirements.ts'

/** What is said of one workload. */
export type Verdict =
  | { readonly kind: 'noApiToken' }
  | { readonly kind: 'platformOwned'; readonly rule: PlatformRule }
  | { readonly kind: 'requiredByDeclaration'; readonly declaration: Extract<Declaration, { kind: 'valid' | 'expired' }> }
  | { readonly kind: 'requiredByEvidence'; readonly evidence: WorkloadEvidenceReport }
  | { readonly kind: 'powerless' }
  | { readonly kind: 'notProvenRequired'; readonly power: Power | undefined }
  | { readonly kind: 'couldNotTell'; readonly gaps: readonly Gap[] }

/** One workload with everything that was found about it. */
export interface Judged {
  readonly workload: Workload
  readonly account: AccountRef
  /** How admission decides for the next pod; for a bare Pod, how it decided for this one. */
  readonly automount: AutomountDecision | undefined
  readonly containers: readonly ContainerTokens[]
  readonly exposures: readonly Exposure[]
  readonly running: number
  readonly drift: readonly { readonly pod: ObjectRef; readonly drift: Drift; readonly containers: readonly ContainerTokens[] }[]
  readonly declaration: Declaration
  /** What was seen of its use; absent where no evidence was given. */
  readonly evidence?: WorkloadEvidenceReport
  readonly verdict: Verdict
  readonly gaps: readonly Gap[]
}

/** What judging needs beside the workload. */
export interface Bench {
  readonly inventory: Inventory
  readonly facts: TokenFacts
  readonly grants: Grants
  /** Who can obtain whose token. */
  readonly access: Access
  /** Whether all roles and bindings are known. */
  readonly rolesKnown: boolean
  readonly requirements: Requirements
  /** Of use, where it was given. */
  readonly evidence?: EvidenceBench
  /** How the guard stands; absent where none is installed, or where that is not known. */
  readonly guard?: GuardReport
  /** `YYYY-MM-DD`. */
  readonly today: string
}

/** Judges one workload over its template and all its running pods. */
export function judge(workload: Workload, bench: Bench): Judged {
  const gaps: Gap[] = []
  const hold = (subject: PodSubject): Holding => {
    const answer = holdingOf(subject, bench.facts)
    gaps.push(...answer.gaps)
    return answer.value
  }
  const subjects = workload.templates.map((placed) => templateSubject(workload.ref, placed))
  const foreseen = subjects.map(hold)
  // Where a template leaves its token to an account that is not there, nobody knows what the next pod will get.
  const comparable = foreseen.length > 0 && !gaps.some((gap) => gap.kind === 'accountMissing')
  // What pods show matters more than what is not known about their template.
  const running = workload.pods.filter((pod) => pod.phase !== 'Succeeded' && pod.phase !== 'Failed')
  const pods = running
    .map((pod) => ({ pod, subject: podSubject(pod) }))
    .map((entry) => ({ ...entry, holding: hold(entry.subject) }))
  const templates = foreseen.map((holding) => holding.containers)
  const containers = mergeContainers([...templates, ...pods.map((entry) => entry.holding.containers)])
  const drift = comparable
    ? pods
        .map(({ pod, holding }) => ({
          pod: pod.ref,
          drift: driftOf(templates, holding.containers),
          containers: holding.containers,
        }))
        .filter((entry) => entry.drift.outlives.length + entry.drift.lacks.length > 0)
    : []
  const [first] = subjects.length > 0 ? subjects : pods.map((entry) => entry.subject)
  const account = first === undefined ? { namespace: workload.ref.namespace ?? 'default', name: 'default' } : accountOf(first)
  const declaration = declarationOf(workload, account, bench)
  const shown = {
    workload,
    account,
    automount: foreseen[0]?.automount ?? pods[0]?.holding.automount,
    containers,
    exposures: distinctExposures(foreseen.length > 0 ? foreseen : pods.map((entry) => entry.holding)),
    running: running.length,
    drift,
    declaration,
    ...(bench.evidence === undefined ? {} : { evidence: weighEvidence(workload, containers, bench.evidence) }),
    gaps: distinctGaps(gaps),
  }
  return { ...shown, verdict: verdictOf(shown, bench) }
}

function verdictOf(judged: Omit<Judged, 'verdict'>, bench: Bench): Verdict {
  const { workload, containers, declaration, evidence, gaps } = judged
  const apiTokens = (some: readonly ContainerTokens[]) => some.flatMap(({ tokens }) => tokens.filter((token) => token.apiServer))
  if (apiTokens(containers).length === 0) return gaps.length > 0 ? { kind: 'couldNotTell', gaps } : { kind: 'noApiToken' }
  const rule = platformOwner(workload.ref.namespace ?? 'default', workload.meta ?? workload.pods[0]?.meta)
  if (rule !== undefined) return { kind: 'platformOwned', rule }
  const held = apiTokens(containers.filter(({ name }) => !isSpokenFor(declaration, name)))
  if (declaration.kind === 'valid' && held.length === 0) return { kind: 'requiredByDeclaration', declaration }
  // Which of its containers sent a request no log tells: where some are declared to need a token, that is what counts.
  if (evidence?.kind === 'inUse' && (declaration.kind !== 'valid' || declaration.containers === undefined))
    return { kind: 'requiredByEvidence', evidence }
  if (!bench.rolesKnown) return { kind: 'notProvenRequired', power: undefined }
  const powers = [...new Map(held.map((token) => [formatName(token.account), token.account])).values()].map((account) =>
    powerOf(bench.grants.rulesOf(account).value),
  )
  const strongest = powers.find((power) => power.kind === 'everything') ?? powers.find((power) => power.kind === 'some')
  if (strongest !== undefined) return { kind: 'notProvenRequired', power: strongest }
  return gaps.length > 0 ? { kind: 'couldNotTell', gaps } : { kind: 'powerless' }
}

/** Whether a declaration that holds says that the tokens of a container are needed. */
export function isSpokenFor(declaration: Declaration, container: string): boolean {
  return declaration.kind === 'valid' && speaksFor(declaration, container)
}

/** The statement that counts: the workload's own, its template's, its account's, `default`'s about its account, then the file's. An invalid one hides no valid one. */
function declarationOf(workload: Workload, account: AccountRef, bench: Bench): Declaration {
  const fact = bench.facts.account(account)
  const index = { namespace: account.namespace, name: defaultServiceAccountName }
  const indexed = bench.facts.account(index)
  const statements = [
    annotatedStatement(workload.meta, `annotations of ${workload.ref.kind} \`${formatName(workload.ref)}\``),
    ...workload.templates.map((placed) =>
      annotatedStatement(
        placed.template.metadata,
        `annotations of the pod template of ${workload.ref.kind} \`${formatName(workload.ref)}\``,
      ),
    ),
    ...(fact.kind === 'known'
      ? [annotatedStatement(fact.account.meta, `annotations of ServiceAccount \`${formatName(account)}\``)].filter((one) =>
          isFor(one, workload.ref),
        )
      : []),
    ...(indexed.kind === 'known'
      ? [
          annotatedStatement(
            indexed.account.meta,
            `annotations of ServiceAccount \`${formatName(index)}\` about \`${account.name}\``,
            indexedPrefix(account.name),
          ),
        ].filter((one) => isFor(one, workload.ref))
      : []),
    statementFor(bench.requirements, workload.ref, account),
  ]
  const read = statements.flatMap((statement) => (statement === undefined ? [] : [readDeclaration(statement, bench.today)]))
  return (
    read.find((d) => d.kind === 'valid') ??
    read.find((d) => d.kind === 'expired') ??
    read.find((d) => d.kind === 'incomplete') ?? { kind: 'none' }
  )
}

function distinctExposures(holdings: readonly Holding[]): readonly Exposure[] {
  const seen = new Map<string, Exposure>()
  for (const exposure of holdings.flatMap((holding) => holding.exposures)) {
    const key = `${exposure.kind} ${exposure.message}`
    if (!seen.has(key)) seen.set(key, exposure)
  }
  return [...seen.values()]
}

function distinctGaps(gaps: readonly Gap[]): readonly Gap[] {
  return [...new Map(gaps.map((gap) => [JSON.stringify(gap), gap])).values()]
}
