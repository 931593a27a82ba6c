// Row 18: the kubelet's own API, through the API server. Its /exec and /attach answer to GET, so `get` is enough, on every version;
// neither the audit log nor admission sees what is run (pkg/kubelet/server).
import { clusterNeed, type Route } from './route.ts'

export const proxyToKubelet: Route = {
  id: 'proxy-to-kubelet',
  row: 18,
  title: "runs a command in any pod of a node through the kubelet's API",
  direct: false,
  ways: [{ needs: [clusterNeed('get create', '', 'nodes/proxy')], reach: { kind: 'nodes', by: 0 } }],
  remedy: 'take away `nodes/proxy`; for metrics grant `nodes/metrics` instead (1.33 and later)',
}
