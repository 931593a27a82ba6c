// What kustomizations build, as far as an audit reads it: each case with what comes out; with `SPAREKEY_KUSTOMIZE` naming a kustomize,
// also compared with what that one builds.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import { sortedBy, type Json, type JsonObject } from '../../base/index.ts'
import { decodeObject } from '../../kube/index.ts'
import { readWhole } from '../yaml/index.ts'
import { buildKustomization, decodeBuilt, overlayPatch } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-kustomize-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})
const kustomize = process.env['SPAREKEY_KUSTOMIZE']

const web = `apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: web
      volumes:
      - name: a
        emptyDir: {}
      containers:
      - name: main
        image: web
        volumeMounts:
        - {name: a, mountPath: /a}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web}
subjects:
- {kind: ServiceAccount, name: web, namespace: default}
- {kind: ServiceAccount, name: other, namespace: elsewhere}
- {kind: User, name: alice, apiGroup: rbac.authorization.k8s.io}
roleRef: {kind: Role, name: reader, apiGroup: rbac.authorization.k8s.io}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get]}
`

interface Case {
  readonly files: Readonly<Record<string, string>>
  /** What is looked at, and what it says. */
  readonly says: readonly (readonly [kind: string, path: readonly (string | number)[], value: Json | undefined])[]
}

const podSpec = ['spec', 'template', 'spec']
const off = 'automountServiceAccountToken'
const cases: Readonly<Record<string, Case>> = {
  'a base through two folders, with names and namespaces': {
    files: {
      'base/kustomization.yaml': 'resources: [web.yaml]\nnameSuffix: -s\n',
      'base/web.yaml': web,
      'middle/kustomization.yml': 'resources: [../base]\nnamePrefix: m-\nnamespace: middle\n',
      'kustomization.yaml': 'resources: [middle]\nnamespace: top\nnamePrefix: t-\n',
    },
    says: [
      ['ServiceAccount', ['metadata', 'name'], 't-m-web-s'],
      ['ServiceAccount', ['metadata', 'namespace'], 'top'],
      ['Deployment', [...podSpec, 'serviceAccountName'], 't-m-web-s'],
      ['RoleBinding', ['subjects', 0], { kind: 'ServiceAccount', name: 't-m-web-s', namespace: 'top' }],
      ['RoleBinding', ['subjects', 1, 'namespace'], 'elsewhere'],
      ['RoleBinding', ['roleRef', 'name'], 't-m-reader-s'],
    ],
  },
  'strategic patches, from a file, in place, and of the old kind': {
    files: {
      'web.yaml': web,
      'kustomization.yaml':
        'resources: [web.yaml]\npatchesStrategicMerge: [one.yaml]\npatches:\n- path: two.yaml\n- patch: |-\n    apiVersion: v1\n    kind: ServiceAccount\n    metadata: {name: web}\n    automountServiceAccountToken: false\n',
      'one.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {automountServiceAccountToken: true}}}\n',
      'two.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      automountServiceAccountToken: false\n      volumes: [{name: b, emptyDir: {}}, {name: a, $patch: delete}]\n      containers: [{name: main, volumeMounts: [{mountPath: /a, $patch: delete}, {name: b, mountPath: /b}]}]\n',
    },
    says: [
      ['ServiceAccount', [off], false],
      ['Deployment', [...podSpec, off], false],
      ['Deployment', [...podSpec, 'volumes', 0, 'name'], 'b'],
      ['Deployment', [...podSpec, 'volumes', 1], undefined],
      ['Deployment', [...podSpec, 'containers', 0, 'volumeMounts', 0, 'mountPath'], '/b'],
    ],
  },
  'a patch for many, and one that takes an object out': {
    files: {
      'web.yaml': web,
      'kustomization.yaml':
        'resources: [web.yaml]\npatches:\n- target: {kind: Role.*, name: "w.*"}\n  patch: |-\n    $patch: delete\n    apiVersion: v1\n    kind: x\n    metadata: {name: x}\n- target: {kind: Deployment}\n  patch: |-\n    - {op: add, path: /spec/template/spec/automountServiceAccountToken, value: true}\n    - {op: remove, path: /spec/template/spec/containers/0/volumeMounts/0}\n',
    },
    says: [
      ['RoleBinding', ['metadata', 'name'], undefined],
      ['Role', ['metadata', 'name'], 'reader'],
      ['Deployment', [...podSpec, off], true],
    ],
  },
  'a null takes a field out': {
    files: {
      'web.yaml': web,
      'kustomization.yaml':
        'resources: [web.yaml]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: {template: {spec: {serviceAccountName: null}}}\n',
    },
    says: [['Deployment', [...podSpec, 'serviceAccountName'], undefined]],
  },
}

let made = 0

function write(files: Readonly<Record<string, string>>): string {
  const root = join(folder, String(made++))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

/** Objects as an audit reads them, in an order of their own. */
function decoded(values: readonly JsonObject[]): unknown {
  const objects = values.flatMap((value) => {
    const one = decodeObject(value)
    return one.kind === 'object' ? [one.object] : []
  })
  return sortedBy(objects, ({ ref }) => [ref.kind, ref.name])
}

function theirs(root: string): readonly JsonObject[] {
  const { stdout, stderr } = spawnSync(kustomize ?? '', ['build', root])
  const documents = readWhole(stdout.toString())
  assert.ok(!('reason' in documents), stderr.toString())
  return documents as readonly JsonObject[]
}

if (kustomize === undefined) console.log('NOT PROVED: that kustomize builds the same; SPAREKEY_KUSTOMIZE names none')

for (const [sentence, { files, says }] of Object.entries(cases)) {
  test(sentence, () => {
    const root = write(files)
    const built = buildKustomization(join(root, 'kustomization.yaml'))
    assert.deepEqual([built.notes, built.gaps], [[], []])
    for (const [kind, path, value] of says) {
      const object = built.objects.find((one) => one.value['kind'] === kind)?.value
      const found = path.reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], object)
      assert.deepEqual(found, value, `${kind} ${path.join('.')}`)
    }
    if (kustomize !== undefined)
      assert.deepEqual(decoded(built.objects.map((one) => one.value)), decoded(theirs(root)), 'kustomize builds it (expected)')
  })
}

void describe('patches for objects of a base', () => {
  const root = write({ 'kustomization.yaml': 'resources: [web.yaml]\n', 'web.yaml': web })
  const { objects } = buildKustomization(join(root, 'kustomization.yaml'))
  const [deployment] = objects.filter(({ value }) => value['kind'] === 'Deployment')
  const head = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }
  const at = (inner: JsonObject) => ({ ...head, spec: { template: { spec: inner } } })

  for (const [sentence, edits, patch] of [
    [
      'a field',
      [{ path: '/spec/template/spec/automountServiceAccountToken', to: false }],
      at({ automountServiceAccountToken: false }),
    ],
    ['a field that goes', [{ path: '/spec/template/spec/serviceAccountName', from: 'web' }], at({ serviceAccountName: null })],
    ['a new item', [{ path: '/spec/template/spec/volumes', append: { name: 'n' } }], at({ volumes: [{ name: 'n' }] })],
    [
      'an item that goes, and one within a container',
      [
        { path: '/spec/template/spec/volumes', remove: { name: 'a' }, at: 0 },
        { path: '/spec/template/spec/containers/0/volumeMounts', append: { mountPath: '/n', name: 'n' } },
      ],
      at({
        volumes: [{ name: 'a', $patch: 'delete' }],
        containers: [{ name: 'main', volumeMounts: [{ mountPath: '/n', name: 'n' }] }],
      }),
    ],
  ] as const)
    test(sentence, () => {
      assert.deepEqual(overlayPatch(deployment!, edits), { kind: 'patch', patch })
    })

  test('a list that would be replaced has none', () => {
    const made = overlayPatch(deployment!, [{ path: '/spec/template/spec/volumes', from: [{ name: 'a' }], to: [] }])
    assert.equal(made.kind, 'none')
  })
})

test('kustomizations in a ring, and files that are not there, are told', () => {
  const root = write({ 'kustomization.yaml': 'resources: [inner, gone.yaml]\n', 'inner/kustomization.yaml': 'resources: [..]\n' })
  const { notes } = buildKustomization(join(root, 'kustomization.yaml'))
  assert.equal(notes.length, 2)
  assert.match(notes.join('\n'), /builds on itself[^]*gone\.yaml/)
})

test('an object says where it stands in its file', () => {
  const root = write({ 'kustomization.yaml': 'resources: [web.yaml]\n', 'web.yaml': web })
  const [first, second] = buildKustomization(join(root, 'kustomization.yaml')).objects
  assert.deepEqual([first?.locate('').line, second?.locate('').line], [1, 5])
  assert.equal(decodeBuilt(second!).kind, 'object')
})
