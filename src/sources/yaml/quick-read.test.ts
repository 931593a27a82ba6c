// The short cut and the parser's way give the same value, places and duplicates, or the short cut gives way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { EVENT_ID, parseEvents } from 'js-yaml'
import { wantedOfObjects, type Wanted } from '../../kube/index.ts'
import { construct, type Constructed } from './construct.ts'
import { quickRead } from './quick-read.ts'

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 3000)

/** Wants some of the keys that the generator makes, deep and shallow. */
const wanted: Wanted = {
  kind: 'record',
  members: new Map<string, Wanted>([
    ['a', { kind: 'scalar' }],
    [
      'b',
      {
        kind: 'list',
        of: {
          kind: 'record',
          members: new Map<string, Wanted>([
            ['a', { kind: 'scalar' }],
            ['c', { kind: 'presence' }],
          ]),
        },
      },
    ],
    ['labels', { kind: 'map', prefix: '', of: { kind: 'scalar' } }],
    ['list', { kind: 'list', of: { kind: 'scalar' } }],
    [
      'spec',
      {
        kind: 'record',
        members: new Map<string, Wanted>([
          ['a', { kind: 'scalar' }],
          ['b', { kind: 'scalar' }],
        ]),
      },
    ],
  ]),
}

const key = fc.constantFrom(
  'a',
  'b',
  'c',
  'labels',
  'list',
  'spec',
  'no',
  'x.y/z',
  'on',
  '1',
  '"q"',
  '-',
  '- a',
  '<<',
  '&x a',
  '? a',
  'a b',
  '1e6',
  '.5',
  '~',
)
const scalar = fc.constantFrom(
  ...[
    '',
    'v',
    'no',
    '0777',
    '1_0',
    '-5',
    '~',
    '"q"',
    "'s'",
    '"a\\n"',
    "'it''s'",
    '"open',
    'a: b',
    'a #b',
    'a#b',
    '# c',
    '[]',
    '{}',
    '[a, "b"]',
    '{a: 1}',
    '[',
    '*x',
    '&x v',
    '|',
    '>',
    '!t v',
    'a:',
    ':',
    '- a',
    '-',
    '.inf',
    '1e6',
    'v\r',
    'v\r # c',
    '@',
    'a, b',
    '{a: [1, {b: c}]}',
    '[a b]',
    '{a}',
    '"x" y',
    'é',
    '2001-01-01',
    '%a',
    '`',
    '"a" # c',
    'a\\b',
    '.5',
    '+1',
    '"a: b"',
    '[a: b]',
    '["]"]',
    '[.inf]',
    '{~: a}',
    '{1e6: a, .5: b}',
    "['a, b']",
  ],
)
const line = fc
  .record({
    indent: fc.constantFrom(0, 0, 1, 2, 2, 3, 4, 4, 6),
    item: fc.boolean(),
    key,
    scalar,
    form: fc.constantFrom('pair', 'pair', 'pair', 'key', 'value', 'blank', 'comment', 'tab'),
  })
  .map(({ indent, item, key: name, scalar: value, form }) => {
    const lead = ' '.repeat(indent) + (item ? '- ' : '')
    if (form === 'blank') return ' '.repeat(indent)
    if (form === 'comment') return `${' '.repeat(indent)}# note`
    if (form === 'tab') return `${lead}${name}:\t${value}`
    if (form === 'value') return lead + value
    return form === 'key' ? `${lead}${name}:` : `${lead}${name}: ${value}`
  })
const sane = fc
  .record({
    indent: fc.constantFrom(0, 2, 4),
    item: fc.boolean(),
    key: fc.constantFrom('a', 'b', 'c', 'spec', 'labels', 'list'),
    value: fc.constantFrom('', 'v', '7', '"q"', 'no', '|'),
  })
  .map(
    ({ indent, item, key: name, value }) => `${' '.repeat(indent)}${item ? '- ' : ''}${name}:${value === '' ? '' : ` ${value}`}`,
  )
const ending = fc.constantFrom('\n', '\n', '\r\n')

for (const [name, lines] of [
  [
    'odd lines',
    fc.array(fc.oneof({ arbitrary: sane, weight: 4 }, { arbitrary: line, weight: 1 }), { minLength: 1, maxLength: 8 }),
  ],
  ['ordinary lines', fc.array(sane, { minLength: 1, maxLength: 9 })],
] as const) {
  test(`${name}: the short cut agrees with the parser or gives way`, () => {
    let quick = 0
    fc.assert(
      fc.property(lines, ending, (all, end) => {
        const text = all.join(end)
        const short = quickRead(text, wanted)
        if (short === undefined) return
        quick++
        const long = parserRead(text)
        assert.ok(long !== undefined, 'the parser refuses what the short cut takes')
        assert.deepEqual(short.value, long.value)
        assert.deepEqual(short.duplicates, long.duplicates)
        for (const path of [...paths, ...pathsOf(long.value)])
          assert.equal(short.positions.find(path), long.positions.find(path), JSON.stringify(path))
      }),
      { numRuns: runs, seed: 20261124 },
    )
    assert.ok(quick > runs / 100, `only ${quick} of ${runs} took the short cut`)
  })
}

type Path = readonly (string | number)[]

/** Places that may be there or not. */
const paths: readonly Path[] = [['a'], ['b', 0, 'a'], ['b', 1], ['spec', 'b'], ['labels', 'a'], ['list', 1]]

/** The places of all that was read. */
function pathsOf(value: unknown, before: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [before]
  const members = Array.isArray(value) ? value.map((item, i): [number, unknown] => [i, item]) : Object.entries(value)
  return [before, ...members.flatMap(([key, member]) => pathsOf(member, [...before, key]))]
}

function parserRead(text: string): Constructed | undefined {
  try {
    const events = parseEvents(text, {})
    assert.equal(events.filter((event) => event.type === EVENT_ID.DOCUMENT).length, 1, 'more than one document')
    return construct(text, events, 1, wanted)
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
    return undefined
  }
}

test('an ordinary Deployment takes the short cut', () => {
  const text = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the shop
spec:
  template:
    spec:
      automountServiceAccountToken: no
      containers:
      - name: web
        args: ["--port=80", '--x']
        resources: {limits: {cpu: 100m}}
        command:
        - sh
        - -c
        - |
          echo: [
      volumes: []
`
  assert.deepEqual(quickRead(text, wantedOfObjects)?.value, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { template: { spec: { automountServiceAccountToken: false, containers: [{ name: 'web' }], volumes: [] } } },
  })
})
