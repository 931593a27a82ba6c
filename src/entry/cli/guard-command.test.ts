// `guard` on the command line without a cluster: what it prints, and what it says to bad input.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { load, loadAll } from 'js-yaml'
import { runWith } from './fake-io.cases.ts'

const now = '2026-11-25T08:00:00Z'
let folder = ''
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sparekey-guard-'))
})
after(() => {
  rmSync(folder, { recursive: true })
})

interface Rendered {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: { readonly matchResources?: { readonly namespaceSelector: { readonly matchExpressions: readonly object[] } } }
}

test('the policies are printed with what a person should know of each, and the same in JSON', async () => {
  const yaml = await runWith(['guard', 'render', '--kubernetes-version', '1.36'], '', now)
  assert.equal(yaml.code, 0, yaml.err)
  const documents = loadAll(yaml.out) as readonly Rendered[]
  const json = await runWith(['guard', 'render', '--kubernetes-version', '1.36', '-o', 'json'], '', now)
  assert.deepEqual((JSON.parse(json.out) as { readonly items: readonly object[] }).items, documents)
  assert.match(yaml.out, /^# minting\.sparekey\.dev: [^]*?# .*failurePolicy Fail/m)
  assert.equal(new Set(documents.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).size, documents.length)
  assert.ok(documents.some(({ kind }) => kind === 'MutatingAdmissionPolicy'))
})

test('an older version lacks what it lacks, and says so', async () => {
  const { out } = await runWith(['guard', 'render', '--kubernetes-version', '1.31'], '', now)
  assert.match(out, /^# Not in this version of Kubernetes: MutatingAdmissionPolicy/)
  assert.ok(!(loadAll(out) as readonly Rendered[]).some(({ kind }) => kind.startsWith('Mutating')))
})

test('stages, namespaces and bounds are where they belong', async () => {
  const words = [
    '--default-stage',
    'warn',
    '--exclude',
    'lab',
    '--include',
    'kube-system',
    '--max-token-lifetime',
    '8h',
    '--bound-tokens-only',
  ]
  const { out } = await runWith(
    ['guard', 'render', '--kubernetes-version', '1.36', ...words, '--token-audience', 'vault'],
    '',
    now,
  )
  const find = (name: string): Rendered =>
    (loadAll(out) as readonly Rendered[]).find(({ kind, metadata }) => kind.endsWith('Binding') && metadata.name === name) ??
    assert.fail(name)
  const [outside, own] = find('warn.minting.sparekey.dev').spec.matchResources?.namespaceSelector.matchExpressions ?? []
  const { values } = outside as { readonly values: readonly string[] }
  assert.ok(values.includes('lab') && !values.includes('kube-system'))
  assert.deepEqual(own, { key: 'sparekey.dev/guard', operator: 'NotIn', values: ['audit', 'deny'] })
  assert.match(out, /<= 28800/)
  assert.match(out, /a in \["vault"\]/)
  assert.match(out, /has to be bound to an object/)
})

test('each engine is rendered with what it cannot express', async () => {
  for (const engine of ['kyverno', 'kyverno-classic', 'gatekeeper', 'gatekeeper-cel', 'azure-policy']) {
    const { code, out, err } = await runWith(['guard', 'render', '--kubernetes-version', '1.36', '--for', engine], '', now)
    assert.equal(code, 0, err)
    assert.match(out, /^# The guard for .*\. What it cannot express:\n# - /, engine)
    assert.ok(loadAll(out).length > 0)
  }
})

test('roles with the verb mint are made of the statements that hold', async () => {
  const file = join(folder, 'sparekey.yaml')
  const parts = 'reason: it deploys, owner: team a, until: "2027-01-01"'
  writeFileSync(
    file,
    `apiVersion: sparekey.dev/v1\nkind: TokenRequirements\nminters:\n- {subject: {kind: Group, name: deployers}, accounts: [shop/web, shop/api], ${parts}}\n- {subject: {kind: User, name: old}, accounts: [shop/web], reason: r, owner: o, until: "2020-01-01"}\n`,
  )
  const { code, out, err } = await runWith(['guard', 'roles', '--requirements', file, '--now', now], '', now)
  assert.equal(code, 0, err)
  const [role, binding, ...more] = loadAll(out) as unknown as readonly [
    { readonly rules: readonly object[] },
    { readonly subjects: readonly object[] },
  ]
  assert.deepEqual(role.rules, [
    { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['web', 'api'], verbs: ['mint'] },
  ])
  assert.deepEqual(binding.subjects, [{ kind: 'Group', name: 'deployers', apiGroup: 'rbac.authorization.k8s.io' }])
  assert.deepEqual(more, [])
})

const bad: readonly (readonly [says: string, words: readonly string[], message: RegExp])[] = [
  ['no version', ['guard', 'render'], /does not say its Kubernetes version[^]*--kubernetes-version/],
  ['a version that is none', ['guard', 'render', '--kubernetes-version', 'new'], /takes a version such as 1\.36, not `new`/],
  [
    'a version without policies',
    ['guard', 'render', '--kubernetes-version', '1.28'],
    /1\.28 serves no ValidatingAdmissionPolicy/,
  ],
  [
    'a namespace that is not left out',
    ['guard', 'render', '--kubernetes-version', '1.36', '--include', 'shop'],
    /`shop` is not left out/,
  ],
  [
    'a lifetime that no token has',
    ['guard', 'render', '--kubernetes-version', '1.36', '--max-token-lifetime', '5s'],
    /ten minutes at least/,
  ],
  ['a stage that is none', ['guard', 'stage', 'shop', 'denny'], /Allowed choices are audit, warn, deny, default/],
  ['a plan into no file', ['guard', 'install', '-o', 'table'], /`-o` takes a file here/],
  ['an input that is not there', ['guard', 'test', '-f', 'nope.yaml'], /no such file or folder: `nope\.yaml`/],
  ['no statement', ['guard', 'roles', '--requirements', 'nope.yaml'], /cannot read `nope\.yaml`: no such file/],
]

for (const [says, words, message] of bad)
  test(`bad input: ${says}`, async () => {
    const { code, out, err } = await runWith(words, '', now)
    assert.equal(code, 3)
    assert.equal(out, '')
    assert.match(err, message)
  })

test('a folder of manifests is tested like a cluster', async () => {
  const file = join(folder, 'web.yaml')
  writeFileSync(
    file,
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {template: {spec: {containers: [{name: main}]}}}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: shop}\n',
  )
  const { code, out, err } = await runWith(['guard', 'test', '-f', file, '--kubernetes-version', '1.36', '-o', 'json'], '', now)
  assert.equal(code, 1, err)
  const { workloads } = load(out) as { readonly workloads: readonly { readonly answer: string }[] }
  assert.deepEqual(
    workloads.map(({ answer }) => answer),
    ['refused'],
  )
})
