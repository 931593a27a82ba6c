// The diff: a valid one, that turns one side into the other; of all samples, and of any lines.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { load } from 'js-yaml'
import type { Plan } from '../../change/index.ts'
import { hostileNames } from '../sample-stories.cases.ts'
import { diffPath, renderPlanDiff } from './diff.ts'
import { editSides, sidesOf, type Sides } from './partial-document.ts'
import { deployment, emptyPlan, object, onePlan } from './sample.cases.ts'
import { hostilePlan } from './sample-hostile.cases.ts'
import { wholePlan } from './sample-whole.cases.ts'
import { diffLines } from './unified-diff.ts'

const options = { color: false, width: 100 }
const root = mkdtempSync(join(tmpdir(), 'sparekey-diff-'))
after(() => {
  rmSync(root, { recursive: true, force: true })
})
let folders = 0

/** What is in a folder once git has applied a diff to some files. */
function applied(diff: string, files: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  const folder = join(root, String(folders++))
  for (const [path, lines] of files) {
    if (lines.length === 0) continue
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), `${lines.join('\n')}\n`)
  }
  mkdirSync(folder, { recursive: true })
  const { status, stderr } = spawnSync('git', ['apply', '-p1', '--whitespace=nowarn', '-'], {
    cwd: folder,
    input: diff,
    encoding: 'utf8',
    env: { ...process.env, GIT_CEILING_DIRECTORIES: root },
  })
  assert.equal(status, 0, `${stderr}\n${diff}`)
  const found = (readdirSync(folder, { recursive: true }) as string[]).filter((path) => statSync(join(folder, path)).isFile())
  return new Map(found.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

function filesOf({ steps, sourcePatches }: Plan): readonly (readonly [path: string, sides: Sides])[] {
  return [
    ...steps.map((step) => [diffPath(step.object), sidesOf(step)] as const),
    ...sourcePatches.map((patch) => [diffPath(patch.object), editSides(patch.object, patch.edits)] as const),
  ]
}

for (const [name, sample] of Object.entries({ wholePlan, onePlan, hostile: hostilePlan(hostileNames) })) {
  test(`${name}: git applies it to what it shows as before, and comes to what it shows as after`, () => {
    const files = filesOf(sample)
    const result = applied(renderPlanDiff(sample, options), new Map(files.map(([path, { before }]) => [path, before])))
    const expected = files.flatMap(([path, { after: lines }]) =>
      lines.length === 0 ? [] : [[path, `${lines.join('\n')}\n`] as const],
    )
    assert.deepEqual(new Map([...result].sort()), new Map([...expected].sort()))
  })

  test(`${name}: both sides are YAML of the object`, () => {
    for (const [path, sides] of filesOf(sample)) {
      for (const lines of [sides.before, sides.after]) {
        if (lines.length === 0) continue
        const read = load(lines.join('\n')) as { readonly kind?: unknown }
        assert.equal(typeof read.kind, 'string', path)
      }
    }
  })
}

test('any two texts: git comes from one to the other', () => {
  const line = fc.constantFrom('a: 1', 'b: 2', '- c', '--- d', '+++ e', '@@ f', '', '# g', '\\ h', 'é')
  const text = fc.array(line, { maxLength: 12 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = diffLines({ path: 'A/b', before, after })
      if (diff.length === 0) {
        assert.deepEqual(before, after)
        return
      }
      const result = applied(`${diff.join('\n')}\n`, new Map([['A/b', before]])).get('A/b')
      assert.equal(result, after.length === 0 ? undefined : `${after.join('\n')}\n`)
    }),
    { numRuns: 60 },
  )
})

test('a change of one field is two lines among the head of the object', () => {
  const edits = [{ path: '/spec/template/spec/automountServiceAccountToken', from: true, to: false }]
  const sides = editSides(deployment('shop', 'web'), edits)
  assert.deepEqual(diffLines({ path: 'Deployment/shop/web', ...sides }), [
    '--- a/Deployment/shop/web',
    '+++ b/Deployment/shop/web',
    '@@ -1,9 +1,9 @@',
    ' apiVersion: apps/v1',
    ' kind: Deployment',
    ' metadata:',
    '   name: web',
    '   namespace: shop',
    ' spec:',
    '   template:',
    '     spec:',
    '-      automountServiceAccountToken: true',
    '+      automountServiceAccountToken: false',
  ])
})

test('an object that a step makes is wholly new, and one that it deletes wholly gone', () => {
  const text = renderPlanDiff(wholePlan, options)
  assert.match(text, /--- \/dev\/null\n\+\+\+ b\/Role\/shop\/devs-without-tokens\n@@ -0,0 \+1,\d+ @@\n(?:\+.*\n)+\n/)
  assert.match(text, /--- a\/RoleBinding\/shop\/devs-edit\n\+\+\+ \/dev\/null\n@@ -1,\d+ \+0,0 @@\n(?:-.*\n)+\n/)
})

test('a plan without steps is a diff of nothing, that says so', () => {
  assert.match(renderPlanDiff(emptyPlan, options), /^(?:# .*\n)+$/)
})

test('no name leads out of the folder, and no two objects share a path', () => {
  const names = ['..', '.', '', 'a/../../b', '%2E', '/etc', 'a%2Fb']
  const paths = names.flatMap((name) => [name, 'x'].map((other) => diffPath(object('apps/v1', 'Deployment', name, other))))
  for (const path of paths) assert.match(path, /^Deployment(?:\/(?!\.{1,2}\/|\.{1,2}$)[^/]+){2}$/)
  assert.equal(new Set(paths).size, paths.length)
  assert.notEqual(diffPath(object('apps/v1', 'StatefulSet', 'a')), diffPath(object('apps.kruise.io/v1', 'StatefulSet', 'a')))
})
