// What row 19 rests on, on a real API server: whoever may approve need not be allowed to read the request to get its certificate.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { KubeObject } from '../../../testbed/client.ts'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'

const rbac = 'rbac.authorization.k8s.io'
const rules = [
  { resources: ['certificatesigningrequests'], verbs: ['create'] },
  { resources: ['certificatesigningrequests/approval'], verbs: ['update'] },
  { resources: ['signers'], verbs: ['approve'], resourceNames: ['kubernetes.io/kube-apiserver-client'] },
].map((rule) => ({ apiGroups: ['certificates.k8s.io'], ...rule }))

/** In PEM, for the name `system:serviceaccount:a:x`; its key is thrown away. */
const request = `-----BEGIN CERTIFICATE REQUEST-----
MIHfMIGGAgEAMCQxIjAgBgNVBAMMGXN5c3RlbTpzZXJ2aWNlYWNjb3VudDphOngw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATv2fMDIf2CqM5FfwUuI003BeywwSiF
XeeZO9OCZ0lM/r1bQfzxo5IMk0dhVW36QxWvbFyaeXSO+Lcv+yk2/1qcoAAwCgYI
KoZIzj0EAwIDSAAwRQIgBh+aZ8GPd0qdD8SjLUw37tSVYkhTuVzp7lj6AR9zIbIC
IQCTt69Eg91XHAVAbQFVxRJ/qX53SwuEsGuoxewp9m12UA==
-----END CERTIFICATE REQUEST-----
`

interface Request extends KubeObject {
  readonly spec: object
  readonly status: { readonly certificate?: string }
}

const certificates = '/apis/certificates.k8s.io/v1/certificatesigningrequests'

clusterSuite('an approval carries the certificate', { users: { approver: [] }, controllers: false }, (cluster) => {
  test('a user who may create and approve, and may read nothing, is given the certificate with a second approval', async () => {
    const { client, plane } = cluster
    await client.create({ apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: 'approver' }, rules } as KubeObject)
    await client.create({
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'approver' },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'approver' },
      subjects: [{ apiGroup: rbac, kind: 'User', name: 'approver' }],
    } as KubeObject)
    const asApprover = { user: 'approver' }
    const created = await waitUntil('the binding to take effect', async () => {
      const { status, body } = await client.request<Request>(
        'POST',
        certificates,
        {
          apiVersion: 'certificates.k8s.io/v1',
          kind: 'CertificateSigningRequest',
          metadata: { name: 'mine' },
          spec: {
            request: Buffer.from(request).toString('base64'),
            signerName: 'kubernetes.io/kube-apiserver-client',
            usages: ['client auth'],
          },
        },
        asApprover,
      )
      return status === 201 ? body : undefined
    })
    const { apiVersion, kind, spec } = created
    const approve = async (): Promise<Request> => {
      const conditions = [{ type: 'Approved', status: 'True', reason: 'Mine', message: 'mine' }]
      const sent = { apiVersion, kind, metadata: { name: 'mine' }, spec, status: { conditions } }
      const { status, body } = await client.request<Request>('PUT', `${certificates}/mine/approval`, sent, asApprover)
      assert.equal(status, 200, JSON.stringify(body))
      return body
    }
    const approved = await approve()
    assert.equal(approved.status.certificate, undefined)
    // The signer's part.
    const certificate = readFileSync(plane.caPath).toString('base64')
    const signed = { ...approved, status: { ...approved.status, certificate } }
    assert.equal((await client.request('PUT', `${certificates}/mine/status`, signed)).status, 200)

    assert.equal((await client.request('GET', `${certificates}/mine`, undefined, asApprover)).status, 403)
    assert.equal((await approve()).status.certificate, certificate)
  })
})
