// Every attempt of the table, carried out on a real API server with the guard at the stage deny: its result is what the table says.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { KubeObject, TestResponse } from '../../testbed/client.ts'
import { clusterSuite } from '../../testbed/suite.ts'
import { waitUntil } from '../../testbed/wait-until.ts'
import type { Attack, AttackRequest } from './attack.cases.ts'
import { attacks } from './attacks.cases.ts'
import { guardObjects, guardOptions, renderGuard } from './index.ts'
import { installed, refuses } from './installed.cases.ts'
import { admitTenants, exceptionOf, podOf, tenants, tokenSecretOf } from './tenants.cases.ts'

const rbac = 'rbac.authorization.k8s.io'
const inShop = { namespace: 'shop' }

interface Status {
  readonly message?: string
}
interface Event {
  readonly reason?: string
  readonly message?: string
  readonly involvedObject: { readonly name: string }
}

clusterSuite('attempts against the guard', { kwok: true, users: { ...tenants, registrar: [] } }, (cluster) => {
  before(async () => {
    const { client, plane } = cluster
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
    for (const name of ['app', 'web', 'narrow', 'ended', 'robot', 'again'])
      await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, ...inShop } })
    await admitTenants(client, 'shop')
    await bind('RoleBinding', 'admin', { kind: 'ServiceAccount', name: 'robot', ...inShop })
    const rules = [{ apiGroups: ['admissionregistration.k8s.io'], resources: ['*'], verbs: ['*'] }]
    await client.create({ apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: 'registrar' }, rules } as KubeObject)
    await bind('ClusterRoleBinding', 'registrar', { apiGroup: rbac, kind: 'User', name: 'registrar' })
    await client.create(tokenSecretOf('old', 'web', { ...inShop, annotations: { 'kubernetes.io/service-account.name': 'web' } }))
    const labels = { 'kubernetes.io/legacy-token-invalid-since': '2026-01-01' }
    await client.create(
      tokenSecretOf('dead', 'web', { ...inShop, labels, annotations: { 'kubernetes.io/service-account.name': 'web' } }),
    )
    for (const [name, spec] of [
      ['holder', { automountServiceAccountToken: true }],
      ['plain', { automountServiceAccountToken: false }],
    ] as const)
      await client.create({ ...podOf(name, 'web', spec), metadata: { name, ...inShop } })
    await client.request('PATCH', '/api/v1/namespaces/shop/serviceaccounts/default', {
      metadata: {
        annotations: {
          ...exceptionOf('web'),
          ...exceptionOf('narrow', { 'token-workloads': 'Deployment/narrow' }),
          ...exceptionOf('ended', { 'token-until': '2020-01-01' }),
        },
      },
    })
    const options = guardOptions(Number(plane.version.split('.')[1]), { exceptions: 'index' })
    await installed(client, guardObjects(renderGuard(options)), ['probed'])
    const guarded = { name: 'shop', labels: { 'sparekey.dev/guard': 'deny' } }
    await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: guarded })
    await refuses(client, 'shop', 'app')
    await waitUntil('the policy on minting', async () => (await send('edit', mintApp)).status === 422)
    await waitUntil('the policy on Secrets', async () => {
      const answer = await client.request('POST', '/api/v1/namespaces/shop/secrets?dryRun=All', tokenSecretOf('x', 'app'), {
        user: 'edit',
      })
      return answer.status === 422
    })
  })

  const mintApp: AttackRequest = { method: 'POST', path: '/api/v1/namespaces/shop/serviceaccounts/app/token', body: { spec: {} } }

  async function bind(kind: string, role: string, subject: object): Promise<void> {
    await cluster.client.create({
      apiVersion: `${rbac}/v1`,
      kind,
      metadata: { name: role, ...(kind === 'RoleBinding' ? inShop : {}) },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
      subjects: [subject],
    } as KubeObject)
  }

  async function send(user: string, { method, path, body, contentType, headers }: AttackRequest): Promise<TestResponse<Status>> {
    return await cluster.client.request<Status>(method, path, body, {
      user,
      ...(contentType === undefined ? {} : { contentType }),
      ...(headers === undefined ? {} : { headers }),
    })
  }

  for (const attack of attacks) {
    test(`${attack.as} ${attack.name}`, async () => {
      for (let round = 0; round < (attack.rounds ?? 1); round++) await carryOut(attack, round)
    })
  }

  async function carryOut({ as, requests, expected }: Attack, round: number): Promise<void> {
    const answers: TestResponse<Status>[] = []
    for (const request of requests)
      answers.push(await send(as, JSON.parse(JSON.stringify(request).replaceAll('ROUND', String(round))) as AttackRequest))
    const last = answers.pop() ?? assert.fail('no request')
    for (const { status, body } of answers) assert.ok(status < 300, JSON.stringify(body))
    const said = JSON.stringify([last.status, last.body])
    if (expected.kind === 'possible') {
      // Without a kubelet behind it, a command ends where the API server would have passed it on.
      assert.ok(last.status < 300 || /[Uu]pgrade|no preferred addresses/.test(last.body.message ?? ''), said)
    } else if (expected.by === 'guard, at its pods') {
      assert.ok(last.status < 300, said)
      await podsRefused(expected.of)
    } else assert.equal(refusedBy(last), expected.by, said)
  }

  async function podsRefused(name: string): Promise<void> {
    await waitUntil(`the refusal of the pods of ${name}`, async () => {
      const events = await cluster.client.list<Event>('v1', 'Event', 'shop')
      return events.some(
        ({ involvedObject, reason, message = '' }) =>
          new RegExp(`^${name}(-|$)`).test(involvedObject.name) &&
          reason === 'FailedCreate' &&
          message.includes('denied request'),
      )
    })
    const pods = await cluster.client.list('v1', 'Pod', 'shop')
    assert.deepEqual(
      pods.filter(({ metadata }) => metadata.name?.startsWith(`${name}-`)).map(({ metadata }) => metadata.name),
      [],
    )
  }
})

function refusedBy({ status, body: { message = '' } }: TestResponse<Status>): string {
  if (status < 300) return 'nobody'
  if (/ValidatingAdmissionPolicy '[a-z.-]+[.]sparekey[.]dev' .* denied request/.test(message)) return 'guard'
  return status === 403 && / cannot | attempting to grant /.test(message) ? 'RBAC' : 'API server'
}
