// What people are told of a run: words for every state, all sides of a conflict, and nothing that steers a terminal.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  Arrival,
  Plan,
  Preflight,
  RunState,
  Step,
  StepState,
  Verification,
  WalkEvent,
  WalkState,
} from '../../change/index.ts'
import { preflightText } from './preflight-text.ts'
import { eventText } from './progress.ts'
import { refusalLines } from './refusals.ts'
import { verdictOf } from './standing.ts'
import { runExitCodes, standingText, statusFormats } from './status.ts'
import { verificationExitCodes, verificationFormats } from './verification.ts'

const options = { color: false, width: 120 }
const steering = '\u001b[2Jevil'

function step(name: string): Step {
  const object = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'shop', name }
  return {
    id: `account-off/ServiceAccount/shop/${name}`,
    remedy: 'account-off',
    object,
    change: { kind: 'edit', edits: [] },
    reason: 'nothing shows that it is needed',
    removes: [],
    alsoRemoves: [],
    effect: { when: 'nextPod' },
    risk: { level: 'low', why: 'nothing uses it' },
    before: [],
    after: [],
    requires: [],
    group: name,
  }
}

const source = { kind: 'live', description: 'x', apiAudiences: [], assumptions: [], rolesKnown: true } as const

function standing(walk: Omit<WalkState, 'steps' | 'unready'> | undefined, ...steps: readonly StepState[]): RunState {
  const all = steps.map((_, i) => step(`web-${i}`))
  const plan: Plan = {
    apiVersion: 'sparekey.dev/v1',
    kind: 'Plan',
    generatedAt: '2026-11-24T08:00:00Z',
    source,
    steps: all,
    sourcePatches: [],
    left: [],
    gaps: [],
  }
  return {
    run: 'r1',
    openedAt: '2026-11-24T08:00:00Z',
    server: 'https://cluster.example',
    plan,
    held: {},
    steps: new Map(all.map(({ id }, i) => [id, steps[i] ?? { kind: 'untouched' }])),
    ...(walk === undefined ? {} : { walk: { steps: all.map(({ id }) => id), unready: [], ...walk } }),
  }
}

const change = { kind: 'edit', edits: [] } as const
const effective: Arrival = { kind: 'effective', at: '2026-11-24T08:01:00Z' }
const made: StepState = { kind: 'made', change, arrival: effective }
const back: StepState = { kind: 'takenBack', arrival: effective }
const pending: StepState = { kind: 'made', change, arrival: { kind: 'pending', message: 'it waits for somebody', pods: [] } }
const forward = { direction: 'forward' } as const

const verdicts: readonly (readonly [string, RunState, ReturnType<typeof verdictOf>, 0 | 1 | 2])[] = [
  ['no walk', standing(undefined, { kind: 'untouched' }), 'notBegun', 2],
  ['all made and seen', standing({ ...forward, outcome: 'complete' }, made, { kind: 'alreadySo' }), 'complete', 0],
  [
    'made, and not seen',
    standing({ ...forward, outcome: 'complete' }, made, { kind: 'made', change, arrival: { kind: 'unseen' } }),
    'pending',
    2,
  ],
  ['one waits', standing({ ...forward, outcome: 'complete' }, made, pending), 'pending', 2],
  ['broken off', standing(forward, made), 'open', 2],
  [
    'a write of which nobody knows',
    standing({ ...forward, outcome: 'stopped' }, { kind: 'intended', direction: 'back', change, settled: made }),
    'open',
    2,
  ],
  ['stopped', standing({ ...forward, outcome: 'stopped' }, made, { kind: 'refused', message: 'no' }), 'stopped', 2],
  ['backed out by itself', standing({ ...forward, outcome: 'backedOut' }, back), 'backedOut', 1],
  ['a batch of several backed out', standing({ ...forward, outcome: 'backedOut' }, made, back), 'partlyBack', 1],
  ['taken back', standing({ direction: 'back', outcome: 'complete' }, back, { kind: 'alreadySo' }), 'backedOut', 1],
  ['some not taken', standing({ ...forward, outcome: 'complete' }, made, { kind: 'untouched' }), 'partly', 2],
  ['some refused', standing({ ...forward, outcome: 'complete' }, made, { kind: 'refused', message: 'no' }), 'partly', 2],
  ['nothing was to be taken back', standing({ direction: 'back', outcome: 'complete' }, { kind: 'untouched' }), 'backedOut', 1],
  ['some taken back', standing({ direction: 'back', outcome: 'complete' }, back, made), 'partlyBack', 1],
]

for (const [says, run, verdict, code] of verdicts)
  test(`${says}: ${verdict}, exit code ${code}`, () => {
    assert.equal(verdictOf(run), verdict)
    assert.equal(runExitCodes[verdictOf(run)], code)
    assert.match(standingText(run), /^run r1: \w.* \(\d \w/)
  })

test('the status names every step, and what is left to do for it', () => {
  const run = standing({ ...forward, outcome: 'complete', failed: { steps: [], message: steering } }, made, pending, {
    kind: 'made',
    change,
    arrival: effective,
    refused: `no ${steering}`,
  })
  const table = statusFormats.table(run, options)
  assert.match(table, /effective +account-off +ServiceAccount shop\/web-0/)
  assert.match(table, /made, pending +account-off +ServiceAccount shop\/web-1 +it waits for somebody/)
  assert.match(table, /not taken back +account-off +ServiceAccount shop\/web-2 +no \\x1b\[2Jevil/)
  assert.ok(!table.includes('\u001b'))
  const { kind, verdict, steps } = JSON.parse(statusFormats.json(run, options)) as {
    readonly kind: string
    readonly verdict: string
    readonly steps: readonly { readonly id: string; readonly open: boolean }[]
  }
  assert.deepEqual([kind, verdict, steps.map(({ open }) => open)], ['RunStatus', 'pending', [false, true, true]])
})

test('a conflict has all of its sides, absent ones too', () => {
  const conflict = { path: '/automountServiceAccountToken', found: true, wanted: false }
  const refusal = { step: 'a', message: `changed ${steering}`, conflicts: [conflict] }
  assert.deepEqual(refusalLines([refusal], 'forward'), [
    '  a: changed \\x1b[2Jevil',
    '    /automountServiceAccountToken',
    '      the plan expects  (absent)',
    '      it is now         true',
    '      it would be       false',
  ])
  assert.deepEqual(refusalLines([{ ...refusal, conflicts: [{ path: '/x', expected: { a: [1] } }] }], 'back').slice(1), [
    '    /x',
    '      this run made it  {"a":[1]}',
    '      it is now         (absent)',
    '      before it was     (absent)',
  ])
  const long = refusalLines([{ ...refusal, conflicts: [{ path: '/x', expected: 'y'.repeat(1000) }] }], 'forward')
  assert.ok(long.every((line) => line.length < 350))
})

const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: steering }
const events: readonly (readonly [WalkEvent, string])[] = [
  [{ kind: 'batch', ...forward, number: 1, of: 3, steps: ['a'] }, 'batch 1 of 3: 1 step\n'],
  [{ kind: 'batch', direction: 'back', number: 1, of: 1, steps: ['a', 'b'] }, 'back, batch 1 of 1: 2 steps\n'],
  [{ kind: 'step', ...forward, step: 'a', outcome: 'done' }, '  made        a\n'],
  [{ kind: 'step', direction: 'back', step: 'a', outcome: 'refused', message: 'no' }, '  refused     a: no\n'],
  [
    { kind: 'waiting', workloads: Array.from({ length: 7 }, () => ({ workload, message: 'not ready' })) },
    `${'  waiting    Deployment shop/\\x1b[2Jevil: not ready\n'.repeat(5)}  waiting    2 more\n`,
  ],
  [{ kind: 'watching', seconds: 60 }, '  watching   the audit log for requests that are refused now: 60 s\n'],
  [{ kind: 'batchFailed', message: 'web' }, 'this batch went wrong, and is taken back: web\n'],
]
for (const [event, text] of events) test(`\`${event.kind}\` is told as it happens`, () => assert.equal(eventText(event), text))

test('a preflight says what was asked, and what stands against it', () => {
  const { plan } = standing(undefined, made, made)
  const clean: Preflight = { problems: [], warnings: [], rightsAsked: 6, alreadySo: ['x'], seen: new Map() }
  assert.equal(
    preflightText(plan, clean),
    'preflight: 2 steps, 1 of them so already; 6 rights asked about, for the way there and back; each write tried without effect\nnothing stands against it\n',
  )
  const right = { verb: 'bind', apiGroup: 'rbac.authorization.k8s.io', resource: 'roles', namespace: 'shop', name: 'r' }
  const text = preflightText(plan, {
    ...clean,
    warnings: [{ step: 'a', message: 'its budget is used up' }, { message: steering }],
    problems: [
      { kind: 'right', step: 'a', direction: 'back', right },
      { kind: 'missing', step: 'b', message: 'it is gone' },
      { kind: 'changed', step: 'c', conflicts: [{ path: '/x', expected: 1 }] },
    ],
  })
  assert.match(text, /warning: a: its budget is used up\n {2}warning: \\x1b/)
  assert.match(text, /problem: a: to take it back you may not bind roles\.rbac\.authorization\.k8s\.io r in shop\n/)
  assert.match(
    text,
    /problem: b: it is gone\n[^]*\/x\n +the plan expects +1\n +it is now +\(absent\)\n3 things stand against it: nothing was changed\n$/,
  )
})

const proof: Verification = {
  kind: 'asIntended',
  unchanged: 5,
  gone: [{ workload: 'Deployment shop/web', token: 'main holds shop/web at /x', reason: 'as planned', step: 'a' }],
  replaced: [],
  stillHeld: [],
  lost: [],
  gained: [],
  others: [{ workload: 'Deployment shop/new', reason: 'it was not there before' }],
  gaps: [],
}

test('a proof says what is gone, and that nothing else changed', () => {
  const text = verificationFormats.table('r1', proof, options)
  assert.match(
    text,
    /^run r1: as intended: exactly the one intended token is gone or replaced, and none other changed; 5 tokens are as before\n/,
  )
  assert.match(text, /taken away, as planned: 1\n {2}Deployment shop\/web: main holds shop\/web at \/x\n/)
  assert.equal(verificationExitCodes[proof.kind], 0)
  assert.deepEqual(JSON.parse(verificationFormats.json('r1', proof, options)), {
    apiVersion: 'sparekey.dev/v1',
    kind: 'RunVerification',
    run: 'r1',
    result: 'asIntended',
    ...Object.fromEntries(Object.entries(proof).filter(([member]) => member !== 'kind')),
  })
})

test('differences are no proof, and neither is what could not be read', () => {
  const lost = [{ workload: `Deployment ${steering}`, token: 't', reason: 'nobody took it' }]
  const differs: Verification = { ...proof, kind: 'differs', lost }
  assert.equal(verificationExitCodes[differs.kind], 1)
  assert.match(
    verificationFormats.table('r1', differs, options),
    /not as intended: 1 difference;[^]*gone, and no step took it away: 1\n {2}Deployment \\x1b/,
  )
  const blind: Verification = {
    ...proof,
    kind: 'couldNotTell',
    gaps: [{ kind: 'listForbidden', message: 'no list of pods', remedy: 'grant it' }],
  }
  assert.equal(verificationExitCodes[blind.kind], 2)
  assert.match(verificationFormats.table('r1', blind, options), /not everything could be read[^]*no list of pods\n +grant it/)
})
