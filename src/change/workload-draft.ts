// What steps on workloads have in common: which tokens go, which containers still hold one, when it counts, and what can go wrong.
import type { ContainerReport, TokenReport } from '../verdict/index.ts'
import type { Block, Draft } from './draft.ts'
import { effectOf } from './effects.ts'
import { accountGroup, ofPlatform, type Entry } from './plan-bench.ts'
import type { PlannedEdit } from './resolve.ts'
import type { Condition, RemedyId, RemovedToken, Step } from './step.ts'
import { canTakeEdits } from './template-edits.ts'
import { platformOwner } from '../verdict/index.ts'

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
export function workloadDraft({ ref, report, workload }: Entry, change: WorkloadChange): Draft {
  const { remedy, edits, reason, risk, takes = () => false, replaces, enabling } = change
  return {
    remedy,
    object: ref,
    ...(workload.meta === undefined ? {} : { meta: workload.meta }),
    change: { kind: 'edit', edits },
    reason,
    removes: removedTokens({ ref, report }, takes),
    alsoRemoves: change.alsoRemoves ?? [],
    effect: effectOf(workload) ?? { when: 'operator' },
    risk,
    before: change.before ?? [],
    after: [
      { kind: 'podsHold', workload: ref, containers: stillHolding(report.containers, replaces === true ? () => false : takes) },
    ],
    requires: change.requires ?? [],
    group: accountGroup(report.serviceAccount),
    ...(enabling === undefined ? {} : { enabling }),
  }
}

/** The tokens of a workload that go. */
export function removedTokens(
  { ref, report }: Pick<Entry, 'ref' | 'report'>,
  takes: NonNullable<WorkloadChange['takes']>,
): readonly RemovedToken[] {
  return report.containers.flatMap((container) =>
    container.tokens
      .filter((token) => takes(token, container))
      .map(({ serviceAccount, path }) => ({ workload: ref, container: container.name, serviceAccount, path })),
  )
}

function stillHolding(containers: readonly ContainerReport[], takes: NonNullable<WorkloadChange['takes']>): readonly string[] {
  return containers
    .filter((container) => container.tokens.some((token) => token.apiServer && !takes(token, container)))
    .map(({ name }) => name)
}

/** Whether admission mounted a token for the API server. */
export function isMounted({ source, apiServer }: TokenReport): boolean {
  return source === 'automount' && apiServer
}

/** What can go wrong where a workload loses a token. */
export function riskOfLoss({ report, workload }: Entry): Step['risk'] {
  if (report.pods.running === 0 && workload.controls?.replicas === 0)
    return { level: 'low', why: 'it is scaled to nothing, so nothing runs that could lose anything' }
  if (report.verdict === 'powerless')
    return {
      level: 'low',
      why: 'its account can do no more than every account; only a program that looks for the file and stops without it would notice',
    }
  return { level: 'medium', why: 'it holds rights, or its rights are not known, and nothing shows whether it uses them' }
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
