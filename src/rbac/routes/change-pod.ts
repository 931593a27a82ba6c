// Rows 11 and 12: running one's own code beside a pod's token. A container's image may be changed in place (ValidatePodUpdate), and an
// ephemeral container may mount the pod's volumes.
import { need, type Route } from './route.ts'

export const changePod: Route = {
  id: 'change-pod',
  row: 11,
  title: 'changes the image of a running pod, which holds the token',
  direct: false,
  ways: [{ needs: [need('patch update', '', 'pods')], reach: { kind: 'pods', by: 0 } }],
  remedy: 'take away `patch` and `update` on `pods`: controllers do not need them',
}

export const addEphemeralContainer: Route = {
  id: 'add-ephemeral-container',
  row: 12,
  title: 'adds a debugging container to a running pod, with its volumes',
  direct: false,
  ways: [{ needs: [need('patch update', '', 'pods/ephemeralcontainers')], reach: { kind: 'pods', by: 0 } }],
  remedy: 'take away `pods/ephemeralcontainers`, or narrow it by `resourceNames`',
}
