// What steps on workloads have in common: which tokens go, which containers still hold one, when it counts, and what can go wrong.
import type { ObjectRef } from '../kube/index.ts'
import { platformOwner, type ContainerReport, type TokenReport } from '../verdict/index.ts'
import type { Block, Draft } from './draft.ts'
import { effectOf } from './effects.ts'
import { accountGroup, ofPlatform, type Entry } from './plan-bench.ts'
import type { PlannedEdit } from './resolve.ts'
import type { Condition, RemedyId, RemovedToken, Step } from './step.ts'
import { canTakeEdits } from './template-edits.ts'

/** What is special about a step on a workload. */
export interface WorkloadChange {
  readonly remedy: RemedyId
  readonly edits: readonly PlannedEdit[]
  readonly reason: string
  readonly risk: Step['risk']
  /** The tokens that go. */
  readonly takes?: (token: TokenReport, container: ContainerReport) => boolean
  /** Whether a token comes in the place of those that go. */
  readonly replaces?: true
  readonly alsoRemoves?: readonly string[]
  readonly before?: readonly Condition[]
  readonly requires?: Draft['requires']
  readonly enabling?: true
}

/** A draft for the templates of a workload; INVARIANT: they can take edits. */
export function workloadDraft(entry: Entry, change: WorkloadChange): Draft {
  const { ref, report, workload } = entry
  const { meta } = workload
  const removes: RemovedToken[] = []
  const containers: string[] = []
  for (const container of report.containers) {
    const holds = sortTokens(ref, container, change.takes, removes)
    if (holds || (change.replaces === true && container.tokens.some(({ apiServer }) => apiServer)))
      containers.push(container.name)
  }
  return {
    remedy: change.remedy,
    object: ref,
    change: { kind: 'edit', edits: change.edits },
    reason: change.reason,
    removes,
    alsoRemoves: change.alsoRemoves ?? none,
    effect: effectOf(workload) ?? { when: 'operator' },
    risk: change.risk,
    before: change.before ?? none,
    after: [{ kind: 'podsHold', workload: ref, containers }],
    requires: change.requires ?? none,
    group: accountGroup(report.serviceAccount),
    workload: report,
    ...(change.replaces === undefined ? undefined : { replaces: change.replaces }),
    ...(meta === undefined ? undefined : { meta }),
    ...(change.enabling === undefined ? undefined : { enabling: change.enabling }),
  }
}

const none: readonly never[] = []

/** The tokens of a workload that go. */
export function removedTokens({ ref, report }: Entry, takes: WorkloadChange['takes']): readonly RemovedToken[] {
  const removes: RemovedToken[] = []
  for (const container of report.containers) sortTokens(ref, container, takes, removes)
  return removes
}

/** Whether a container holds a token for the API server still; what goes is put with the rest of that. */
function sortTokens(
  workload: ObjectRef,
  container: ContainerReport,
  takes: WorkloadChange['takes'],
  removes: RemovedToken[],
): boolean {
  let holds = false
  for (const token of container.tokens) {
    if (takes?.(token, container) === true)
      removes.push({ workload, container: container.name, serviceAccount: token.serviceAccount, path: token.path })
    else holds ||= token.apiServer
  }
  return holds
}

/** Whether admission mounted a token for the API server. */
export function isMounted({ source, apiServer }: TokenReport): boolean {
  return source === 'automount' && apiServer
}

/** Whether an object that decided something is an account. */
export function isSameAccount(account: ObjectRef, { kind, namespace, name }: ObjectRef): boolean {
  return kind === 'ServiceAccount' && name === account.name && namespace === account.namespace
}

const scaledDown: Step['risk'] = { level: 'low', why: 'it is scaled to nothing, so nothing runs that could lose anything' }

const powerless: Step['risk'] = {
  level: 'low',
  why: 'its account can do no more than every account; only a program that looks for the file and stops without it would notice',
}

const unproven: Step['risk'] = {
  level: 'medium',
  why: 'it holds rights, or its rights are not known, and nothing shows whether it uses them',
}

/** What can go wrong where a workload loses a token. */
export function riskOfLoss({ report, workload }: Entry): Step['risk'] {
  if (report.pods.running === 0 && workload.controls?.replicas === 0) return scaledDown
  const { evidence } = report
  if (evidence?.kind === 'onlyRefused' || evidence?.kind === 'onlyDiscovery' || (evidence?.uses.length ?? 0) > 0)
    return { level: 'medium', why: `a program in it uses the token: ${evidence?.statement ?? ''}` }
  return report.verdict === 'powerless' ? powerless : unproven
}

/** Why the templates of a workload can't be changed; `undefined` where they can. */
export function whyFixed({ report, workload }: Entry): Block | undefined {
  const { meta, row, ownedBy, templates } = workload
  if (platformOwner(report.namespace, meta ?? workload.pods[0]?.meta) !== undefined) return ofPlatform
  if (canTakeEdits(workload, report)) return undefined
  if (ownedBy !== undefined)
    return {
      kind: 'reverted',
      reason: `${ownedBy.kind} ${ownedBy.name} makes it, and would take the change back`,
      remedy: `make the change where ${ownedBy.kind} ${ownedBy.name} reads it`,
    }
  if (meta === undefined)
    return {
      kind: 'reverted',
      reason: `only its pods are in the input, and what ${report.kind} ${report.name} makes them from is not known`,
      remedy: 'make the change where they are made, and delete the pods',
    }
  if (row === undefined || row.effect === 'immutable')
    return {
      kind: 'immutable',
      reason: row === undefined ? 'a pod that runs cannot be changed' : `the pod template of a ${row.kind} cannot be changed`,
      remedy: 'change what it is written in, delete it, and create it anew',
    }
  if (meta.name === '')
    return {
      kind: 'needsDecision',
      reason: 'the API server chooses its name, so that no step can name it',
      remedy: 'make the change in what it is created from',
    }
  if (templates.some(({ form }) => form === 'account' || form === 'virtualMachine'))
    return {
      kind: 'needsDecision',
      reason: 'its operator writes the pods, and no field of it is sure to reach them',
      remedy: 'ask for another account, or none, where the operator reads it',
    }
  return {
    kind: 'needsDecision',
    reason: 'its declaration names a container that is not in its template, so that nothing can be mounted into it',
    remedy: 'declare the need for the containers of the template, or for all',
  }
}
