// `explain` on small manifests: the right object is found, its chain is told, and an object that is not there is an error.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { load } from 'js-yaml'
import { runWith } from './fake-io.cases.ts'

const manifests = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {serviceAccountName: app, containers: [{name: main}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: bank}
spec: {template: {spec: {automountServiceAccountToken: false, containers: [{name: main}]}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: shop}
spec: {jobTemplate: {spec: {template: {spec: {serviceAccountName: missing, containers: [{name: main}]}}}}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: app, namespace: shop}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: app, namespace: bank}
automountServiceAccountToken: false
`

const found: readonly { readonly argv: readonly string[]; readonly says: readonly RegExp[]; readonly silent?: RegExp }[] = [
  {
    argv: ['deploy/web', '-n', 'shop'],
    says: [
      /^Deployment shop\/web$/m,
      /verdict: not proven required/,
      /runs as ServiceAccount shop\/app/,
      /the API server mounts its token: `automountServiceAccountToken` of ServiceAccount shop\/app is not set/,
      /where: \/var\/run\/secrets\/kubernetes\.io\/serviceaccount\/token/,
      /the one edit that takes it away:\n +`spec\.template\.spec\.automountServiceAccountToken` of Deployment shop\/web/,
    ],
    silent: /bank/,
  },
  { argv: ['deployments/web'], says: [/^Deployment bank\/web$/m, /^Deployment shop\/web$/m] },
  { argv: ['deploy/web', '-n', 'shop', '-A'], says: [/^Deployment bank\/web$/m, /^Deployment shop\/web$/m] },
  { argv: ['deploy/web', '-n', 'bank'], says: [/main \(container\): no token/], silent: /shop|takes it away/ },
  { argv: ['cj/nightly'], says: [/verdict: could not tell/, /ServiceAccount shop\/missing is not in the input/] },
  { argv: ['CronJob/nightly'], says: [/^CronJob shop\/nightly$/m] },
  {
    argv: ['sa/app'],
    says: [/^ServiceAccount bank\/app\n {2}0 workloads run as it/m, /^ServiceAccount shop\/app\n {2}1 workload runs as it/m],
  },
  {
    argv: ['sa/app', '-n', 'shop'],
    says: [/^ServiceAccount shop\/app\n/, /Deployment shop\/web: not proven required/],
    silent: /bank/,
  },
  { argv: ['sa/missing'], says: [/^ServiceAccount shop\/missing\n {2}1 workload runs as it/] },
]

for (const { argv, says, silent } of found) {
  test(`explain ${argv.join(' ')}`, async () => {
    const { code, out, err } = await runWith(['explain', ...argv, '-f', '-'], manifests)
    assert.equal(err, '')
    assert.equal(code, 0)
    for (const part of says) assert.match(out, part)
    if (silent !== undefined) assert.doesNotMatch(out, silent)
  })
}

const lost: readonly { readonly argv: readonly string[]; readonly says: RegExp }[] = [
  {
    argv: ['deploy/we'],
    says: /no Deployment `we` in the input\n {2}did you mean Deployment bank\/web, or Deployment shop\/web\?/,
  },
  { argv: ['deploy/web', '-n', 'other'], says: /no Deployment `web` in the input\n.*name the namespace/ },
  { argv: ['sts/web'], says: /no StatefulSet `web` in the input\n {2}did you mean Deployment/ },
  {
    argv: ['sa/ap'],
    says: /no ServiceAccount `ap` in the input\n {2}did you mean ServiceAccount bank\/app, or ServiceAccount shop\/app\?/,
  },
  { argv: ['sa/app', '-n', 'other'], says: /no ServiceAccount `app`/ },
  { argv: ['web'], says: /`web` names no workload/ },
  { argv: ['deploy/'], says: /names no workload/ },
  { argv: ['deploy/shop/web'], says: /names no workload/ },
  { argv: ['configmap/web'], says: /names no workload/ },
]

for (const { argv, says } of lost) {
  test(`explain ${argv.join(' ')}: exit code 3, and what might be meant`, async () => {
    const { code, out, err } = await runWith(['explain', ...argv, '-f', '-'], manifests)
    assert.equal(code, 3)
    assert.equal(out, '')
    assert.match(err, says)
  })
}

const minter = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: minter}
rules: [{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: minters, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: minter}
subjects: [{kind: Group, name: 'system:serviceaccounts:bank'}]
`

for (const name of ['sa/bank/app', 'user/system:serviceaccount:bank:app'])
  test(`explain ${name}: what its groups give it, too`, async () => {
    const { out } = await runWith(['explain', name, '-f', '-'], `${manifests}---${minter}`)
    assert.match(out, /^ServiceAccount bank\/app$/m)
    assert.match(out, /sa\/bank\/app \(in group system:serviceaccounts:bank\)/)
    assert.match(out, /RoleBinding\/minters in shop → ClusterRole\/minter rule 0/)
  })

const edits = minter
  .slice(minter.indexOf('---'))
  .replace('name: minter}', 'name: edit}')
  .replace('system:serviceaccounts:bank', 'devs')

test('explain group/devs: what a role gives that the manifests leave out, and that it is assumed', async () => {
  const { code, out } = await runWith(['explain', 'group/devs', '-f', '-'], edits)
  assert.equal(code, 2)
  assert.match(
    out,
    /^assumed: roles that are not in the input have upstream's rules \(Kubernetes 1\.\d+\.\d+\): ClusterRole\n`edit`$/m,
  )
  assert.match(out, /RoleBinding\/minters in shop → ClusterRole\/edit rule 5 \(assumed\)/)
})

test('explain deploy/web: what was assumed of its account', async () => {
  const lost = manifests.replaceAll(/---\napiVersion: v1\n[^-]*/g, '')
  const { out } = await runWith(['explain', 'deploy/web', '-n', 'shop', '--assume', 'accounts', '-f', '-'], lost)
  assert.match(out, /^ {2}assumed: ServiceAccounts that are not in the input leave `automountServiceAccountToken` unset$/m)
})

test('a file of `kubectl get -o json` is a snapshot of a cluster: no role of it is assumed unless it is asked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-explain-'))
  const file = join(folder, 'bindings.json')
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [load(edits.slice(4))] }))
  try {
    const asked = ['explain', 'group/devs', '--snapshot', file]
    assert.match((await runWith(asked)).out, /nothing was found that it can obtain/)
    assert.match((await runWith([...asked, '--assume', 'roles'])).out, /ClusterRole\/edit rule 5 \(assumed\)/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

for (const words of ['who-can sa/bank/app', 'explain sa/bank/app', 'explain user/system:serviceaccount:bank:app']) {
  test(`${words} -n shop: two namespaces are one too many`, async () => {
    const { code, out, err } = await runWith([...words.split(' '), '-n', 'shop', '--example'])
    assert.deepEqual([code, out], [3, ''])
    assert.match(err, /names namespace `bank`, and `-n` names `shop`\n.*`sa\/bank\/app`, or `sa\/app -n shop`/)
  })

  test(`${words} -n shop -f: there \`-n\` says where manifests without a namespace belong`, async () => {
    const { err } = await runWith([...words.split(' '), '-n', 'shop', '-f', '-'], `${manifests}---${minter}`)
    assert.equal(err, '')
  })
}

for (const [version, reaches] of [
  ['1.34', true],
  ['v1.34.4-gke.1', true],
  ['1.35', false],
] as const)
  test(`who-can --kubernetes-version ${version}: \`get pods/exec\` ${reaches ? 'is a route' : 'is none'}`, async () => {
    const execs = minter.replace('resources: [serviceaccounts/token], verbs: [create]', 'resources: [pods/exec], verbs: [get]')
    const { out } = await runWith(
      ['who-can', '--all', '-f', '-', '--kubernetes-version', version, '-o', 'csv'],
      `${manifests}---${execs}`,
    )
    assert.equal(out.includes('exec-in-pod-by-get'), reaches)
  })

for (const version of ['1', 'one', '2.36', '1.36x'])
  test(`who-can --kubernetes-version ${version} is refused`, async () => {
    const { code, err } = await runWith(['who-can', '--all', '--example', '--kubernetes-version', version])
    assert.equal(code, 3)
    assert.match(err, /takes a version such as 1\.36/)
  })
