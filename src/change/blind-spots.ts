// Accounts whose workloads may not all have been seen. Whoever turns an account off must know everybody who lives on it: a list that
// was refused, an object that could not be read, or a report on some workloads only, leaves that open.
import type { Inventory } from '../inventory/index.ts'
import { findWorkloadKind, formatName, formatRef, groupOf, refKey, workloadKinds, type ObjectRef } from '../kube/index.ts'
import type { AuditReport } from '../verdict/index.ts'

/** Lists in which a workload can stand that shows nowhere else: custom kinds are seen by their pods where they run. */
const listed: ReadonlySet<string> = new Set([
  'pods',
  ...workloadKinds.filter(({ group }) => ['', 'apps', 'batch'].includes(group)).map(({ resource }) => resource),
])

/** @returns what may not have been seen of an account's workloads, for people; `undefined` where all are known as far as the input goes */
export function blindSpots(inventory: Inventory, report: AuditReport): (account: ObjectRef) => string | undefined {
  const everywhere: string[] = []
  const inNamespace = new Map<string, string>()
  // A folder never shows a whole cluster, and does not claim to.
  if (report.source.kind !== 'manifests') {
    for (const gap of inventory.gaps) {
      if ((gap.kind === 'listForbidden' || gap.kind === 'listFailed') && listed.has(gap.resource)) {
        const says = `${gap.resource} could not be listed`
        if (gap.namespace === undefined) everywhere.push(says)
        else inNamespace.set(gap.namespace, says)
      }
      if (gap.kind === 'objectRefused' && gap.object.namespace !== undefined && makesPods(gap.object))
        inNamespace.set(gap.object.namespace, `${formatRef(gap.object)} could not be read`)
    }
  }
  const unreported = new Map<string, string>()
  // As many as there are: all of them.
  const isWhole = report.workloads.length === inventory.workloads.length
  const reported = new Set(isWhole ? [] : report.workloads.map(refKey))
  for (const { ref, templates, pods } of isWhole ? [] : inventory.workloads) {
    if (reported.has(refKey(ref))) continue
    const specs = [...templates.map(({ template }) => template.spec), ...pods.map(({ spec }) => spec)]
    for (const { serviceAccountName, serviceAccount } of specs) {
      const name = serviceAccountName ?? serviceAccount ?? 'default'
      unreported.set(`${ref.namespace ?? ''}/${name === '' ? 'default' : name}`, `${formatRef(ref)} is not in the audit`)
    }
  }
  const [first] = everywhere
  return (account) => first ?? inNamespace.get(account.namespace ?? '') ?? unreported.get(formatName(account))
}

function makesPods({ apiVersion, kind }: ObjectRef): boolean {
  return kind === 'Pod' || findWorkloadKind(groupOf(apiVersion), kind) !== undefined
}
