// Row 25: a CSIDriver says for which audiences the kubelet hands the driver tokens of the pods that use it; the empty one is the API server.
import { clusterNeed, creates, type Reach, type Route } from './route.ts'

const reach: Reach = { kind: 'csiPods' }

export const changeCsiDriver: Route = {
  id: 'change-csi-driver',
  row: 25,
  title: 'has the kubelet hand tokens of pods to the driver of their volumes',
  direct: false,
  ways: [
    ...creates(clusterNeed('create', 'storage.k8s.io', 'csidrivers'), [], reach),
    { needs: [clusterNeed('patch update', 'storage.k8s.io', 'csidrivers')], reach },
  ],
  besides: 'the driver itself, to which the tokens are handed',
  remedy: 'leave `csidrivers` to administrators',
}
