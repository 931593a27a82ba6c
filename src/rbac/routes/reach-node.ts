// Row 24: a PersistentVolume of type hostPath, claimed and mounted by a pod, opens a node's directories, and in them the tokens of all
// its pods. Pod security levels do not look behind a claim.
import { clusterNeed, creates, need, type Route } from './route.ts'

export const createHostVolume: Route = {
  id: 'create-host-volume',
  row: 24,
  title: "reads the tokens of a node's pods through a volume on the host",
  direct: false,
  ways: [
    ...creates(
      clusterNeed('create', '', 'persistentvolumes'),
      [need('create', '', 'persistentvolumeclaims'), need('create', '', 'pods')],
      { kind: 'nodes' },
    ),
  ],
  remedy: 'leave `persistentvolumes` to the provisioners of storage',
}
