// What the guard would say of every workload before anything is installed: its policy on pods, evaluated here, of the pod that each would
// make next. Where the audit's own rules say something else the answer is a gap, never a guess.
import type { JsonObject } from '../base/index.ts'
import type { Inventory, Workload } from '../inventory/index.ts'
import {
  defaultServiceAccountName,
  describeGap,
  emptyMeta,
  refKey,
  type AccountRef,
  type Gap,
  type ObjectRef,
  type ServiceAccountObject,
} from '../kube/index.ts'
import { accountOf, decideAutomount, podSubject, templateSubject, type PodSubject, type TokenFacts } from '../tokens/index.ts'
import { admit } from './admit.ts'
import { accountParams, foreseenPod } from './foreseen-pod.ts'
import { localPolicy, type LocalPolicy, type PolicyAnswer } from './local-cel.ts'
import { isStage, type Stage } from './names.ts'
import type { GuardOptions } from './options.ts'
import { podsPolicy } from './policies/pods.ts'
import type { Policy } from './policy.ts'

/** What would become of the next pod of a workload. */
export type Foreseen = {
  readonly workload: ObjectRef
  readonly account: AccountRef
} & (
  | { readonly kind: 'passes' }
  /** The namespace is left out. */
  | { readonly kind: 'excluded' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unknown'; readonly why: string; readonly remedy: string }
)

/** A trial: the pod that an API server would make of a workload, or its refusal. By `refKey` of the workload. */
export type Trials = ReadonlyMap<
  string,
  { readonly kind: 'made'; readonly pod: JsonObject } | { readonly kind: 'refused'; readonly message: string }
>

/**
 * Answers for every workload, in the order of the inventory.
 *
 * @param today - `YYYY-MM-DD`
 * @param trials - where an API server was asked, what it would make counts, and not what is foreseen
 */
export function foresee(
  inventory: Inventory,
  options: GuardOptions,
  today: string,
  trials: Trials = new Map(),
): readonly Foreseen[] {
  const policy = podsPolicy(options)
  if (policy.kind !== 'validating') throw new TypeError('the policy on pods validates')
  const facts: TokenFacts = { ...inventory, apiAudiences: options.apiAudiences }
  const { exceptions, excluded } = options
  const bench: Bench = {
    facts,
    exceptions,
    local: localPolicy(policy.rules),
    excluded: new Set(excluded),
    today,
    trials,
    ownRefusal: refusalBy(policy),
  }
  return inventory.workloads.flatMap((workload) => foreseenOf(workload, bench))
}

// As the API server words it (apiserver pkg/admission/plugin/policy/validating/policy_decision.go and dispatcher.go).
function refusalBy({ name }: Policy): RegExp {
  return new RegExp(`ValidatingAdmissionPolicy '${name.replaceAll('.', '[.]')}' with binding '[^']*' denied request: (.*)$`, 's')
}

/** The stage at which a namespace is; a label that says something else counts for nothing. */
export function stageOf(label: string | undefined, { defaultStage }: GuardOptions): Stage {
  return label !== undefined && isStage(label) ? label : defaultStage
}

interface Bench {
  readonly facts: TokenFacts
  readonly exceptions: GuardOptions['exceptions']
  readonly local: LocalPolicy
  readonly excluded: ReadonlySet<string>
  readonly today: string
  readonly trials: Trials
  /** The API server's words for a refusal by the policy itself, where that is installed already. */
  readonly ownRefusal: RegExp
}

function foreseenOf(workload: Workload, bench: Bench): readonly Foreseen[] {
  const templates = workload.templates.map((placed) => templateSubject(workload.ref, placed))
  const subjects = templates.length > 0 ? templates : workload.pods.slice(0, 1).map(podSubject)
  const answers = subjects.filter(({ mirror }) => !mirror).map((subject) => answerOf(workload.ref, subject, bench))
  // Of several templates the first that is refused speaks for the workload.
  const first = answers.find(({ kind }) => kind === 'refused') ?? answers.find(({ kind }) => kind === 'unknown') ?? answers[0]
  return first === undefined ? [] : [first]
}

function answerOf(workload: ObjectRef, subject: PodSubject, bench: Bench): Foreseen {
  const account = accountOf(subject)
  const about = { workload, account }
  if (bench.excluded.has(subject.namespace)) return { ...about, kind: 'excluded' }
  const fact = bench.facts.account(account)
  if (fact.kind === 'missing') return { ...about, ...unknown({ kind: 'accountMissing', account }) }
  const known: ServiceAccountObject = fact.kind === 'known' ? fact.account : bare(account)
  const index = indexOf(account, bench.facts)
  const spoken = bench.exceptions === 'account' ? known : (index ?? bare(indexRef(account)))
  const params = accountParams(spoken)
  // What is not there may carry an exception; a pod that needs none passes whatever it says.
  const told = (answer: PolicyAnswer): Foreseen => {
    if (answer.kind === 'passes') return { ...about, kind: 'passes' }
    return bench.exceptions === 'index' && index === undefined
      ? { ...about, ...unknown({ kind: 'accountMissing', account: indexRef(account) }) }
      : { ...about, kind: 'refused', message: answer.message }
  }
  const trial = bench.trials.get(refKey(workload))
  const own = trial?.kind === 'refused' ? bench.ownRefusal.exec(trial.message)?.[1] : undefined
  if (own !== undefined) return told({ kind: 'refuses', message: own })
  if (trial?.kind === 'refused')
    return {
      ...about,
      kind: 'unknown',
      why: `the API server refuses its pod already: ${trial.message}`,
      remedy: 'see why that is; what the guard would say to a pod that others refuse does not matter',
    }
  if (trial?.kind === 'made') return told(bench.local({ object: trial.pod, params }))
  const mounts = subject.stage === 'template' && decideAutomount(subject, { kind: 'known', account: known }).kind === 'mounts'
  const object = foreseenPod(workload, account, subject.spec, mounts, bench.today)
  const answer = bench.local({ object, params })
  const exceptions = bench.exceptions === 'account' ? { place: bench.exceptions } : { place: bench.exceptions, meta: spoken.meta }
  const audited = admit({ subject, account: known, exceptions, workload, today: bench.today }, bench.facts)
  if ((answer.kind === 'passes') !== (audited.kind === 'admitted'))
    return {
      ...about,
      kind: 'unknown',
      why: `the policy ${answer.kind === 'passes' ? 'lets its pod pass' : 'refuses its pod'}, and the audit's rules do not`,
      remedy: 'this should not happen: please report it with the manifests',
    }
  return told(answer)
}

function unknown(gap: Gap): { readonly kind: 'unknown'; readonly why: string; readonly remedy: string } {
  const { message, remedy } = describeGap(gap)
  return { kind: 'unknown', why: message, remedy }
}

function indexRef({ namespace }: AccountRef): AccountRef {
  return { namespace, name: defaultServiceAccountName }
}

/** The account `default`; where a missing one may be assumed, it is as the control plane makes it. */
function indexOf(account: AccountRef, facts: TokenFacts): ServiceAccountObject | undefined {
  const fact = facts.account(indexRef(account))
  return fact.kind === 'known' ? fact.account : fact.kind === 'assumed' ? bare(indexRef(account)) : undefined
}

/** An account of which nothing is known but that it is there. */
function bare(account: AccountRef): ServiceAccountObject {
  return { is: 'serviceAccount', ref: { apiVersion: 'v1', kind: 'ServiceAccount', ...account }, meta: emptyMeta, secrets: [] }
}
