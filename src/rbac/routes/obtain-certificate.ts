// Rows 19 and 20: a client certificate is a user name, and that of a service account matches whatever is bound to the account.
// `system:masters` is refused by the admission plugin CertificateSubjectRestriction.
import { clusterNeed, onlyFor, type Route, type Way } from './route.ts'

const group = 'certificates.k8s.io'
const clientSigner = ['kubernetes.io/kube-apiserver-client', 'kubernetes.io/*']

const nodeSigner = ['kubernetes.io/kube-apiserver-client-kubelet', 'kubernetes.io/*']

/** What it takes to have a request signed by one of some signers. */
function approved(signers: readonly string[]): Way['needs'] {
  return [
    clusterNeed('create', group, 'certificatesigningrequests'),
    clusterNeed('update patch', group, 'certificatesigningrequests/approval'),
    onlyFor(signers, clusterNeed('approve', group, 'signers')),
  ]
}

export const approveCertificate: Route = {
  id: 'approve-certificate',
  row: 19,
  title: "has a client certificate signed that carries the account's user name",
  direct: false,
  ways: [{ needs: approved(clientSigner), reach: { kind: 'anyAccountOfCluster' } }],
  remedy: 'narrow `approve` on `signers` to signers that do not sign for clients of the API server',
}

export const approveNodeCertificate: Route = {
  id: 'approve-node-certificate',
  row: 19,
  title: "has a certificate signed that makes it a node, which may ask for tokens of its pods' accounts",
  direct: false,
  ways: [{ needs: approved(nodeSigner), reach: { kind: 'nodes' } }],
  remedy: 'narrow `approve` on `signers` to signers that do not sign for nodes',
}

export const signCertificate: Route = {
  id: 'sign-certificate',
  row: 20,
  title: "signs a client certificate that carries the account's user name",
  direct: false,
  ways: [
    {
      needs: [
        onlyFor(clientSigner, clusterNeed('sign', group, 'signers')),
        clusterNeed('update patch', group, 'certificatesigningrequests/status'),
      ],
      reach: { kind: 'anyAccountOfCluster' },
    },
  ],
  besides: 'the key of a certificate authority that the API server trusts',
  remedy: 'narrow `sign` on `signers` to signers that do not sign for clients of the API server',
}
