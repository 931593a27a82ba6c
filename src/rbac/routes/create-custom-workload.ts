// Row 17: an operator makes the pod, and the custom resource chooses the account: for the kinds that the table of workloads knows.
import { customWorkloadKinds } from '../../kube/index.ts'
import { creates, need, type Reach, type Route } from './route.ts'

const reach: Reach = { kind: 'anyAccount' }
const [first, ...others] = customWorkloadKinds.flatMap(({ group, resource }) => [
  ...creates(need('create', group, resource), [], reach),
  { needs: [need('update patch', group, resource)] as const, reach },
])
if (first === undefined) throw new Error('the table of workloads knows no custom resource')

export const createCustomWorkload: Route = {
  id: 'create-custom-workload',
  row: 17,
  title: 'runs a pod as the account, through an operator',
  direct: false,
  ways: [first, ...others],
  besides: 'an operator that makes pods of it and may do so in that namespace',
  remedy: 'leave such resources to those who may have every account of the namespace',
}
