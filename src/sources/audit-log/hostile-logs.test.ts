// Logs that were made to bring the scanner down, or to have it take for ever: it reads them as the path without it does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertSame, type BothRead } from './both-readers.cases.ts'
import { diagnosticRecord } from './logs.cases.ts'
import { event, manyOf } from './many-lines.cases.ts'
import { Scanner, scannerModule } from './scanner-module.ts'

const given = { cluster: '', category: 'kube-audit' } as const

function readTexts(lines: readonly string[]): BothRead {
  const module = scannerModule()
  if (module === undefined) assert.fail('no WebAssembly SIMD')
  const log = Buffer.from(lines.join('\n'))
  // One block, however many lines there are.
  return assertSame(new Scanner(module, given, 1 << 20), { log, piece: 1 << 20, options: { given, blockSize: 1 << 30 } })
}

function read(lines: readonly unknown[]): BothRead {
  return readTexts(lines.map((line) => JSON.stringify(line)))
}

const pod = (name: string, uid: string): unknown => ({
  username: 'system:serviceaccount:shop:web',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
  extra: { 'authentication.kubernetes.io/pod-name': [name], 'authentication.kubernetes.io/pod-uid': [uid] },
})

test('a user of a hundred thousand groups that are a quote each: those around it count', () => {
  const groups = Array.from({ length: 190_000 }, () => '"')
  const { lines, slow } = read([
    event(),
    event({ auditID: 'two', user: { username: 'alice', groups } }),
    event({ auditID: 'three' }),
  ])
  assert.deepEqual([lines, slow], [3, 1])
})

test('more requests than wait in one section, beside one whose stages stand far apart: each is joined or counted as without the scanner', () => {
  const record = (members: Readonly<Record<string, unknown>>): unknown => diagnosticRecord(JSON.stringify(event(members)))
  const lines: unknown[] = []
  for (let i = 0; i < 52_000; i++) {
    const auditID = `request-${i}`
    lines.push(event({ auditID, stage: 'ResponseStarted', objectRef: { resource: `kinds-${i % 90}` } }))
    if (i % 50 === 0) lines.push(record({ auditID, stage: 'ResponseStarted' }))
  }
  for (let i = 0; i < 52_000; i += 50) lines.push(event({ auditID: `request-${i}` }), record({ auditID: `request-${i}` }))
  assert.equal(read(lines).slow, 0)
})

test('more users than are remembered from block to block: each is who it is', () => {
  const name = (i: number): string => `web-${'x'.repeat(180)}-${i}`
  const lines = Array.from({ length: 70_000 }, (_, i) =>
    event({
      auditID: `request-${i}`,
      user: pod(name(i % 35_000), `0b62a232-0000-4000-8000-${String(i % 35_000).padStart(12, '0')}`),
    }),
  )
  assert.equal(read(lines).slow, 0)
})

test('requests that are alike but for their ids, so many that some have the same hash: none is taken for another', () => {
  const { auditID: _id, ...members } = event({
    user: { username: 'alice' },
    annotations: {},
    objectRef: undefined,
    userAgent: '',
  })
  const like = JSON.stringify(members).slice(1)
  // Fifty thousand wait at a time: among so many, two of one hash in 32 bits are there three times of ten.
  assert.equal(readTexts(Array.from({ length: 400_000 }, (_, i) => `{"auditID":"${i.toString(36)}",${like}`)).slow, 0)
})

const bodies: readonly (readonly [name: string, body: string])[] = [
  [
    'as deep as is passed, and deeper',
    `{"a":${'['.repeat(59)}${']'.repeat(59)}},"responseObject":${'['.repeat(70)}${']'.repeat(70)}`,
  ],
  [
    'with brackets of another kind outside of sixty-four, of which as many are remembered',
    `${'['.repeat(70)}${']'.repeat(64)}${'}'.repeat(6)}`,
  ],
  ['with a name that means something in another form of log, and is read there', '{},"records":[{"kind":tru}]'],
]
for (const [name, body] of bodies)
  test(`a body ${name}`, () => {
    const text = JSON.stringify(event({ requestObject: 'HERE' }))
    readTexts([text, text.replace('"HERE"', body), text])
  })

for (const [what, line] of Object.entries(manyOf))
  test(`a block of ever more ${what}: each is itself`, () => {
    assert.equal(read(Array.from({ length: 48_000 }, (_, i) => line(i))).slow, 0)
  })
