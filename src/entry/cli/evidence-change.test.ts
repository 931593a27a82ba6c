// What evidence changes of a change: `fix` on a folder keeps what `plan` keeps, and what uses its token without need is a risk to take it from.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Plan } from '../../change/index.ts'
import { writeSnapshot } from '../../sources/snapshot/index.ts'
import { runWith } from './fake-io.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-evidence-change-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})
const at = (name: string): string => join(folder, name)
const now = '2026-11-24T08:00:00.000Z'

type Requests = readonly Readonly<Record<string, unknown>>[]
const listed = { verb: 'list', objectRef: { resource: 'configmaps', namespace: 'shop' }, responseStatus: { code: 200 } }
const refused = { ...listed, responseStatus: { code: 403 }, annotations: { 'authorization.k8s.io/decision': 'forbid' } }
const discovery = { verb: 'get', requestURI: '/apis', responseStatus: { code: 200 } }

/** What the pod of each workload did. */
const did: Readonly<Record<string, Requests>> = {
  seen: [listed, discovery],
  denied: [refused],
  looker: [discovery],
  quiet: [],
}
const names = Object.keys(did)
const created = '2026-01-01T00:00:00Z'
const app = { matchLabels: { app: 'x' } }

const objectsOf = (name: string): readonly object[] => [
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: 'shop', uid: `sa-${name}`, creationTimestamp: created },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: 'shop', uid: `ds-${name}`, creationTimestamp: created },
    spec: {
      selector: app,
      template: {
        metadata: { labels: app.matchLabels },
        spec: { serviceAccountName: name, containers: [{ name: 'app', image: 'app' }] },
      },
    },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name, namespace: 'shop', uid: `role-${name}` },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name, namespace: 'shop', uid: `binding-${name}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'shop' }],
  },
]

const podOf = (name: string): object => {
  const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
  const sources = [{ serviceAccountToken: { path: 'token', expirationSeconds: 3607 } }]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-x2x4z`,
      namespace: 'shop',
      uid: `pod-${name}`,
      creationTimestamp: created,
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name, uid: `ds-${name}`, controller: true }],
    },
    spec: {
      serviceAccountName: name,
      containers: [{ name: 'app', image: 'app', volumeMounts: [{ name: 'kube-api-access-1', mountPath }] }],
      volumes: [{ name: 'kube-api-access-1', projected: { sources } }],
    },
    status: { phase: 'Running' },
  }
}

before(async () => {
  const lines: string[] = []
  const line = (time: string, parts: object): void => {
    lines.push(
      JSON.stringify({
        kind: 'Event',
        auditID: String(lines.length),
        stage: 'ResponseComplete',
        requestReceivedTimestamp: time,
        ...parts,
      }),
    )
  }
  // Five weeks in which something happens every hour.
  const from = Date.parse(now) - 35 * 24 * 3_600_000
  for (let hour = 0; hour < 35 * 24; hour++)
    line(new Date(from + hour * 3_600_000).toISOString(), {
      verb: 'update',
      user: { username: 'system:node:n1', groups: ['system:nodes'] },
    })
  for (const [name, requests] of Object.entries(did))
    for (const request of requests)
      line('2026-11-20T08:00:00Z', {
        user: {
          username: `system:serviceaccount:shop:${name}`,
          extra: {
            'authentication.kubernetes.io/pod-name': [`${name}-x2x4z`],
            'authentication.kubernetes.io/pod-uid': [`pod-${name}`],
          },
        },
        ...request,
      })
  writeFileSync(at('audit.log'), lines.join('\n'))
  const read = await runWith(['evidence', 'read', at('audit.log'), '--category', 'kube-audit', '-o', at('use.ledger')])
  assert.equal(read.code, 0, read.err)
  mkdirSync(at('manifests'))
  for (const name of names)
    writeFileSync(
      at(`manifests/${name}.json`),
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objectsOf(name) }, null, 2),
    )
  writeSnapshot(at('cluster.sparekey'), {
    takenAt: now,
    description: 'small',
    serverVersion: 'v1.36.3',
    apiAudiences: [],
    complete: [
      'pods',
      'serviceaccounts',
      'secrets',
      'csidrivers',
      'roles',
      'clusterroles',
      'rolebindings',
      'clusterrolebindings',
      'daemonsets',
    ],
    gaps: [],
    objects: names.flatMap((name) => [...objectsOf(name), podOf(name)]),
  })
})

const ran = async (...argv: readonly string[]): Promise<string> => {
  const { out, err, code } = await runWith([...argv, '--evidence', at('use.ledger')], '', now)
  assert.ok(code !== 3, err)
  return out
}

const losersOf = (plan: Plan): readonly string[] =>
  [...new Set(plan.steps.flatMap(({ removes }) => removes.map(({ serviceAccount }) => serviceAccount)))].sort()

test('only refusals and only discovery are use of the token: a plan may take it away, and calls that a medium risk', async () => {
  const plan = JSON.parse(await ran('plan', '--snapshot', at('cluster.sparekey'), '-o', 'json', '--max-risk', 'high')) as Plan
  assert.deepEqual(losersOf(plan), ['shop/denied', 'shop/looker', 'shop/quiet'])
  const risksOf = (name: string): readonly string[] => [
    ...new Set(
      plan.steps
        .filter(({ removes }) => removes.some(({ serviceAccount }) => serviceAccount === `shop/${name}`))
        .map(({ risk }) => `${risk.level}: ${risk.why}`),
    ),
  ]
  assert.match(
    risksOf('denied').join('\n'),
    /^medium: a program in it uses the token: only requests that were refused: list configmaps in shop/m,
  )
  assert.match(risksOf('looker').join('\n'), /^medium: a program in it uses the token: only discovery/m)
  assert.match(risksOf('denied').join('\n'), /^medium: pods lose a token: some were seen to use it, and were refused/m)
  assert.match(risksOf('looker').join('\n'), /^medium: pods lose a token: some were seen to use it, for what needs no token$/m)
  const quiet = risksOf('quiet').join('\n')
  assert.match(quiet, /^medium: it holds rights, or its rights are not known, and nothing shows whether it uses them$/m)
  assert.ok(!quiet.includes('a program in it uses') && !quiet.includes('seen to use'))
})

test('fix on a folder takes the token from those from whom plan takes it, and from no other', async () => {
  const plan = JSON.parse(await ran('plan', '-f', at('manifests'), '-o', 'json', '--max-risk', 'medium')) as Plan
  assert.deepEqual(losersOf(plan), ['shop/denied', 'shop/looker', 'shop/quiet'])
  const diff = await ran('fix', '-f', at('manifests'))
  const changed = [...diff.matchAll(/^\+\+\+ .*manifests\/(\w+)\.json/gm)].map(([, name]) => `shop/${name ?? ''}`)
  assert.deepEqual([...new Set(changed)].sort(), losersOf(plan))
  const without = await runWith(['fix', '-f', at('manifests')], '', now)
  assert.match(without.out, /manifests\/seen\.json/)
})
