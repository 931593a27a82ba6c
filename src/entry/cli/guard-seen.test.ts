// What an audit says of the options that a guard was installed with, whatever somebody wrote into their annotation.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guardObjects, guardOptions, renderGuard } from '../../guard/index.ts'
import { takeInventory } from '../../inventory/index.ts'
import { decodeObject, keys } from '../../kube/index.ts'
import type { GuardReport } from '../../verdict/index.ts'
import { guardSeen } from './guard-seen.ts'
import { withOptions } from './guard-settings.ts'

const installed = guardObjects(withOptions(renderGuard(guardOptions(36)), {}))

/** The guard as it is seen where its annotation says something else; `undefined`: nothing. */
function seenWith(written: string | undefined): GuardReport {
  const objects = installed.map((object) => {
    const { [keys.guardOptions]: before, ...others } = (object.metadata['annotations'] ?? {}) as Readonly<Record<string, string>>
    const said = written === undefined ? others : { ...others, [keys.guardOptions]: written }
    const annotations = before === undefined ? others : said
    const found = decodeObject({ ...object, metadata: { ...object.metadata, annotations } })
    return found.kind === 'object' ? found : assert.fail()
  })
  const lists = ['validating', 'mutating'].flatMap((kind) => [`${kind}admissionpolicies`, `${kind}admissionpolicybindings`])
  const inventory = takeInventory({ objects, complete: new Set(lists), gaps: [], assumptions: new Set() })
  return guardSeen(inventory, 'v1.36.0', []) ?? assert.fail('no guard')
}

const oddOf = ({ objects }: GuardReport): readonly string[] =>
  objects.filter(({ state }) => state !== 'asInstalled').map(({ object }) => object.name)

test('as it was installed, its options are those of its annotation, and nothing has drifted', () => {
  const report = seenWith('{}')
  assert.match(report.settings[0] ?? '', /^as its own annotation says: /)
  assert.deepEqual(oddOf(report), [])
})

test('without the annotation they are said to be written down nowhere, and that it is gone is drift', () => {
  const report = seenWith(undefined)
  assert.match(report.settings[0] ?? '', /^its options are not written down; by default: /)
  assert.deepEqual(oddOf(report), ['exceptions.sparekey.dev'])
})

for (const written of [
  '',
  'nonsense',
  'null',
  '[]',
  '{"exclude":"shop"}',
  '{"exclude":[5]}',
  '{"include":["shop"]}',
  '{"maxTokenLifetime":1.5}',
])
  test(`\`${written}\` is no options: nobody is told that the annotation says them, and it is drift`, () => {
    const report = seenWith(written)
    assert.match(report.settings[0] ?? '', /^its annotation says no options that can be read; by default: /)
    assert.deepEqual(oddOf(report), ['exceptions.sparekey.dev'])
  })

test('options that let a namespace out are told, and every binding that does not is drift', () => {
  const report = seenWith('{"exclude":["shop"]}')
  assert.match(report.settings[0] ?? '', /^as its own annotation says: .*\bshop\b/)
  assert.ok(oddOf(report).length > 10)
})

test('names that records have of themselves are no options', () => {
  const report = seenWith('{"__proto__":{"exclude":["shop"]},"exceptionsOn":"constructor","defaultStage":"toString"}')
  assert.ok(!report.settings.join().includes('shop'))
  assert.deepEqual(oddOf(report), ['exceptions.sparekey.dev'])
})
