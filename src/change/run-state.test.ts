// What a journal's records come to, step by step.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparekeyError } from '../base/index.ts'
import type { ExactChange, JournalRecord } from './journal.ts'
import { planWith } from './fake-world.cases.ts'
import { stateOf, type StepState } from './run-state.ts'
import { switchStep, workload } from './shop.cases.ts'

const at = '2026-01-01T00:00:00Z'
const step = { ...switchStep(workload('web'), false), id: 'a' }
const opened: JournalRecord = { record: 'opened', run: 'r', at, server: 's', plan: planWith([step]), held: {} }
const change: ExactChange = { kind: 'edit', edits: [{ path: '/a', to: false }] }
const made: ExactChange = { kind: 'edit', edits: [{ path: '/a', to: 'defaulted' }] }
const forward = { step: 'a', direction: 'forward' } as const
const back = { step: 'a', direction: 'back' } as const
const intent: JournalRecord = { record: 'intent', ...forward, uid: 'u', resourceVersion: '1', change }
const done: JournalRecord = { record: 'done', ...forward, uid: 'u' }
const intentBack: JournalRecord = { record: 'intent', ...back, uid: 'u', change }

test('a run remembers its mirror, and has none where none was asked for', () => {
  assert.equal(stateOf([{ ...opened, mirror: 'audit' }]).mirror, 'audit')
  assert.equal('mirror' in stateOf([opened]), false)
})

function stepAfter(...records: readonly JournalRecord[]): StepState | undefined {
  return stateOf([opened, ...records]).steps.get('a')
}

const unseen = { kind: 'unseen' } as const
const isMade: StepState = { kind: 'made', change, uid: 'u', arrival: unseen }

for (const [sentence, records, expected] of [
  ['nothing yet', [], { kind: 'untouched' }],
  [
    'an open intent',
    [intent],
    { kind: 'intended', direction: 'forward', change, uid: 'u', resourceVersion: '1', settled: { kind: 'untouched' } },
  ],
  ['done, as it was sent', [intent, done], isMade],
  ['done, as the server made it', [intent, { ...done, made }], { ...isMade, change: made }],
  ['an intent that came to nothing', [intent, { record: 'notMade', ...forward }], { kind: 'untouched' }],
  ['an intent, and another after it', [intent, { ...intent, change: made }, done], { ...isMade, change: made }],
  ['so already', [{ record: 'alreadySo', ...forward }], { kind: 'alreadySo' }],
  ['refused', [intent, { record: 'refused', ...forward, message: 'no' }], { kind: 'refused', message: 'no' }],
  ['effective', [intent, done, { record: 'effective', ...forward, at }], { ...isMade, arrival: { kind: 'effective', at } }],
  [
    'pending',
    [intent, done, { record: 'pending', ...forward, message: 'm', pods: ['p'] }],
    { ...isMade, arrival: { kind: 'pending', message: 'm', pods: ['p'] } },
  ],
  ['on the way back', [intent, done, intentBack], { kind: 'intended', direction: 'back', change, uid: 'u', settled: isMade }],
  [
    'taken back, as another object',
    [intent, done, intentBack, { record: 'done', ...back, uid: 'v' }],
    { kind: 'takenBack', uid: 'v', arrival: unseen },
  ],
  ['taken back by somebody else', [intent, done, { record: 'alreadySo', ...back }], { kind: 'takenBack', arrival: unseen }],
  [
    'refused on the way back: it stays made',
    [intent, done, { record: 'refused', ...back, message: 'no' }],
    { ...isMade, refused: 'no' },
  ],
  ['not taken back when the process was killed', [intent, done, intentBack, { record: 'notMade', ...back }], isMade],
  ['made again', [intent, done, intentBack, { record: 'done', ...back }, intent, done], isMade],
] as const satisfies readonly (readonly [string, readonly JournalRecord[], StepState])[]) {
  test(`${sentence}: ${expected.kind}`, () => {
    assert.deepEqual(stepAfter(...records), expected)
  })
}

test('the last walk is the one under way, until it is closed', () => {
  const walk: JournalRecord = { record: 'walk', direction: 'forward', at, steps: ['a'], unready: ['w'] }
  assert.equal(stateOf([opened]).walk, undefined)
  assert.deepEqual(stateOf([opened, walk]).walk, { direction: 'forward', steps: ['a'], unready: ['w'] })
  const failed: JournalRecord = { record: 'batchFailed', steps: ['a'], message: 'm', at }
  const closed: JournalRecord = { record: 'closed', direction: 'forward', at, outcome: 'backedOut' }
  assert.deepEqual(stateOf([opened, walk, failed, closed]).walk, {
    direction: 'forward',
    steps: ['a'],
    unready: ['w'],
    failed: { steps: ['a'], message: 'm' },
    outcome: 'backedOut',
  })
  const again: JournalRecord = { record: 'walk', direction: 'back', at, steps: [] }
  assert.deepEqual(stateOf([opened, walk, failed, closed, again]).walk, { direction: 'back', steps: [], unready: [] })
})

test('records that make no sense are damage', () => {
  const isCorrupt = (error: unknown): boolean => error instanceof SparekeyError && error.code === 'JOURNAL_CORRUPT'
  for (const records of [[], [intent], [opened, opened], [opened, { ...intent, step: 'b' }], [opened, done]] as const) {
    assert.throws(() => stateOf(records), isCorrupt)
  }
})
