// Blocks of queries: a day is one, however it was asked for; what is read again, in part or later, counts once; what is not the same stays.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ledgerLines } from '../ledger-format.ts'
import type { Block, Ledger } from '../ledger.ts'
import { ledgerOf, mergeLedgers } from '../merge.ts'
import { summarise } from '../summarise.ts'
import { QueryFold } from './query-fold.ts'
import { askedText, QueryResultError, readResult, type QueryAsked, type QueryResult } from './query-result.ts'
import { kindColumns } from './request-kind.ts'

const day = 20_758
const asked: QueryAsked = { source: 'the table', from: '', to: '', given: { cluster: '', category: '' }, shortcomings: [] }

/** Cells of a row, with a number of events in an hour of a day. */
function hour(of: number, events: number, category = 'kube-audit', on = day): Record<string, unknown> {
  const unit = on * 24 + of
  const at = unit * 3_600_000_000
  return { part: 'hour', cluster: 'c', category, key: '[]', numbers: JSON.stringify([unit, events, 0, 0, 0, 0, 0, 0, at, at]) }
}

const problem = (reason: string, lines: number): Record<string, unknown> => ({
  part: 'problem',
  cluster: '',
  category: '',
  key: JSON.stringify([reason]),
  numbers: JSON.stringify([0, lines, 0, 0, 0, 0, 0, 0, 0, 0]),
})

function resultOf(rows: readonly Record<string, unknown>[], of: QueryAsked = asked): QueryResult {
  const result = readResult(rows.map((row) => ({ asked: askedText(of), total: String(rows.length), ...row })))
  return result ?? assert.fail('no row')
}

function blocksOf(rows: readonly Record<string, unknown>[], of: QueryAsked = asked): readonly Block[] {
  const fold = new QueryFold(of)
  fold.take(resultOf(rows, of))
  return fold.finish((text) => text).blocks
}

const merged = (...of: readonly (readonly Block[])[]): string =>
  ledgerLines(mergeLedgers(of.map((blocks): Ledger => ledgerOf(blocks)))).join('\n')
const lines = (blocks: readonly Block[]): string => merged(blocks)

test('a day in one piece and in two halves is the same block, to the byte', () => {
  const fold = new QueryFold(asked)
  fold.take(resultOf([hour(1, 5), problem('not JSON', 1)]))
  fold.take(resultOf([hour(13, 7), problem('not JSON', 2)]))
  const halves = fold.finish((text) => text)
  assert.equal(lines(halves.blocks), lines(blocksOf([hour(13, 7), problem('not JSON', 3), hour(1, 5)])))
  assert.deepEqual([halves.lines, halves.reasons.get('not JSON')], [15, 3])
})

test('what has no time stands with the first day, in the log that most of its events are of', () => {
  const blocks = blocksOf([
    hour(1, 5),
    hour(2, 9, 'kube-audit-admin'),
    hour(3, 20, 'kube-audit', day + 1),
    problem('not JSON', 3),
  ])
  assert.deepEqual(
    blocks.map(({ sections }) => sections.map(({ category, lines: { notUnderstood } }) => [category, notUnderstood])),
    [
      [
        ['kube-audit', 0],
        ['kube-audit-admin', 3],
      ],
      [['kube-audit', 0]],
    ],
  )
})

test('a day that was read while it went on gives way to the same day later, in whatever order they come', () => {
  const noon = blocksOf([hour(1, 5), hour(2, 3)])
  const evening = blocksOf([hour(1, 5), hour(2, 8), hour(9, 1)])
  assert.equal(merged(noon, evening), lines(evening))
  assert.equal(merged(evening, noon, evening), lines(evening))
})

test('two readings of one name that are not the same day stay two: nothing that was seen is lost', () => {
  const first = blocksOf([hour(1, 5), hour(2, 3)])
  for (const other of [blocksOf([hour(2, 1), hour(3, 90)]), blocksOf([hour(1, 4), hour(2, 90)]), blocksOf([hour(7, 90)])]) {
    const both = mergeLedgers([ledgerOf(first), ledgerOf(other)])
    assert.equal(both.blocks.length, 2)
    assert.deepEqual(
      summarise(both, 'c').coverage[0]?.lines.events,
      8 + other.flatMap(({ sections }) => sections).reduce((sum, section) => sum + section.lines.events, 0),
    )
  }
})

test('the same hours of another source, or said to be of another cluster, are another block', () => {
  const rows = [hour(1, 5), hour(2, 3)]
  for (const other of [
    { ...asked, source: 'another' },
    { ...asked, given: { cluster: 'x', category: '' as const } },
  ])
    assert.equal(mergeLedgers([ledgerOf(blocksOf(rows)), ledgerOf(blocksOf(rows, other))]).blocks.length, 2)
  assert.equal(merged(blocksOf(rows), blocksOf(rows, { ...asked, from: '2026-11-01', to: '2026-11-02' })), lines(blocksOf(rows)))
})

test('events without a category are told, not counted', () => {
  const fold = new QueryFold(asked)
  fold.take(resultOf([hour(1, 5, '')]))
  const { blocks, categoryMissing } = fold.finish((text) => text)
  assert.deepEqual([blocks, categoryMissing], [[], true])
})

const numbers = String(hour(1, 5)['numbers'])
const request = ([requests, started, ended]: readonly [number, number, number]): Record<string, unknown> => {
  const at = day * 86_400_000_000
  const kind = JSON.stringify(kindColumns.map((column) => (column === 'username' ? 'system:serviceaccount:shop:web' : '')))
  const all = JSON.stringify([day, 0, 0, 0, 0, requests, started, ended, at, at])
  return { asked: askedText(asked), total: 1, part: 'request', cluster: 'c', category: 'kube-audit', key: kind, numbers: all }
}
const good = { asked: askedText(asked), total: 1, ...hour(1, 5) }
for (const [name, cells] of [
  [
    'rows of two queries',
    [
      { ...good, total: 2 },
      { ...good, total: 2, asked: askedText({ ...asked, source: 'x' }) },
    ],
  ],
  ['a row too few', [{ ...good, total: 2 }]],
  ['another table', [{ name: 'x' }]],
  ['a part that is none', [{ ...good, part: 'hours' }]],
  ['a number too few', [{ ...good, numbers: '[1]' }]],
  ['a number that is none', [{ ...good, numbers: numbers.replace('5', '"x"') }]],
  ['a negative number', [{ ...good, numbers: numbers.replace('5', '-5') }]],
  ['a number that is nothing', [{ ...good, numbers: numbers.replace('5', 'null') }]],
  ['an hour that no calendar has', [{ ...good, numbers: numbers.replace(/^\[\d+/, '[9007199254740991') }]],
  ['an event outside its hour', [{ ...good, numbers: numbers.replace(/\d+\]$/, '9007199254740991]') }]],
  ['an hour without an event', [{ ...good, numbers: numbers.replace('5', '0') }]],
  ['more stages joined than there are', [{ ...good, numbers: numbers.replace(',5,0', ',5,5') }]],
  ['an hour of another day than was asked for', [{ ...good, asked: askedText({ ...asked, from: '2026-11-02' }) }]],
  ['a day behind those that were asked for', [{ ...good, asked: askedText({ ...asked, to: '2026-11-01' }) }]],
  ['a bound that is no day', [{ ...good, asked: askedText({ ...asked, from: 'x' }) }]],
  ['more beginnings than requests', [request([1, 2, 0])]],
  ['requests that neither began nor ended', [request([2, 0, 1])]],
  ['a key that is none', [{ ...good, key: '[5]' }]],
  ['another version', [{ ...good, asked: good.asked.replace('1', '2') }]],
] as const) {
  test(`${name} is refused`, () => {
    assert.throws(() => readResult(cells), QueryResultError)
  })
}

for (const [name, row] of [
  ['a category that is none', hour(1, 5, 'guard')],
  ['a kind of request with other columns', { ...hour(1, 5), part: 'request', key: '["x"]' }],
] as const) {
  test(`${name} is refused`, () => {
    assert.throws(() => {
      blocksOf([row])
    }, QueryResultError)
  })
}

for (const [name, rows, of] of [
  ['an answer to another question', [hour(1, 5)], { ...asked, source: 'another' }],
  ['more events than can be counted', [hour(1, Number.MAX_SAFE_INTEGER), hour(2, 5)], asked],
  ['requests without an event that they could be of', [request([6, 0, 6]), hour(1, 5)], asked],
] as const) {
  test(`${name} is refused when it is counted`, () => {
    const fold = new QueryFold(asked)
    assert.throws(() => {
      fold.take(resultOf(rows, of))
      fold.finish((text) => text)
    }, QueryResultError)
  })
}

test('numbers in quotes are numbers', () => {
  const quoted = { ...good, numbers: JSON.stringify((JSON.parse(numbers) as readonly number[]).map(String)) }
  assert.deepEqual(readResult([quoted]), readResult([good]))
})
