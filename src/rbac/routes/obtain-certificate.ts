// Rows 19 and 20: a client certificate is a user name, and that of a service account matches whatever is bound to the account.
// `system:masters` is refused by the admission plugin CertificateSubjectRestriction.
import { clusterNeed, onlyFor, type Route } from './route.ts'

const group = 'certificates.k8s.io'
const clientSigner = ['kubernetes.io/kube-apiserver-client', 'kubernetes.io/*']

export const approveCertificate: Route = {
  id: 'approve-certificate',
  row: 19,
  title: "has a client certificate signed that carries the account's user name",
  direct: false,
  ways: [
    {
      needs: [
        clusterNeed('create', group, 'certificatesigningrequests'),
        clusterNeed('update patch', group, 'certificatesigningrequests/approval'),
        onlyFor(clientSigner, clusterNeed('approve', group, 'signers')),
      ],
      reach: { kind: 'anyAccountOfCluster' },
    },
  ],
  remedy: 'narrow `approve` on `signers` to signers that do not sign for clients of the API server',
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
