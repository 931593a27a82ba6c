import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { Wanted } from '../../kube/index.ts'
import { JsonSyntaxError } from './json-syntax-error.ts'
import { jsonText, mutation, prune, seed, slowlyProject, wantedTree } from './json.cases.ts'
import { projectJson } from './project.ts'

const scalar: Wanted = { kind: 'scalar' }
const presence: Wanted = { kind: 'presence' }
const list = (of: Wanted): Wanted => ({ kind: 'list', of })
const map = (of: Wanted, prefix = ''): Wanted => ({ kind: 'map', prefix, of })
const record = (members: Record<string, Wanted>): Wanted => ({ kind: 'record', members: new Map(Object.entries(members)) })

const read = (text: string | Uint8Array, wanted: Wanted): unknown =>
  projectJson(typeof text === 'string' ? Buffer.from(text) : text, wanted)

const cases: readonly (readonly [sentence: string, text: string, wanted: Wanted, expected: unknown])[] = [
  [
    'reads what is wanted and nothing else',
    '{"a":1,"b":{"c":[1,2]},"d":"x"}',
    record({ a: scalar, d: scalar }),
    { a: 1, d: 'x' },
  ],
  [
    'reads records in lists in records',
    '{"a":[{"b":1,"c":2},{"c":3}]}',
    record({ a: list(record({ b: scalar })) }),
    { a: [{ b: 1 }, {}] },
  ],
  ['gives a scalar where a record is wanted', '{"a":"x"}', record({ a: record({}) }), { a: 'x' }],
  ['gives a scalar where a list is wanted', '{"a":"x"}', record({ a: list(scalar) }), { a: 'x' }],
  ['gives a scalar where a map is wanted', '{"a":5}', record({ a: map(scalar) }), { a: 5 }],
  ['gives an empty object where a scalar is wanted', '{"a":{"b":1}}', record({ a: scalar }), { a: {} }],
  ['gives an empty list where a scalar is wanted', '{"a":[1]}', record({ a: scalar }), { a: [] }],
  ['gives an empty object where a list is wanted', '{"a":{"b":1}}', record({ a: list(scalar) }), { a: {} }],
  ['gives an empty list where a record is wanted', '{"a":[{"b":1}]}', record({ a: record({ b: scalar }) }), { a: [] }],
  ['gives an empty list where a map is wanted', '{"a":[1]}', record({ a: map(scalar) }), { a: [] }],
  ['says of an object only that it is there', '{"a":{"b":1}}', record({ a: presence }), { a: {} }],
  ['says of a list only that it is there', '{"a":[1]}', record({ a: presence }), { a: {} }],
  ['keeps a scalar whose presence is asked', '{"a":"x","b":false}', record({ a: presence, b: presence }), { a: 'x', b: false }],
  [
    'keeps null as null everywhere',
    '{"a":null,"b":null,"c":null}',
    record({ a: scalar, b: list(scalar), c: presence }),
    { a: null, b: null, c: null },
  ],
  ['takes of a map the keys with its prefix', '{"f:a":{},"g":1,"f:b":{"x":1}}', map(presence, 'f:'), { 'f:a': {}, 'f:b': {} }],
  [
    'compares prefixes after escapes',
    '{"k:{\\"name\\":\\"x\\"}":{},"k:1":{}}',
    map(presence, 'k:{"name"'),
    { 'k:{"name":"x"}': {} },
  ],
  ['takes the last of members with one name', '{"a":1,"a":{"b":2},"a":3}', record({ a: scalar }), { a: 3 }],
  [
    'lets a later kind of value replace an earlier one',
    '{"a":{"b":1,"c":1},"a":{"b":2}}',
    record({ a: map(scalar) }),
    { a: { b: 2 } },
  ],
  ['reads names that are written with escapes', '{"\\u0061":1,"b\\/":2}', record({ a: scalar, 'b/': scalar }), { a: 1, 'b/': 2 }],
  ['reads every escape', '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"', scalar, '"\\/\b\f\n\r\té😀'],
  ['keeps lone surrogates', '["\\ud800","\\udc00x","\\ud800\\u0041"]', list(scalar), ['\ud800', '\udc00x', '\ud800A']],
  ['reads text that is not ASCII', '{"é":"日本","x":"😀"}', record({ é: scalar, x: scalar }), { é: '日本', x: '😀' }],
  [
    'reads numbers',
    '[0,-0,7,-1,1.5,1e3,1E-2,123456789012345678901234567890]',
    list(scalar),
    [0, -0, 7, -1, 1.5, 1000, 0.01, 1.2345678901234568e29],
  ],
  ['reads a scalar at the top', ' true ', scalar, true],
  ['passes a byte order mark', '\ufeff{"a":1}', record({ a: scalar }), { a: 1 }],
  [
    'reads empty brackets with space in them',
    '{"a":[ ],"b":{ \n }}',
    record({ a: list(scalar), b: map(scalar) }),
    { a: [], b: {} },
  ],
  ['reads a record with an empty name', '{"":1}', record({ '': scalar }), { '': 1 }],
  ['passes strings with brackets and quotes in them', '{"x":["}]\\"{",{"y":"\\\\"}],"a":1}', record({ a: scalar }), { a: 1 }],
]

for (const [sentence, text, wanted, expected] of cases) {
  test(sentence, () => {
    assert.deepStrictEqual(read(text, wanted), expected)
    assert.deepStrictEqual(prune(JSON.parse(text.replace(/^\ufeff/, '')), wanted), expected)
  })
}

const faults: readonly (readonly [sentence: string, text: string, message: RegExp, line: number, column: number])[] = [
  ['an empty text', '', /^unexpected end of input$/, 1, 1],
  ['an object that does not end', '{"a":1', /^unexpected end of input$/, 1, 7],
  ['a skipped object that does not end', '{"x":{"a":[1', /^unexpected end of input$/, 1, 13],
  ['a string that does not end', '{"a":"xyz', /^unexpected end of input$/, 1, 10],
  ['a missing comma', '{\n "a":1\n "b":2}', /^expected ',' or '}', found '"'$/, 3, 2],
  ['a missing comma in a list', '{"a":[1 2]}', /^expected ',' or '\]', found '2'$/, 1, 9],
  ['a missing colon', '{"a" 1}', /^expected ':', found '1'$/, 1, 6],
  ['a comma before the closing brace', '{"a":1,}', /^expected a name in quotes, found '}'$/, 1, 8],
  ['a comma before the closing bracket', '{"a":[1,]}', /^expected a value, found '\]'$/, 1, 9],
  ['a name without quotes', '{a:1}', /^expected a name in quotes or '}', found 'a'$/, 1, 2],
  ['a member without a value', '{"a":}', /^expected a value, found '}'$/, 1, 6],
  ['a skipped member without a value', '{"x":}', /^expected a value, found '}'$/, 1, 6],
  ['brackets that do not match in what is skipped', '{"x":{"y":[1}}', /^expected ',' or '\]', found '}'$/, 1, 13],
  ['text after the value', '{}x', /^expected nothing more, found 'x'$/, 1, 3],
  ['a word that is none', '{"a":trux}', /^expected `true`, found 't'$/, 1, 6],
  ['a number with a leading zero', '{"a":01}', /^not a number: `01`$/, 1, 6],
  ['a number that ends in its point', '{"a":1.}', /^not a number: `1\.`$/, 1, 6],
  ['a line break in a string', '{"a":"x\ny"}', /^a control character in a string/, 1, 8],
  ['an escape that is none', '{"a":"xx\\q"}', /^an escape that JSON does not know/, 1, 9],
  ['a short unicode escape', '{"a":"\\n\\u00"}', /^an escape that JSON does not know/, 1, 9],
  ['UTF-16', '\ufffe', /^this is UTF-16/, 1, 1],
]

for (const [sentence, text, message, line, column] of faults) {
  test(`tells where the fault is: ${sentence}`, () => {
    const bytes = text === '\ufffe' ? Buffer.from([0xff, 0xfe, 0x7b, 0x00]) : Buffer.from(text)
    assert.throws(
      () => read(bytes, record({ a: list(scalar), b: scalar })),
      (error) => {
        assert.ok(error instanceof JsonSyntaxError)
        assert.match(error.message, message)
        assert.deepStrictEqual({ line: error.line, column: error.column }, { line, column })
        assert.equal(error.truncated, error.message === 'unexpected end of input')
        return true
      },
    )
  })
}

test('makes a member called `__proto__` like any other', () => {
  const value = read(
    '{"__proto__":{"polluted":1},"a":{"__proto__":5}}',
    record({ ['__proto__']: scalar, a: map(scalar) }),
  ) as object
  assert.deepStrictEqual(Object.keys(value), ['__proto__', 'a'])
  assert.equal(Object.getPrototypeOf(value), Object.prototype)
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

test('bytes that are not UTF-8 become U+FFFD, as decoders make them', () => {
  const bytes = Buffer.concat([Buffer.from('{"a":"x'), Buffer.from([0xff, 0xe2, 0x82]), Buffer.from('"}')])
  assert.deepStrictEqual(read(bytes, record({ a: scalar })), { a: 'x\ufffd\ufffd' })
})

test('passes ten thousand levels, and refuses more, without exhausting the stack', () => {
  const nested = (levels: number): string => `{"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)},"a":1}`
  assert.deepStrictEqual(read(nested(10_000), record({ a: scalar })), { a: 1 })
  assert.throws(() => read(nested(10_001), record({ a: scalar })), { message: 'nested deeper than 10000 levels', offset: 10_004 })
  assert.throws(() => read('['.repeat(1_000_000), scalar), { message: 'nested deeper than 10000 levels' })
})

test('refuses a wanted tree that is nested too deep', () => {
  let deep: Wanted = scalar
  for (let i = 0; i < 20_000; i++) deep = list(deep)
  assert.throws(() => read('[]', deep), RangeError)
})

test('gives one string for the many copies of a short text', () => {
  const text = `[${Array.from({ length: 1000 }, (_, i) => `"name-${i % 10}"`).join(',')}]`
  assert.deepStrictEqual(read(text, list(scalar)), JSON.parse(text))
})

test('parts that repeat may be shared, parts that differ are not', () => {
  const text = JSON.stringify([
    { a: { b: [1, 2] }, c: 'x' },
    { a: { b: [1, 2] }, c: 'y' },
    { a: { b: [1, 23] }, c: 'y' },
    { a: { b: [1, 2], d: 1 }, c: '' },
  ])
  const wanted = list(record({ a: record({ b: list(scalar), d: scalar }), c: scalar }))
  assert.deepStrictEqual(read(text, wanted), JSON.parse(text))
})

test('gives one value where only what nobody wants differs, and never a zero for a zero of the other sign', () => {
  const text = '[{"a":[{"b":"x","t":1}]},{"a":[{"b":"x","t":2}]},{"a":[{"b":"x"}]},{"a":[0]},{"a":[-0]}]'
  const found = read(text, list(record({ a: list(record({ b: scalar })) }))) as readonly unknown[]
  assert.deepStrictEqual(found, [{ a: [{ b: 'x' }] }, { a: [{ b: 'x' }] }, { a: [{ b: 'x' }] }, { a: [0] }, { a: [-0] }])
  assert.equal(found[1], found[0])
})

test('reads from any place of a larger piece of memory', () => {
  const memory = Buffer.from('garbage{"a":"b"}garbage')
  assert.deepStrictEqual(read(memory.subarray(7, 16), record({ a: scalar })), { a: 'b' })
  assert.deepStrictEqual(read(new Uint8Array(memory).subarray(7, 16), record({ a: scalar })), { a: 'b' })
})

const runs = { seed, numRuns: 3000, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false }

test('agrees with JSON.parse and a slow pruning on random texts', (t) => {
  t.diagnostic(`seed ${seed}`)
  fc.assert(
    fc.property(jsonText, wantedTree, (text, wanted) => {
      const expected = prune(JSON.parse(text), wanted)
      const found = read(text, wanted)
      assert.deepStrictEqual(found, expected)
      assert.equal(JSON.stringify(found), JSON.stringify(expected))
    }),
    runs,
  )
})

test('agrees with JSON.parse on neighbours that nearly repeat each other', (t) => {
  t.diagnostic(`seed ${seed}`)
  fc.assert(
    fc.property(jsonText, fc.array(mutation, { minLength: 1, maxLength: 6 }), wantedTree, (text, changes, of) => {
      const nearly = changes.map((change) => change(Buffer.from(text)).toString()).filter(isJson)
      const all = `[${[text, ...nearly, text].join(', ')}]`
      assert.deepStrictEqual(read(all, list(of)), prune(JSON.parse(all), list(of)))
    }),
    runs,
  )
})

test('of texts that are not JSON, reads at most those whose fault is in a skipped part', (t) => {
  t.diagnostic(`seed ${seed}`)
  let tolerated = 0
  fc.assert(
    fc.property(jsonText, fc.array(mutation, { minLength: 1, maxLength: 3 }), wantedTree, (text, changes, wanted) => {
      // Twice, so that the second reading can recall the first.
      const changed = changes.reduce<Buffer>((so, change) => change(so), Buffer.from(text))
      const bytes = Buffer.concat([Buffer.from('['), changed, Buffer.from(',\n'), changed, Buffer.from(']')])
      const found = attempt(() => read(bytes, list(wanted)))
      assert.deepStrictEqual(
        found,
        attempt(() => slowlyProject(bytes.toString('latin1'), list(wanted))),
      )
      if (isJson(bytes.toString()))
        assert.deepStrictEqual(found, { isJson: true, value: prune(JSON.parse(bytes.toString()), list(wanted)) })
      else if (found.isJson) tolerated++
    }),
    { ...runs, numRuns: 10_000 },
  )
  assert.ok(tolerated > 100, `only ${tolerated} texts had their fault in a skipped part`)
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function attempt(act: () => unknown): { readonly value?: unknown; readonly isJson: boolean } {
  try {
    return { value: act(), isJson: true }
  } catch (error) {
    assert.ok(error instanceof JsonSyntaxError || error instanceof SyntaxError, String(error))
    return { isJson: false }
  }
}
