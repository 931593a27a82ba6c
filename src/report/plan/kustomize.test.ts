// The component: kustomize itself builds it, changes what the plan changes and nothing else, and stops where a source is not as told.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { load, loadAll } from 'js-yaml'
import type { Json, JsonObject } from '../../base/index.ts'
import { resolve, withEdits, type Plan, type Step } from '../../change/index.ts'
import { hostileNames } from '../sample-stories.cases.ts'
import { renderPlanKustomize } from './kustomize.ts'
import { emptyPlan, object, onePlan, plan, step } from './sample.cases.ts'
import { wholeCluster } from './sample-cluster.cases.ts'
import { hostilePlan } from './sample-hostile.cases.ts'
import { wholePlan } from './sample-whole.cases.ts'

const options = { color: false, width: 100 }
const skip = spawnSync('sh', ['-c', 'command -v kubectl']).status === 0 ? false : 'NOT PROVED: this machine has no kubectl'
const root = mkdtempSync(join(tmpdir(), 'sparekey-kustomize-'))
after(() => {
  rmSync(root, { recursive: true, force: true })
})
let folders = 0

interface Built {
  readonly status: number | null
  readonly stderr: string
  readonly objects: ReadonlyMap<string, JsonObject>
  readonly folder: string
}

/** Builds an overlay of some objects that lists the component. */
function built(sample: Plan, sources: readonly object[], more = ''): Built {
  const folder = join(root, String(folders++))
  for (const name of ['base', 'component', 'overlay']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'base', 'all.yaml'), sources.map((one) => JSON.stringify(one)).join('\n---\n'))
  writeFileSync(join(folder, 'base', 'kustomization.yaml'), `resources: [all.yaml]\n${more}`)
  writeFileSync(join(folder, 'component', 'kustomization.yaml'), renderPlanKustomize(sample, options))
  writeFileSync(join(folder, 'overlay', 'kustomization.yaml'), 'resources: [../base]\ncomponents: [../component]\n')
  return { folder, ...build(folder) }
}

function build(folder: string): Omit<Built, 'folder'> {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', join(folder, 'overlay')], { encoding: 'utf8' })
  const objects = (loadAll(stdout) as JsonObject[]).filter((one) => typeof one === 'object')
  return { status, stderr, objects: new Map(objects.map((one) => [keyOf(one), one])) }
}

function keyOf({ kind, metadata }: JsonObject): string {
  const { namespace = '', name } = metadata as JsonObject
  return JSON.stringify([kind, namespace, name])
}

const keyOfStep = ({ object: { kind, namespace = '', name } }: Step): string => JSON.stringify([kind, namespace, name])

/** The sources: as the cluster has them, with the lists that the plan adds to, and without what is no object of theirs. */
const sources = (wholeCluster as readonly JsonObject[])
  .filter(({ kind }) => kind !== 'CustomResourceDefinition' && kind !== 'Namespace')
  .concat({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'shop' } })
  .map((one) =>
    keyOf(one) === JSON.stringify(['Deployment', 'shop', 'api'])
      ? withEdits(one, [
          { path: '/spec/template/spec/volumes', to: [] },
          { path: '/spec/template/spec/containers/1/volumeMounts', to: [] },
        ])
      : one,
  )
const before = new Map(sources.map((one) => [keyOf(one), one]))

test('kustomize changes every object as the plan does, and no other', { skip }, () => {
  const { status, stderr, objects } = built(wholePlan, sources)
  assert.equal(status, 0, stderr)
  const expected = new Map(before)
  for (const one of wholePlan.steps) {
    const source = before.get(keyOfStep(one))
    if (one.change.kind === 'delete') expected.delete(keyOfStep(one))
    if (one.change.kind !== 'edit' || source === undefined) continue
    // The source of the volume lacks what the API server fills in, and is found by its name.
    const edits = one.change.edits.map((edit) =>
      'remove' in edit ? { ...edit, remove: itemAt(source, edit.path, edit.at) } : edit,
    )
    const resolved = resolve(source, edits)
    if (resolved.kind !== 'pending') assert.fail(one.id)
    expected.set(keyOfStep(one), withEdits(source, resolved.edits))
  }
  assert.deepEqual([...objects.keys()].sort(), [...expected.keys()].sort())
  for (const [key, one] of expected) assert.deepEqual(objects.get(key), one, key)
})

test('what steps make comes out of the comments by the command that stands there', { skip }, () => {
  const { folder } = built(wholePlan, sources)
  const text = renderPlanKustomize(wholePlan, options)
  const command = /^# {3}(sed .*)$/m.exec(text)?.[1] ?? assert.fail()
  const ran = spawnSync('sh', ['-c', command], { cwd: join(folder, 'component'), encoding: 'utf8' })
  assert.equal(ran.status, 0, ran.stderr)
  writeFileSync(join(folder, 'component', 'kustomization.yaml'), `${text}resources: [made.yaml]\n`)
  const { status, stderr, objects } = build(folder)
  assert.equal(status, 0, stderr)
  for (const one of wholePlan.steps)
    if (one.change.kind === 'create') assert.deepEqual(objects.get(keyOfStep(one)), one.change.object)
})

test('a source in which an item or a container stands elsewhere, or the list is missing, stops the build', { skip }, () => {
  const turned = sources.map((one) =>
    one['kind'] === 'Role' ? { ...one, rules: (one['rules'] as readonly Json[]).toReversed() } : one,
  )
  assert.notEqual(built(wholePlan, turned).status, 0)
  const moved = sources.map((one) =>
    keyOf(one) === JSON.stringify(['Deployment', 'shop', 'api'])
      ? withEdits(one, [{ path: '/spec/template/spec/containers/1/name', from: 'proxy', to: 'other' }])
      : one,
  )
  assert.notEqual(built(wholePlan, moved).status, 0)
  const bare = sources.map((one) =>
    one['kind'] === 'StatefulSet' ? withEdits(one, [{ path: '/spec/template/spec/volumes', from: 1 }]) : one,
  )
  assert.notEqual(built(wholePlan, bare).status, 0)
})

test('names are no patterns, and a namespace that a base sets is one', { skip }, () => {
  const account = (name: string): JsonObject => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } })
  const dotted = plan({ steps: [step({ remedy: 'account-off', object: object('v1', 'ServiceAccount', 'a.b', 'shop') })] })
  const { objects } = built(dotted, [account('a.b'), account('axb')], 'namespace: shop\n')
  const off = (name: string): unknown =>
    objects.get(JSON.stringify(['ServiceAccount', 'shop', name]))?.['automountServiceAccountToken']
  assert.equal(off('a.b'), false)
  assert.equal(off('axb'), undefined)
})

test('every sample is one YAML document with as many patches as it has objects to change, whatever the names', () => {
  for (const sample of [wholePlan, onePlan, emptyPlan, hostilePlan(hostileNames)]) {
    const read = load(renderPlanKustomize(sample, options)) as {
      readonly kind: string
      readonly patches: readonly { readonly target: { readonly kind: string; readonly name: string }; readonly patch: string }[]
    }
    assert.equal(read.kind, 'Component')
    const targets = new Set(read.patches.map(({ target }) => JSON.stringify(target)))
    const changed = sample.steps.filter(({ change }) => change.kind !== 'create').length + sample.sourcePatches.length
    assert.equal(targets.size, changed)
    for (const { patch } of read.patches) assert.ok(load(patch) !== null)
  }
})

function itemAt(source: JsonObject, path: string, at: number): Json {
  const list = path
    .slice(1)
    .split('/')
    .reduce<Json | undefined>((inner, key) => (inner as JsonObject)[key], source)
  return (list as readonly Json[])[at] ?? assert.fail()
}
