// Rows 14 to 16: a controller makes the pod, and the template chooses the account. Changing one is as good as making one, but for
// Jobs, whose template can't be changed; `scale` changes no template.
import { creates, need, type Need, type Reach, type Route, type Way } from './route.ts'

const reach: Reach = { kind: 'anyAccount' }
const changes = (right: Need): Way => ({ needs: [right], reach })

const apps = ['deployments', 'daemonsets', 'statefulsets', 'replicasets']
const remedy =
  'leave workloads to those who may have every account of the namespace, or give trusted accounts a namespace of their own'
const title = 'runs a pod as the account, through a controller'

export const createAppsWorkload: Route = {
  id: 'create-apps-workload',
  row: 14,
  title,
  direct: false,
  ways: flat(
    apps.flatMap((resource) => [
      ...creates(need('create', 'apps', resource), [], reach),
      changes(need('update patch', 'apps', resource)),
    ]),
  ),
  remedy,
}

export const createReplicationController: Route = {
  id: 'create-replication-controller',
  row: 15,
  title,
  direct: false,
  ways: [
    ...creates(need('create', '', 'replicationcontrollers'), [], reach),
    changes(need('update patch', '', 'replicationcontrollers')),
  ],
  remedy,
}

export const createBatchWorkload: Route = {
  id: 'create-batch-workload',
  row: 16,
  title,
  direct: false,
  ways: [
    ...creates(need('create', 'batch', 'jobs'), [], reach),
    ...creates(need('create', 'batch', 'cronjobs'), [], reach),
    changes(need('update patch', 'batch', 'cronjobs')),
  ],
  remedy,
}

function flat(ways: readonly Way[]): readonly [Way, ...Way[]] {
  const [first, ...others] = ways
  if (first === undefined) throw new Error('a route has no way')
  return [first, ...others]
}
