// Which objects of an audit the plans change, and what they said before: worked out once, for the implementation and its backout.
import { sortedBy } from '../../base/index.ts'
import { formatName, refKey, type ObjectRef } from '../../kube/index.ts'
import type { WorkloadReport } from '../audit-report.ts'
import { notSet } from '../checks/default-account.ts'
import { findingsOf, workloadRef, type Material } from './material.ts'

/** An object whose switch is changed. */
export interface SwitchTarget extends ObjectRef {
  /** What the field says now; `null` is absent, and must be absent again after a backout. */
  readonly former: boolean | null
  /** Whether pods with rights run on it that nobody has spoken for. */
  readonly inUse: boolean
}

/** Everything that the plans would change. */
export interface Targets {
  /** Workloads that need their token by declaration and get it from their account: they ask for it themselves first. */
  readonly optIn: readonly SwitchTarget[]
  /** Accounts that hand out tokens which nothing shows to be needed. */
  readonly accounts: readonly SwitchTarget[]
  /** Accounts left alone, since the platform's own pods live on them or pods whose need is not known. */
  readonly keptAccounts: readonly ObjectRef[]
  /** Workloads that are switched off in their own template. */
  readonly templates: readonly SwitchTarget[]
  /** Workloads whose running pods have to be replaced for the change of an account to reach them. */
  readonly renew: readonly ObjectRef[]
}

/** Works them out. */
export function targetsOf(material: Material): Targets {
  const workloads = material.workloads.map(({ value }) => value)
  const fed = workloads.filter(
    ({ automount }) => automount.mounts === true && automount.decidedBy?.object.kind === 'ServiceAccount',
  )
  const kept = new Set(
    workloads
      .filter(
        ({ verdict, automount }) =>
          verdict === 'couldNotTell' ||
          (verdict === 'platformOwned' && automount.mounts !== false && automount.decidedBy?.object.kind === 'ServiceAccount'),
      )
      .map(({ serviceAccount }) => serviceAccount),
  )
  const unproven = fed.filter(({ verdict }) => verdict === 'notProvenRequired')
  const inUse = new Set(unproven.map(({ serviceAccount }) => serviceAccount))
  const wanted = distinct([
    ...unproven.flatMap(({ automount }) =>
      automount.decidedBy === undefined
        ? []
        : [{ ...automount.decidedBy.object, former: switchValue(automount.decidedBy.value), inUse: true }],
    ),
    ...findingsOf(material, 'default-account-automounts').map(({ value: { object, message } }) => ({
      ...object,
      former: message.includes(notSet) ? null : true,
      inUse: inUse.has(formatName(object)),
    })),
  ])
  const accounts = wanted.filter((account) => !kept.has(formatName(account)))
  const changed = new Set(accounts.map(formatName))
  const drifted = new Set(findingsOf(material, 'token-outlives-change').map(({ value }) => refKey(value.object)))
  return {
    optIn: distinct(
      fed
        .filter(({ verdict, serviceAccount }) => verdict === 'requiredByDeclaration' && changed.has(serviceAccount))
        .map((workload) => ({ ...workloadRef(workload), former: null, inUse: true })),
    ),
    accounts,
    keptAccounts: wanted.filter((account) => kept.has(formatName(account))),
    templates: distinct(workloads.flatMap((workload) => templateTarget(workload, kept))),
    renew: distinct(
      workloads
        .filter(
          (workload) =>
            drifted.has(refKey(workloadRef(workload))) ||
            (fed.includes(workload) &&
              changed.has(workload.serviceAccount) &&
              workload.verdict !== 'requiredByDeclaration' &&
              workload.pods.running > 0),
        )
        .map(workloadRef),
    ),
  }
}

function templateTarget(workload: WorkloadReport, kept: ReadonlySet<string>): readonly SwitchTarget[] {
  const { automount, verdict, serviceAccount } = workload
  if (verdict !== 'notProvenRequired' || automount.mounts !== true || automount.decidedBy === undefined) return []
  const ofAccount = automount.decidedBy.object.kind === 'ServiceAccount'
  if (ofAccount && !kept.has(serviceAccount)) return []
  return [{ ...workloadRef(workload), former: ofAccount ? null : switchValue(automount.decidedBy.value), inUse: true }]
}

function switchValue(value: boolean | string | null): boolean | null {
  return typeof value === 'boolean' ? value : null
}

function distinct<T extends ObjectRef>(objects: readonly T[]): readonly T[] {
  const byKey = new Map(objects.map((object) => [refKey(object), object]))
  return sortedBy(byKey.values(), ({ namespace, kind, name }) => [namespace, kind, name])
}
