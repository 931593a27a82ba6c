// Which workload a person means by `deploy/web`: kubectl's short names, full names and plurals, as data.
import { workloadKinds } from '../../kube/index.ts'
import { SparekeyError } from '../../base/index.ts'

const shortNames: readonly (readonly [string, string])[] = [
  ['po', 'Pod'],
  ['pod', 'Pod'],
  ['pods', 'Pod'],
  ['sa', 'ServiceAccount'],
  ['serviceaccount', 'ServiceAccount'],
  ['serviceaccounts', 'ServiceAccount'],
  ['deploy', 'Deployment'],
  ['rs', 'ReplicaSet'],
  ['rc', 'ReplicationController'],
  ['sts', 'StatefulSet'],
  ['ds', 'DaemonSet'],
  ['cj', 'CronJob'],
  ['ksvc', 'Service'],
  ['vm', 'VirtualMachine'],
  ['vmi', 'VirtualMachineInstance'],
]

const kinds: ReadonlyMap<string, string> = new Map([
  ...workloadKinds.flatMap((row): [string, string][] => [
    [row.kind.toLowerCase(), row.kind],
    [row.resource, row.kind],
  ]),
  ...shortNames,
])

/** The kinds that a name may begin with, for completion. */
export const kindNames: readonly string[] = [...kinds.keys()].sort()

/**
 * @param text - `kind/name`, with any kind that kubectl would take for it
 * @throws SparekeyError USAGE
 */
export function parseWorkloadName(text: string): { readonly kind: string; readonly name: string } {
  const [kind = '', name = '', ...more] = text.split('/')
  const known = kinds.get(kind.toLowerCase())
  if (known === undefined || name === '' || more.length > 0) {
    throw new SparekeyError('USAGE', `\`${text}\` names no workload`, {
      hint: 'write it as kind/name: deploy/web, sts/db, cronjob/backup, pod/web-abc, sa/default',
    })
  }
  return { kind: known, name }
}
