// What every remedy is given: the audit and the inventory behind it, indexed, and the questions that several remedies ask.
import { append } from '../base/index.ts'
import type { Inventory, Workload } from '../inventory/index.ts'
import { formatName, type AccountRef, type ObjectMeta, type ObjectRef, type ServiceAccountObject } from '../kube/index.ts'
import type { Grants } from '../rbac/index.ts'
import {
  feedersOf,
  grantsIn,
  minorOf,
  platformOwner,
  targetsOf,
  workloadRef,
  type Ability,
  type AuditReport,
  type Targets,
  type WorkloadReport,
} from '../verdict/index.ts'
import { blindSpots } from './blind-spots.ts'
import type { Block } from './draft.ts'
import { effectOf } from './effects.ts'
import type { PlanOptions } from './plan-options.ts'
import { isSameObject, refMap, type RefMap } from './ref-map.ts'
import { reverterOf, type Reverter } from './reverters.ts'
import { canTakeEdits } from './template-edits.ts'

/** A workload with what the audit says of it. */
export interface Entry {
  readonly ref: ObjectRef
  readonly report: WorkloadReport
  readonly workload: Workload
  /** The accounts, by `namespace/name`, whose switch gives it a token. */
  readonly fedBy: readonly (readonly [string, ObjectRef])[]
}

/** Everything that remedies look at. */
export interface PlanBench {
  readonly inventory: Inventory
  readonly report: AuditReport
  readonly options: PlanOptions
  /** `YYYY-MM-DD`. */
  readonly today: string
  /** Of Kubernetes 1.x; absent where it is not known. */
  readonly minor: number | undefined
  /** Workloads of the namespaces asked for. */
  readonly entries: readonly Entry[]
  readonly targets: Targets
  entryOf(of: WorkloadReport): Entry | undefined
  accountOf(ref: ObjectRef): ServiceAccountObject | undefined
  /** What stands against the change of an account's switch. */
  blockOf(account: ObjectRef): Block | undefined
  /** Whether a workload's own templates can be changed. */
  abilityOf(entry: Entry): Ability
  reverterOf(meta: ObjectMeta | undefined, ownedBy?: ObjectRef): Reverter | undefined
  /** Whether an object is in what was asked for; objects in no namespace are, where no namespaces were named. */
  isAsked(ref: ObjectRef): boolean
  /** Workloads that get a token by the switch of an account, `namespace/name`. */
  fedBy(account: string): readonly Entry[]
  grants(): Grants
}

/** Indexes an audit for planning. */
export function planBench(inventory: Inventory, report: AuditReport, options: PlanOptions): PlanBench {
  const { namespaces } = options
  const isAsked = ({ namespace }: ObjectRef) =>
    namespaces === undefined || (namespace !== undefined && namespaces.includes(namespace))
  const all = entriesOf(inventory, report)
  // A folder is what others keep objects like: nobody takes an edit of it back.
  const isSource = report.source.kind === 'manifests'
  const reverter = (meta: ObjectMeta | undefined, ownedBy?: ObjectRef) =>
    isSource && ownedBy === undefined ? undefined : reverterOf(meta, ownedBy)
  const accounts = new Map(inventory.accounts.map((account) => [formatName(account.ref), account]))
  const blindSpotOf = blindSpots(inventory, report)

  const blockOf = (ref: ObjectRef): Block | undefined => {
    const account = accounts.get(formatName(ref))
    if (account === undefined)
      return {
        kind: 'couldNotTell',
        reason: 'it is not in the input',
        remedy: 'add it to the input; until then each template refuses by itself',
      }
    if (platformOwner(ref.namespace ?? 'default', account.meta) !== undefined) return ofPlatform
    const unseen = blindSpotOf(ref)
    if (unseen === undefined) return undefined
    return {
      kind: 'couldNotTell',
      reason: `a workload that needs it may not have been seen: ${unseen}`,
      remedy: 'read everything, and plan again; until then each template refuses by itself',
    }
  }
  const abilityOf = ({ workload, report: of }: Entry): Ability => {
    if (!canTakeEdits(workload, of)) return 'no'
    if (platformOwner(of.namespace, workload.meta) !== undefined) return 'no'
    return reverter(workload.meta) === undefined ? 'now' : 'inSource'
  }
  const entries = [...all.values()].filter(({ ref }) => isAsked(ref))
  const shown = {
    workloads: entries.map((entry) => entry.report),
    findings: report.findings.filter(({ object }) => isAsked(object)),
  }
  const targets = targetsOf(shown, {
    account(ref) {
      if (blockOf(ref) !== undefined) return 'no'
      return reverter(accounts.get(formatName(ref))?.meta) === undefined ? 'now' : 'inSource'
    },
    workload(of) {
      const entry = all.get(of)
      return entry === undefined || !takesEffectForNewPods(entry) ? 'no' : abilityOf(entry)
    },
  })
  const fed = new Map<string, Entry[]>()
  for (const entry of entries) for (const [account] of entry.fedBy) append(fed, account, entry)
  let grants: Grants | undefined
  return {
    inventory,
    report,
    options,
    today: report.generatedAt.slice(0, 10),
    minor: minorOf(report.source.serverVersion),
    entries,
    targets,
    fedBy: (account) => fed.get(account) ?? [],
    entryOf: (of) => all.get(of),
    accountOf: (ref) => accounts.get(formatName(ref)),
    blockOf,
    abilityOf,
    reverterOf: reverter,
    isAsked,
    grants: () => (grants ??= grantsIn(inventory, report.source.kind)),
  }
}

/** Each workload of the report with what the inventory has of it. */
function entriesOf(inventory: Inventory, report: AuditReport): ReadonlyMap<WorkloadReport, Entry> {
  const entries = new Map<WorkloadReport, Entry>()
  let byRef: RefMap<Workload> | undefined
  report.workloads.forEach((found, i) => {
    // Both are in the same order where the report is of everything.
    let workload = inventory.workloads[i]
    if (workload === undefined || !isSameObject(workload.ref, found)) {
      byRef ??= workloadsByRef(inventory)
      workload = byRef.get(found)
    }
    if (workload !== undefined) entries.set(found, { ref: workloadRef(found), report: found, workload, fedBy: feedersOf(found) })
  })
  return entries
}

function workloadsByRef({ workloads }: Inventory): RefMap<Workload> {
  const byRef = refMap<Workload>()
  for (const workload of workloads) byRef.set(workload.ref, workload)
  return byRef
}

/**
 * Whether every pod that is made after a change of the template is made from it. A rollout that is held back goes on making pods of
 * the former template, and so does a Job that runs: they would miss what they need once their account is switched off.
 */
function takesEffectForNewPods({ workload, report }: Entry): boolean {
  const effect = effectOf(workload)
  switch (effect?.when) {
    case 'rollout':
    case 'nextPod':
    case 'onDelete':
      return true
    case 'nextJob':
      return report.pods.running === 0
    case 'atOnce':
    case 'operator':
    case 'paused':
    case 'partition':
    case undefined:
      return false
  }
}

/** What belongs to the platform. */
export const ofPlatform: Block = {
  kind: 'platform',
  reason: 'it belongs to the platform, which would restore it',
  remedy: 'leave it to the platform',
}

/** The group of an account and its workloads. */
export function accountGroup(account: AccountRef | string): string {
  return `ServiceAccount ${typeof account === 'string' ? account : formatName(account)}`
}
