// The algebra of ledgers: merging is commutative, associative and idempotent, also where logs have grown between two readings; and a
// ledger that is written is read back, from the same bytes whatever the order.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { event, mintedUser, pathEvent, podUser } from './events.cases.ts'
import { blockOf } from './fold.cases.ts'
import type { Block, Ledger } from './ledger.ts'
import { LedgerFormatError, ledgerLines, readLedgerLines } from './ledger-format.ts'
import { emptyLedger } from './ledger.ts'
import { firstMark, ledgerOf, mergeLedgers } from './merge.ts'
import { summarise } from './summarise.ts'

const numRuns = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 200)

/** A few logs; a block is the beginning of one, of some length, so that blocks meet their own beginnings. */
const logs = ['a', 'b', 'c'].map((seed) => {
  const line = (i: number): string => `${seed}${i} `.padEnd(200, createHash('sha256').update(`${seed}${i}`).digest('hex'))
  return Array.from({ length: 60 }, (_, i) => line(i)).join('\n')
})

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22)

/** What stands in a block follows from its bytes: here from the log and the length. */
function beginning(log: number, length: number, endsEarly: boolean): Block {
  const text = (logs[log] ?? '').slice(0, length)
  const marks: string[] = []
  for (let at = firstMark; at <= length; at *= 2) marks.push(digest(text.slice(0, at)))
  const events = Array.from({ length: 1 + Math.floor(length / 500) }, (_, i) =>
    event({
      auditID: `${log} ${i}`,
      verb: ['get', 'list', 'watch'][i % 3],
      user: [podUser, mintedUser, { username: 'alice' }][(i + log) % 3],
      stage: i % 4 === 3 ? 'ResponseStarted' : 'ResponseComplete',
      requestReceivedTimestamp: new Date(Date.parse('2026-11-01T00:00:00Z') + i * 7_200_000).toISOString(),
    }),
  )
  const block = blockOf(events)
  const sections = block.sections.map((section) => ({
    ...section,
    shortcomings: endsEarly ? (['streamEndsEarly'] as const) : [],
  }))
  return { sections, identity: { length, digest: digest(text), marks, given: { cluster: '', category: '' } } }
}

const block = fc
  .record({
    log: fc.nat({ max: 2 }),
    length: fc.oneof(fc.constantFrom(100, firstMark - 1, firstMark, 4096, 5000), fc.integer({ min: 1, max: 12_000 })),
    endsEarly: fc.boolean(),
  })
  .map(({ log, length, endsEarly }) => beginning(log, length, endsEarly))
const ledger: fc.Arbitrary<Ledger> = fc.array(block, { maxLength: 4 }).map(ledgerOf)
const bytes = (of: Ledger): string => ledgerLines(of).join('\n')
const merged = (...of: readonly Ledger[]): string => bytes(mergeLedgers(of))

test('merging is commutative', () => {
  fc.assert(
    fc.property(ledger, ledger, (a, b) => {
      assert.equal(merged(a, b), merged(b, a))
    }),
    { numRuns },
  )
})

test('merging is associative', () => {
  fc.assert(
    fc.property(ledger, ledger, ledger, (a, b, c) => {
      assert.equal(merged(mergeLedgers([a, b]), c), merged(a, mergeLedgers([b, c])))
    }),
    { numRuns },
  )
})

test('merging with itself, with a part of itself or with nothing changes nothing', () => {
  fc.assert(
    fc.property(ledger, fc.nat({ max: 3 }), (a, some) => {
      const part = ledgerOf(a.blocks.slice(0, some))
      assert.equal(merged(a, a, part, emptyLedger), bytes(a))
    }),
    { numRuns },
  )
})

test('a log that has grown counts once, as it is now', () => {
  fc.assert(
    fc.property(fc.integer({ min: firstMark, max: 6000 }), fc.integer({ min: 1, max: 6000 }), (before, more) => {
      const grown = ledgerOf([beginning(0, before + more, false)])
      assert.equal(merged(ledgerOf([beginning(0, before, false)]), grown), bytes(grown))
    }),
    { numRuns },
  )
})

test('two logs stay two, however much shorter one is', () => {
  assert.equal(ledgerOf([beginning(0, 8000, false), beginning(1, 4000, false)]).blocks.length, 2)
})

test('what was written is read back, and whatever the order the lines are the same', () => {
  fc.assert(
    fc.property(ledger, (a) => {
      assert.deepEqual(readLedgerLines(ledgerLines(a)), a)
      assert.equal(bytes(ledgerOf([...a.blocks].reverse())), bytes(a))
    }),
    { numRuns },
  )
})

test('sums do not depend on how blocks were joined', () => {
  fc.assert(
    fc.property(ledger, ledger, (a, b) => {
      assert.deepEqual(summarise(mergeLedgers([a, b]), ''), summarise(mergeLedgers([b, b, a]), ''))
    }),
    { numRuns },
  )
})

test('lines of any other kind are refused', () => {
  const lines = ledgerLines(ledgerOf([blockOf([event(), pathEvent('/api')])]))
  const [head = '', texts = '', one = '', said = ''] = lines
  const broken: readonly (readonly string[])[] = [
    [],
    ['null'],
    [head.replace('EvidenceLedger', 'Snapshot'), texts, one, said],
    [head.replace('"formatVersion":2', '"formatVersion":"2"'), texts, one, said],
    [head.replace('"formatVersion":2', '"formatVersion":1'), texts, one, said],
    [head.replace('"blocks":1', '"blocks":2'), texts, one, said],
    [head],
    [head, texts, one],
    [head, '{}', one, said],
    [head, '[]', one, said],
    [head, texts, '[]', said],
    [head, texts, one.slice(1), said],
    [head, texts, one, said.slice(1)],
    [head, texts, one, '[]'],
    [head, texts, one, said.replace('kube-audit', 'kube-audits')],
    [head, texts, one.replace(/,(\d+),/, ',-1,'), said],
    [head, texts, one, said.replace(/,(\d+),/, ',-1,')],
  ]
  for (const some of broken) assert.throws(() => readLedgerLines(some), LedgerFormatError, some.join('\n'))
  assert.throws(() => readLedgerLines([head.replace('"formatVersion":2', '"formatVersion":3')]), /version 3, and this program/)
})
