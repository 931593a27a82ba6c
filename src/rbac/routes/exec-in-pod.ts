// Row 13: running a command in a pod that holds the token. Until 1.34 a websocket opened by GET was authorised as `get`; since 1.35
// `create` is asked for as well (gate AuthorizePodWebsocketUpgradeCreatePermission).
import { need, type Route } from './route.ts'

const remedy = 'take away `pods/exec` and `pods/attach`, or narrow them by `resourceNames`'

export const execInPod: Route = {
  id: 'exec-in-pod',
  row: 13,
  title: 'runs a command in a pod that holds the token',
  direct: false,
  ways: [
    { needs: [need('create', '', 'pods/exec')], reach: { kind: 'pods', by: 0 } },
    { needs: [need('create', '', 'pods/attach')], reach: { kind: 'pods', by: 0 } },
  ],
  remedy,
}

export const execInPodByGet: Route = {
  id: 'exec-in-pod-by-get',
  row: 13,
  title: 'runs a command in a pod that holds the token, with no more than `get`',
  direct: false,
  until: 34,
  ways: [
    { needs: [need('get', '', 'pods/exec')], reach: { kind: 'pods', by: 0 } },
    { needs: [need('get', '', 'pods/attach')], reach: { kind: 'pods', by: 0 } },
  ],
  remedy: `${remedy}; or upgrade to 1.35`,
}
