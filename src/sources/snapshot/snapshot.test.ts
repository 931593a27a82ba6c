// A snapshot gives back what was put into it, in the same bytes whatever the order, and is refused when a single byte says otherwise.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { SparekeyError, type ErrorCode } from '../../base/index.ts'
import type { Gap } from '../../kube/index.ts'
import { formatVersion } from './format.ts'
import { decodeSnapshot, encodeSnapshot, looksLikeSnapshot, readSnapshot, writeSnapshot, type Snapshot } from './index.ts'

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300)
/** An order for as many things as a case has. */
const ranks = fc.array(fc.nat(), { minLength: 60, maxLength: 60 })
const folder = mkdtempSync(join(tmpdir(), 'sparekey-snapshot-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

const small: Snapshot = {
  takenAt: '2026-11-24T08:00:00Z',
  description: 'context `test`',
  serverVersion: 'v1.36.0',
  apiAudiences: ['https://kubernetes.default.svc'],
  legacyTrackingSince: '2026-01-01',
  namespaces: ['shop'],
  complete: ['pods', 'secrets'],
  gaps: [{ kind: 'listForbidden', resource: 'roles', message: 'no' }],
  objects: [
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop' }, spec: { containers: [{ name: 'app' }] } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'app', namespace: 'shop' } },
  ],
}
const bytes = encodeSnapshot(small)

/** The code of what a call throws; `undefined` where it throws nothing. */
function codeOf(call: () => unknown): ErrorCode | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    if (error instanceof SparekeyError) return error.code
    throw error
  }
}

const word = fc.oneof(
  fc.constantFrom('a', 'b', '__proto__', 'é', '\u{1f511}', '\ue000'),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
// Few names, so that some objects have one identity and differ.
const object = fc.record(
  {
    apiVersion: fc.constantFrom('v1', 'apps/v1'),
    kind: fc.constantFrom('Pod', 'Deployment', 'ServiceAccount'),
    metadata: fc.record(
      {
        name: fc.constantFrom('a', 'b'),
        namespace: fc.constantFrom('shop', '\u{1f511}', '\ue000'),
        labels: fc.dictionary(word, word, { noNullPrototype: true }),
      },
      { noNullPrototype: true },
    ),
    automountServiceAccountToken: fc.boolean(),
  },
  { noNullPrototype: true },
)
const gap: fc.Arbitrary<Gap> = fc.record(
  { kind: fc.constant('secretUnknown' as const), namespace: word, name: word },
  { noNullPrototype: true },
)
const snapshot: fc.Arbitrary<Snapshot> = fc.record(
  {
    takenAt: word,
    description: word,
    serverVersion: word,
    legacyTrackingSince: word,
    namespaces: fc.array(word),
    apiAudiences: fc.array(word),
    complete: fc.array(word),
    gaps: fc.array(gap),
    objects: fc.array(object),
  },
  { noNullPrototype: true, requiredKeys: ['takenAt', 'description', 'apiAudiences', 'complete', 'gaps', 'objects'] },
)

test('what was put in comes out, and what nobody reads of an object does not', () => {
  fc.assert(
    fc.property(snapshot, (given) => {
      const read = decodeSnapshot('x', encodeSnapshot(given))
      for (const list of ['complete', 'gaps', 'objects'] as const) {
        assert.equal(read[list].length, given[list].length)
        for (const item of given[list]) assert.ok(read[list].some((other) => isDeepStrictEqual(item, other)))
      }
      const scalars = ({ complete: _, gaps: _g, objects: _o, ...rest }: Snapshot) => rest
      assert.deepEqual(scalars(read), scalars(given))
    }),
    { numRuns: runs, seed: 20261124 },
  )
  const read = decodeSnapshot(
    'x',
    encodeSnapshot({ ...small, objects: [{ ...(small.objects[0] as object), data: { token: 'secret' } }] }),
  )
  assert.deepEqual(read.objects, [small.objects[0]])
})

test('the order of objects, lists, gaps and members is nothing: the bytes are the same', () => {
  fc.assert(
    fc.property(snapshot, ranks, (given, random) => {
      const shuffled = <T>(list: readonly T[]): readonly T[] =>
        list
          .map((item, i) => ({ item, at: random[i] ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ item }) => item)
      const turned = (value: object) => Object.fromEntries(Object.entries(value).reverse())
      const other = {
        ...given,
        complete: shuffled(given.complete),
        gaps: shuffled(given.gaps),
        objects: shuffled(given.objects).map((item) => turned(item as object)),
      }
      assert.ok(Buffer.from(encodeSnapshot(turned(other) as unknown as Snapshot)).equals(encodeSnapshot(given)))
    }),
    { numRuns: runs, seed: 20261124 },
  )
})

test('the bytes name neither a date nor a system', () => {
  assert.deepEqual([...bytes.subarray(0, 10)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])
})

test('every shorter file is refused', () => {
  for (let length = 0; length < bytes.length; length++)
    assert.equal(
      codeOf(() => decodeSnapshot('x', bytes.subarray(0, length))),
      'SNAPSHOT_UNREADABLE',
      `${length} bytes`,
    )
})

test('a file with an altered byte is refused, or the byte said nothing', () => {
  const whole = decodeSnapshot('x', bytes)
  let refused = 0
  for (let at = 0; at < bytes.length; at++) {
    for (const bits of [0x01, 0x80, 0xff]) {
      const altered = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ bits : byte))
      const code = codeOf(() => assert.deepEqual(decodeSnapshot('x', altered), whole))
      if (code !== undefined) refused++
      assert.ok(code === undefined || code === 'SNAPSHOT_UNREADABLE', `byte ${at}`)
    }
  }
  assert.ok(refused > bytes.length * 2)
})

const lines = gunzipSync(bytes).toString('utf8').trimEnd().split('\n')
const [head = '', ...objects] = lines.slice(0, -1)

/** A file of these lines, with a tail that fits them. */
function packed(body: readonly string[], tail: object = {}): Uint8Array {
  const text = body.map((line) => `${line}\n`).join('')
  const sha256 = createHash('sha256').update(text).digest('hex')
  return gzipSync(`${text}${JSON.stringify({ objects: body.length - 1, sha256, ...tail })}\n`)
}
const withHead = (change: object) => JSON.stringify({ ...(JSON.parse(head) as object), ...change })

const foreign: readonly { readonly says: string; readonly file: Uint8Array; readonly message: RegExp; readonly hint?: RegExp }[] =
  [
    { says: 'an empty file', file: new Uint8Array(), message: /is not a Sparekey snapshot/, hint: /sparekey snapshot -o/ },
    { says: 'plain text', file: Buffer.from('kind: Pod\n'), message: /is not a Sparekey snapshot/ },
    { says: 'something else that is compressed', file: gzipSync('kind: Pod\n'), message: /not a Sparekey snapshot/ },
    { says: 'nothing, compressed', file: gzipSync(''), message: /not a Sparekey snapshot/ },
    { says: 'another kind of JSON', file: packed([withHead({ kind: 'AuditReport' })]), message: /not a Sparekey snapshot/ },
    { says: 'a format that is no version', file: packed([withHead({ formatVersion: 0 })]), message: /not a Sparekey snapshot/ },
    {
      says: 'a later format, whatever the rest of it is like',
      file: gzipSync(`${withHead({ formatVersion: formatVersion + 1 })}\n\u0000\u0001`),
      message: /its format is version 2, and this program reads up to 1/,
      hint: /update Sparekey/,
    },
    {
      says: 'a gap that a later version knows',
      file: packed([withHead({ gaps: [{ kind: 'fromTheFuture' }] }), ...objects]),
      message: /gap that this program does not know/,
      hint: /update Sparekey/,
    },
    { says: 'a gap that is none', file: packed([withHead({ gaps: [null] }), ...objects]), message: /does not know/ },
    {
      says: 'no tail',
      file: gzipSync(`${[head, ...objects].join('\n')}\n`),
      message: /its end is missing/,
      hint: /copy it again/,
    },
    { says: 'the head alone', file: gzipSync(`${head}\n`), message: /its end is missing/ },
    {
      says: 'an object too few',
      file: packed([head, ...objects], { objects: 3 }),
      message: /was altered/,
      hint: /take it again/,
    },
    { says: 'another digest', file: packed([head, ...objects], { sha256: '00' }), message: /was altered/ },
    { says: 'an object that is no JSON', file: packed([head, '{"kind":']), message: /its object 1 is not readable as JSON/ },
  ]

for (const { says, file, message, hint = /^/ } of foreign) {
  test(`refused: ${says}`, () => {
    assert.throws(
      () => decodeSnapshot('the-file', file),
      (error) => {
        assert.ok(error instanceof SparekeyError)
        assert.equal(error.code, 'SNAPSHOT_UNREADABLE')
        assert.match(error.message, /^cannot read snapshot `the-file`: /)
        assert.match(error.message, message)
        assert.match(error.hint ?? '', hint)
        return true
      },
    )
  })
}

test('the way in which the tables pack is the way in which a snapshot is packed', () => {
  assert.deepEqual(decodeSnapshot('x', packed([head, ...objects])), decodeSnapshot('x', bytes))
})

test('only what begins like gzip is taken for a snapshot', () => {
  assert.ok(looksLikeSnapshot(bytes))
  for (const start of [[], [0x1f], [0x8b, 0x1f], [0x7b]]) assert.ok(!looksLikeSnapshot(Uint8Array.from(start)))
})

test('a file is written whole, for its owner alone, over what was there', () => {
  const file = join(folder, 'a.sparekey')
  writeFileSync(file, 'older')
  writeSnapshot(file, small)
  assert.deepEqual(readFileSync(file), Buffer.from(bytes))
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(readSnapshot(file), decodeSnapshot(file, bytes))
  assert.deepEqual(readdirSync(folder), ['a.sparekey'])
})

test('where it cannot be written, nothing is left; where it cannot be read, that is told', () => {
  const place = join(folder, 'place')
  mkdirSync(place)
  writeFileSync(join(place, 'full'), '')
  assert.equal(
    codeOf(() => writeSnapshot(place, small)),
    'OUTPUT_NOT_WRITTEN',
  )
  assert.equal(
    codeOf(() => writeSnapshot(join(folder, 'no/such/folder'), small)),
    'OUTPUT_NOT_WRITTEN',
  )
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.part')),
    [],
  )
  assert.equal(
    codeOf(() => readSnapshot(join(folder, 'nothing'))),
    'INPUT_NOT_FOUND',
  )
  assert.equal(
    codeOf(() => readSnapshot(place)),
    'INPUT_NOT_FOUND',
  )
})
