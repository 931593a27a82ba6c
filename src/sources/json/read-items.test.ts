import assert from 'node:assert/strict'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import fc from 'fast-check'
import type { Wanted } from '../../kube/index.ts'
import { JsonSyntaxError, lineAndColumn } from './json-syntax-error.ts'
import { jsonText, mutation, prune, seed, wantedTree } from './json.cases.ts'
import type { JsonItem, ListHead } from './kube-list.ts'
import { readItems, readItemsOfFile, type ReadOptions } from './read-items.ts'

const scalar: Wanted = { kind: 'scalar' }
const record = (members: Record<string, Wanted>): Wanted => ({ kind: 'record', members: new Map(Object.entries(members)) })
const wanted = record({ metadata: record({ name: scalar }), n: scalar })

const folder = mkdtempSync(join(tmpdir(), 'read-items-'))
after(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'input.json')

interface Outcome {
  readonly items: readonly JsonItem[]
  readonly lists: readonly ListHead[]
  readonly fault?: { readonly message: string; readonly offset: number; readonly line: number; readonly column: number }
}

function readFile(input: string | Uint8Array, options: ReadOptions = {}, what: Wanted = wanted): Outcome {
  writeFileSync(file, input)
  const items: JsonItem[] = []
  const lists: ListHead[] = []
  try {
    for (const item of readItemsOfFile(file, what, { ...options, onList: (list) => lists.push(list) })) items.push(item)
    return { items, lists }
  } catch (error) {
    assert.ok(error instanceof JsonSyntaxError, String(error))
    return { items, lists, fault: { message: error.message, offset: error.offset, line: error.line, column: error.column } }
  }
}

async function readChunks(chunks: readonly Uint8Array[], options: ReadOptions = {}, what: Wanted = wanted): Promise<Outcome> {
  const items: JsonItem[] = []
  const lists: ListHead[] = []
  try {
    for await (const item of readItems(each(chunks), what, { ...options, onList: (list) => lists.push(list) })) items.push(item)
    return { items, lists }
  } catch (error) {
    assert.ok(error instanceof JsonSyntaxError, String(error))
    return { items, lists, fault: { message: error.message, offset: error.offset, line: error.line, column: error.column } }
  }
}

// Each chunk is overwritten once the next is asked for, as a reader of sockets may do.
async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    const copy = Buffer.from(chunk)
    yield copy
    copy.fill(0x22)
  }
}

const pod = (name: string): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } })
const podText = (name: string): string => JSON.stringify(pod(name))
const bare = (name: string): string => JSON.stringify({ metadata: { name, uid: 'x' } })

const cases: readonly (readonly [sentence: string, text: string, values: readonly unknown[], lists?: readonly ListHead[]])[] = [
  ['reads nothing from an empty input', '', []],
  ['reads nothing from white space', ' \n\t\r\n', []],
  ['reads one object', podText('a'), [pod('a')]],
  ['reads apiVersion and kind without being asked', '{"apiVersion":"v1","kind":"X","y":1}', [{ apiVersion: 'v1', kind: 'X' }]],
  ['reads objects one after the other', `${podText('a')}${podText('b')} ${podText('c')}`, [pod('a'), pod('b'), pod('c')]],
  ['reads an object from each line', `${podText('a')}\n${podText('b')}\r\n\n${podText('c')}\n`, [pod('a'), pod('b'), pod('c')]],
  ['reads the objects of an array', `[${podText('a')} , ${podText('b')}]`, [pod('a'), pod('b')]],
  ['reads an empty array', '[ ]', []],
  ['reads arrays one after the other', `[${podText('a')}][${podText('b')}]`, [pod('a'), pod('b')]],
  ['gives what is no object as it is', '1 "x" null [[1],2]', [1, 'x', null, [], 2]],
  [
    'reads the objects of a List as kubectl prints it',
    `{"apiVersion":"v1","items":[${podText('a')},${podText('b')}],"kind":"List","metadata":{"resourceVersion":""}}`,
    [pod('a'), pod('b')],
    [{ apiVersion: 'v1', kind: 'List', resourceVersion: '' }],
  ],
  [
    'names the items of a typed list as the API server prints it',
    `{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"12","continue":"abc","remainingItemCount":7},"items":[${bare('a')},${bare('b')}]}`,
    [pod('a'), pod('b')],
    [{ apiVersion: 'v1', kind: 'PodList', resourceVersion: '12', continue: 'abc' }],
  ],
  [
    'names items that come before the kind of their list',
    `{"items":[${bare('a')},${bare('b')}],"metadata":{"continue":"abc"},"apiVersion":"v1","kind":"PodList"}`,
    [pod('a'), pod('b')],
    [{ apiVersion: 'v1', kind: 'PodList', continue: 'abc' }],
  ],
  [
    'names items that come between the kind and the apiVersion of their list',
    `{"kind":"PodList","items":[${bare('a')}],"apiVersion":"v1"}`,
    [pod('a')],
    [{ apiVersion: 'v1', kind: 'PodList' }],
  ],
  [
    'leaves names alone that items have',
    `{"kind":"PodList","apiVersion":"v1","items":[{"kind":"Node","apiVersion":"v1"}]}`,
    [{ kind: 'Node', apiVersion: 'v1' }],
    [{ kind: 'PodList', apiVersion: 'v1' }],
  ],
  [
    'leaves an item of an untyped List without a kind',
    `{"kind":"List","apiVersion":"v1","items":[${bare('a')}]}`,
    [{ metadata: { name: 'a' } }],
    [{ kind: 'List', apiVersion: 'v1' }],
  ],
  [
    'takes an object without a kind that has items for a list',
    `{"items":[${podText('a')},${bare('b')}]}`,
    [pod('a'), { metadata: { name: 'b' } }],
    [{}],
  ],
  ['reads a list without items', '{"kind":"PodList","apiVersion":"v1","items":[]}', [], [{ kind: 'PodList', apiVersion: 'v1' }]],
  [
    'reads a list whose items are null',
    '{"kind":"PodList","apiVersion":"v1","metadata":{"continue":"x"},"items":null}',
    [],
    [{ kind: 'PodList', apiVersion: 'v1', continue: 'x' }],
  ],
  [
    'reads a null list whose kind comes last',
    '{"items":null,"apiVersion":"v1","kind":"PodList"}',
    [],
    [{ kind: 'PodList', apiVersion: 'v1' }],
  ],
  [
    'takes an object called like a list but without items for itself',
    '{"kind":"AllowList","apiVersion":"x/v1","spec":{}}',
    [{ kind: 'AllowList', apiVersion: 'x/v1' }],
  ],
  [
    'takes an object with items but not called a list for itself',
    '{"kind":"Menu","apiVersion":"x/v1","items":[{"a":1}],"n":1}',
    [{ kind: 'Menu', apiVersion: 'x/v1', n: 1 }],
  ],
  [
    'takes it for itself when its kind comes last, too',
    '{"items":[{"n":2},{"n":3}],"n":1,"apiVersion":"x/v1","kind":"Menu"}',
    [{ kind: 'Menu', apiVersion: 'x/v1', n: 1 }],
  ],
  ['takes items that are no list for a field', '{"items":{"a":[1]},"kind":"PodList","n":1}', [{ kind: 'PodList', n: 1 }]],
  [
    'reads lists within lists',
    `{"kind":"List","apiVersion":"v1","items":[${podText('a')},{"kind":"PodList","apiVersion":"v1","items":[${bare('b')},{"apiVersion":"v1","items":[${podText('c')}],"kind":"List"}]},${podText('d')}]}`,
    [pod('a'), pod('b'), pod('c'), pod('d')],
    [
      { kind: 'List', apiVersion: 'v1' },
      { kind: 'PodList', apiVersion: 'v1' },
      { kind: 'List', apiVersion: 'v1' },
    ],
  ],
  [
    'reads the lists of an array',
    `[{"kind":"PodList","apiVersion":"v1","items":[${bare('a')}]},${podText('b')}]`,
    [pod('a'), pod('b')],
    [{ kind: 'PodList', apiVersion: 'v1' }],
  ],
  ['passes a byte order mark', `\ufeff${podText('a')}`, [pod('a')]],
  [
    'reads names written with escapes',
    `{"\\u006bind":"PodList","apiVersion":"v1","\\u0069tems":[${bare('a')}]}`,
    [pod('a')],
    [{ kind: 'PodList', apiVersion: 'v1' }],
  ],
  [
    'reads both of two members called items',
    `{"kind":"PodList","apiVersion":"v1","items":[${bare('a')}],"items":[${bare('b')}]}`,
    [pod('a'), pod('b')],
    [{ kind: 'PodList', apiVersion: 'v1' }],
  ],
]

const values = (outcome: Outcome): unknown[] => outcome.items.map((item) => item.value)

for (const [sentence, text, expected, lists = []] of cases) {
  test(sentence, async () => {
    const whole = readFile(text)
    assert.deepStrictEqual(
      { values: values(whole), lists: whole.lists, fault: whole.fault },
      { values: expected, lists, fault: undefined },
    )
    const bytes = Buffer.from(text)
    for (const window of [1, 7, 64]) assert.deepStrictEqual(readFile(text, { window }), whole)
    for (let at = 0; at <= bytes.length; at++) {
      assert.deepStrictEqual(await readChunks([bytes.subarray(0, at), bytes.subarray(at)], { window: 1 + (at % 40) }), whole)
    }
  })
}

test('tells where each item starts', () => {
  const text = `\ufeff{"apiVersion": "v1",\n  "items": [\n    ${podText('a')},\n\n    ${podText('b')}, {"é": 1}],\n "kind": "List"}\n  {"n": 1}`
  const bytes = Buffer.from(text)
  for (const window of [1, 30, 1000]) {
    for (const { offset, line, column } of readFile(text, { window }).items) {
      assert.equal(bytes[offset], 0x7b)
      assert.deepStrictEqual({ line, column }, lineAndColumn(bytes.subarray(3), offset - 3))
    }
    assert.deepStrictEqual(
      readFile(text, { window }).items.map((item) => item.line),
      [3, 5, 5, 7],
    )
  }
})

test('tells the lines behind parts that repeat each other', () => {
  const item = (n: number): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'same', labels: { a: 'b' } },
    spec: { x: [1, 2, { y: 1 }] },
    n,
  })
  const text = JSON.stringify(
    { apiVersion: 'v1', items: Array.from({ length: 30 }, (_, i) => item(i % 7)), kind: 'List' },
    null,
    4,
  )
  const bytes = Buffer.from(text)
  for (const { offset, line, column } of readFile(text).items)
    assert.deepStrictEqual({ line, column }, lineAndColumn(bytes, offset))
})

test('reads an open file and leaves it open', () => {
  writeFileSync(file, podText('a'))
  const fd = openSync(file, 'r')
  assert.deepStrictEqual(
    [...readItemsOfFile(fd, wanted)].map((item) => item.value),
    [pod('a')],
  )
  closeSync(fd)
})

test('closes what it opened when its caller stops early', async () => {
  writeFileSync(file, `${podText('a')}${podText('b')}`)
  for (const item of readItemsOfFile(file, wanted)) {
    assert.deepStrictEqual(item.value, pod('a'))
    break
  }
  let closed = false
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from(podText('a'))
      yield Buffer.from(podText('b'))
    } finally {
      closed = true
    }
  }
  for await (const item of readItems(source(), wanted, { window: 50 })) {
    assert.deepStrictEqual(item.value, pod('a'))
    break
  }
  assert.ok(closed)
})

test('reads two inputs in turn without mixing them', async () => {
  const inputs = ['a', 'b'].map((name) =>
    readItems(each(Array.from({ length: 20 }, (_, i) => Buffer.from(podText(`${name}-${i}`)))), wanted),
  )
  const seen: unknown[] = []
  for (let i = 0; i < 20; i++) for (const input of inputs) seen.push((await input.next()).value)
  assert.deepStrictEqual(
    seen.map((item) => (item as JsonItem).value),
    Array.from({ length: 20 }, (_, i) => [pod(`a-${i}`), pod(`b-${i}`)]).flat(),
  )
})

test('grows for an object that is longer than its window', () => {
  const long = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', skipped: 'x'.repeat(3_000_000), metadata: { name: 'long' } })
  assert.deepStrictEqual(values(readFile(`${podText('a')}${long}${podText('b')}`)), [pod('a'), pod('long'), pod('b')])
})

test('keeps a list’s values apart from what it names later', () => {
  const list = (kind: string): string => `{"kind":"${kind}List","apiVersion":"v1","items":[{"metadata":{"name":"same"}}]}`
  assert.deepStrictEqual(
    values(readFile(`${list('Pod')}${list('Secret')}`)).map((value) => (value as { kind: string }).kind),
    ['Pod', 'Secret'],
  )
})

test('refuses more levels of lists than JSON may have', () => {
  assert.equal(readFile('{"items":['.repeat(6000)).fault?.message, 'nested deeper than 10000 levels')
})

test('an input that is cut off gives the items before the cut, and then says so', async () => {
  const inputs = [
    `{"kind":"PodList","apiVersion":"v1","metadata":{"continue":"abc"},"items":[${bare('a')},${bare('b')},${bare('c')}]}`,
    JSON.stringify({ apiVersion: 'v1', items: ['a', 'b'].map(pod), kind: 'List' }, null, 4),
    `[${podText('a')},${podText('b')}]`,
    `${podText('a')}${podText('b')}`,
  ]
  for (const text of inputs) {
    const bytes = Buffer.from(text)
    const whole = readFile(text)
    for (let at = 0; at < bytes.length; at++) {
      const cut = bytes.subarray(0, at)
      const outcome = readFile(cut, { window: 1 + (at % 50) })
      assert.deepStrictEqual(outcome.items, whole.items.slice(0, outcome.items.length))
      assert.deepStrictEqual(await readChunks([cut]), outcome)
      const complete = at === 0 || (text.startsWith('{"api') && at === podText('a').length)
      if (complete) assert.equal(outcome.fault, undefined)
      else assert.deepStrictEqual(outcome.fault, { message: 'unexpected end of input', offset: at, ...lineAndColumn(cut, at) })
    }
  }
})

const runs = { seed, numRuns: 1000, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false }
const many = fc.array(jsonText, { maxLength: 6 })
const recordTree = fc.tuple(wantedTree, wantedTree).map(([a, b]) => record({ a, name: b, metadata: record({ name: scalar }) }))

test('seams between chunks change nothing', async (t) => {
  t.diagnostic(`seed ${seed}`)
  await fc.assert(
    fc.asyncProperty(
      many,
      recordTree,
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      async (texts, what, window, cuts) => {
        const bytes = Buffer.from(`[${texts.join(',')}]\n${texts.join('\n')}`)
        const whole = readFile(bytes, {}, what)
        assert.deepStrictEqual(readFile(bytes, { window }, what), whole)
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
        const chunks = places.slice(1).map((place, i) => bytes.subarray(places[i], place))
        assert.deepStrictEqual(await readChunks(chunks, { window }, what), whole)
      },
    ),
    runs,
  )
})

test('agrees with JSON.parse on random texts in an array', (t) => {
  t.diagnostic(`seed ${seed}`)
  // Objects with `items` are read as lists, which JSON.parse knows nothing of.
  const plain = many.filter((texts) => texts.every((text) => !/items|\\u/i.test(text)))
  const identified = (of: Wanted): Wanted =>
    of.kind === 'record' ? { kind: 'record', members: new Map([...of.members, ['apiVersion', scalar], ['kind', scalar]]) } : of
  fc.assert(
    fc.property(plain, recordTree, (texts, what) => {
      const found = values(readFile(`[${texts.join(',')}]`, { window: 64 }, what))
      assert.deepStrictEqual(
        found,
        texts.map((text) => prune(JSON.parse(text), identified(what))),
      )
    }),
    runs,
  )
})

test('changed bytes give a fault or the same reading whatever the window', (t) => {
  t.diagnostic(`seed ${seed}`)
  const list = JSON.stringify(
    { apiVersion: 'v1', items: ['a', 'b', 'b'].map(pod), kind: 'List', metadata: { continue: 'x' } },
    null,
    2,
  )
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 300 }), (changes, window) => {
      const bytes = changes.reduce<Buffer>((so, change) => change(so), Buffer.from(list))
      const whole = readFile(bytes)
      assert.deepStrictEqual(readFile(bytes, { window }), whole)
    }),
    { ...runs, numRuns: 3000 },
  )
})
