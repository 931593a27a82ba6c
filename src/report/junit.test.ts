// JUnit XML read back strictly: well-formed, rightly counted, the right outcome for each verdict.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditReport } from '../verdict/index.ts'
import { renderJunit } from './junit.ts'
import { elementsOf, readMarkup, xml, type ReadElement } from './markup.cases.ts'
import { emptySnapshot, hostileCluster, liveCluster, manifestFolder } from './sample-stories.cases.ts'

function read(sample: AuditReport): ReadElement {
  return readMarkup(renderJunit(sample, { color: false, width: 80 }), xml)
}

for (const [name, sample] of Object.entries({ liveCluster, manifestFolder, emptySnapshot, hostile: hostileCluster() })) {
  test(`${name} is well-formed, and its counts are right at every level`, () => {
    const root = read(sample)
    for (const element of [root, ...elementsOf(root, 'testsuite')]) {
      assert.equal(element.attributes.get('tests'), String(elementsOf(element, 'testcase').length))
      assert.equal(element.attributes.get('failures'), String(elementsOf(element, 'failure').length))
      assert.equal(element.attributes.get('skipped'), String(elementsOf(element, 'skipped').length))
      assert.equal(element.attributes.get('errors'), '0')
    }
    for (const testcase of elementsOf(root, 'testcase')) {
      assert.ok((testcase.attributes.get('name') ?? '') !== '' && (testcase.attributes.get('classname') ?? '') !== '')
    }
  })
}

const outcomes: readonly (readonly [name: string, outcome: string | undefined])[] = [
  ['payments', 'failure'],
  ['vault-csi', 'skipped'],
  ['portal', undefined],
  ['prometheus', undefined],
  ['coredns', undefined],
  ['frontend', undefined],
  ['Secret finance/ci-token', 'failure'],
]
for (const [name, outcome] of outcomes) {
  test(`${name} comes out as ${outcome ?? 'passed'}`, () => {
    const testcase = elementsOf(read(liveCluster), 'testcase').find((item) => item.attributes.get('name') === name)
    assert.equal(testcase?.children[0]?.name, outcome)
  })
}

test('what could not be known is skipped, with what to do', () => {
  const suite = elementsOf(read(manifestFolder), 'testsuite').find((item) => item.attributes.get('name') === 'could not be known')
  assert.equal(suite?.attributes.get('skipped'), '8')
})

test('a timestamp has no zone, as the schema of JUnit wants it', () => {
  assert.equal(elementsOf(read(liveCluster), 'testsuite')[0]?.attributes.get('timestamp'), '2026-11-24T02:57:00')
})
