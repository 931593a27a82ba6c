// Row 10: a pod chooses its account by name, and mounts any Secret of its namespace. Where admission lets it be privileged or mount
// the host's directories, it reaches the node's other pods too: admission is not RBAC, so that is not said here.
import { creates, need, type Route } from './route.ts'

export const createPod: Route = {
  id: 'create-pod',
  row: 10,
  title: 'runs a pod as the account',
  direct: false,
  ways: [...creates(need('create', '', 'pods'), [], { kind: 'anyAccount' })],
  remedy:
    'leave creating pods to those who may have every account of the namespace, or give trusted accounts a namespace of their own',
}
