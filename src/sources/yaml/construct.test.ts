// What YAML means to Kubernetes, rule by rule: a text, and the JSON that it stands for or the reason why it stands for nothing.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Wanted } from '../../kube/index.ts'
import { readDocuments, type ReadDocument } from './index.ts'

const wanted = [1, 2, 3].reduce<Wanted>((of) => ({ kind: 'map', prefix: '', of }), { kind: 'scalar' })

type Case = readonly [sentence: string, text: string, meaning: string]

/** Scalars of `a`, as written, and as JSON. */
const scalars: Readonly<Record<string, readonly (readonly [written: string, json: string])[]>> = {
  'words of YAML 1.1': [
    ...['y', 'Yes', 'ON', 'true', 'True'].map((word) => [word, 'true'] as const),
    ...['n', 'No', 'OFF', 'false', 'FALSE'].map((word) => [word, 'false'] as const),
    ...['', '~', 'null', 'NULL'].map((word) => [word, 'null'] as const),
    ...['yES', 'tRue', 'nUll', 'oN'].map((word) => [word, JSON.stringify(word)] as const),
  ],
  'whole numbers': [
    ['0', '0'],
    ['-0', '0'],
    ['+12', '12'],
    ['017', '15'],
    ['0o17', '15'],
    ['08', '8'],
    ['0x1F', '31'],
    ['-0x1F', '-31'],
    ['0b101', '5'],
    ['0b+1', '1'],
    ['1_000', '1000'],
    ['0x_f', '15'],
    ['18446744073709551615', '18446744073709552000'],
    ['18446744073709551616', '18446744073709552000'],
    ['0xFFFFFFFFFFFFFFFF', '18446744073709552000'],
    ['0x10000000000000000', '"0x10000000000000000"'],
    ['-0xFFFFFFFFFFFFFFFF', '"-0xFFFFFFFFFFFFFFFF"'],
    ['0b2', '"0b2"'],
    ['0x', '"0x"'],
    ['_1', '"_1"'],
  ],
  'numbers with a point or an exponent': [
    ['1.50', '1.5'],
    ['.5', '0.5'],
    ['1.', '1'],
    ['1e3', '1000'],
    ['1_0.5', '10.5'],
    ['.5_0', '0.5'],
    ['._5', '"._5"'],
    ['1e400', '"1e400"'],
    ['1e', '"1e"'],
    ['.', '"."'],
  ],
  'what only other readers take for numbers or times': [
    ['190:20:30', '"190:20:30"'],
    ['2001-12-14', '"2001-12-14"'],
    ['1.2.3', '"1.2.3"'],
  ],
  'quotes, which make a text': [
    ['"no"', '"no"'],
    ["'017'", '"017"'],
    ["'~'", '"~"'],
    ["'it''s'", '"it\'s"'],
    ['"\\x41\\u0042"', '"AB"'],
  ],
  tags: [
    ['!!str no', '"no"'],
    ['! no', '"no"'],
    ['!own 1', '"1"'],
    ['!!int "0x10"', '16'],
    ['!!float 3', '3'],
    ['!!bool "yes"', 'true'],
    ['!!null ""', 'null'],
    ['!!binary aGk=', '"hi"'],
    ['!!timestamp 2001-12-14', '"2001-12-14"'],
    ['!<tag:yaml.org,2002:int> 7', '7'],
    ['!!merge <<', '"<<"'],
  ],
}

for (const [what, cases] of Object.entries(scalars)) {
  void describe(what, () => {
    for (const [written, json] of cases)
      test(`\`${written}\` is ${json}`, () => {
        assert.equal(meaningOf(`a: ${written}\n`), `{"a":${json}}`)
        // Behind a comment that is not in ASCII the parser reads, not the short cut.
        assert.equal(meaningOf(`a: ${written}\n# é\n`), `{"a":${json}}`)
      })
  })
}

const keys: readonly (readonly [written: string, key: string | undefined])[] = [
  ['on', 'true'],
  ['No', 'false'],
  ['017', '15'],
  ['9223372036854775807', '9223372036854775807'],
  ['1.50', '1.5'],
  ['1e6', '1e+06'],
  ['123456.7', '123456.7'],
  ['123456789.5', '1.2345679e+08'],
  ['0.00001', '1e-05'],
  ['-0.0', '-0'],
  ['.inf', '.inf'],
  ['1e300', '.inf'],
  ['.nan', '.nan'],
  ['2001-12-14', '2001-12-14'],
  ['"on"', 'on'],
  ['"<<"', '<<'],
  ['!!str on', 'on'],
  ['!!int "1000000"', '1000000'],
  ['__proto__', '__proto__'],
  ['~', undefined],
  ['', undefined],
  ['9223372036854775808', undefined],
  ['[a]', undefined],
  ['{a: b}', undefined],
]

void describe('keys become texts', () => {
  for (const [written, key] of keys)
    test(`\`${written}\` ${key === undefined ? 'is no key' : `is \`${key}\``}`, () => {
      for (const text of [`${written}: x\n`, `${written}: x\n# é\n`, `{${written}: x}\n`])
        assert.equal(meaningOf(text).replace(/^refused.*/, 'refused'), key === undefined ? 'refused' : `{"${key}":"x"}`, text)
    })
})

const structures: readonly Case[] = [
  ['the last of equal keys wins', 'a: 1\na: 2\n', '{"a":2} duplicate a'],
  ['a merge brings what is not there', 'd: &x {a: 1, b: 2}\ne:\n  <<: *x\n', '{"d":{"a":1,"b":2},"e":{"a":1,"b":2}}'],
  ['a key behind a merge wins', 'd: &x {a: 1}\ne:\n  <<: *x\n  a: 2\n', '{"d":{"a":1},"e":{"a":2}}'],
  ['a key before a merge loses', 'd: &x {a: 1}\ne:\n  a: 2\n  <<: *x\n', '{"d":{"a":1},"e":{"a":1}}'],
  ['the first of merged mappings wins', 'd: &x {a: 1}\ne: &y {a: 2}\n<<: [*x, *y]\n', '{"d":{"a":1},"e":{"a":2},"a":1}'],
  ['a merge is no duplicate', 'd: &x {a: 1}\na: 2\n<<: *x\n', '{"d":{"a":1},"a":1}'],
  ['a merge of a mapping written out', '<<: {a: 1}\n', '{"a":1}'],
  ['a merge by its tag', '!!merge m: {a: 1}\n', '{"m":{"a":1}}'],
  ['a quoted merge key is a key', '"<<": {a: 1}\n', '{"<<":{"a":1}}'],
  ['a merge of an alias of a list', 'd: &x [{a: 1}]\n<<: *x\n', 'refused 2:5 `<<` takes a mapping or a list of mappings'],
  ['a merge of a list in a list', '<<: [[{a: 1}]]\n', 'refused 1:6 `<<` takes a mapping or a list of mappings'],
  ['a merge of nothing', '<<: ~\n', 'refused 1:5 `<<` takes a mapping or a list of mappings'],
  ['a merge of what it stands in', 'a: &x\n  <<: *x\n', 'refused 2:7 an alias stands inside the value that it repeats'],
  ['an alias of the nearest anchor before it', 'd: &x 1\ne: *x\nf: &x 2\ng: *x\n', '{"d":1,"e":1,"f":2,"g":2}'],
  ['an alias as a key', 'd: &x no\n*x : 1\n', '{"d":false,"false":1}'],
  ['an alias of a mapping as a key', 'd: &x {}\n*x : 1\n', 'refused 2:1 a key of a mapping is itself a list or a mapping'],
  ['an alias without an anchor', 'a: *x\n', 'refused 1:4 no such anchor: `x`'],
  ['an alias before its anchor', 'a: *x\nb: &x 1\n', 'refused 1:4 no such anchor: `x`'],
  ['an alias from another document', 'a: &x 1\n---\nb: *x\n', '{"a":1} | refused 3:4 no such anchor: `x`'],
  ['an alias within itself', 'a: &x {b: *x}\n', 'refused 1:11 an alias stands inside the value that it repeats'],
  ['a key without a space behind its mark', '{?a: b}\n', 'refused 1:2 a space is missing behind `?` or `:`'],
  ['a comma right behind a colon', '{a:, b: 1}\n', 'refused 1:2 a space is missing behind `?` or `:`'],
  ['a quoted key without a space behind its colon', '{"a":1}\n', '{"a":1}'],
  ['a comma right behind a tag', '{a: !x, b: 1}\n', 'refused 1:5 a space is missing behind a tag'],
  [
    'a blank line behind an escaped line break',
    'a: "x\\\n\n  y"\n',
    'refused 1:4 a blank line stands behind an escaped line break',
  ],
  ['infinity', 'a: .inf\n', 'refused 1:4 JSON has no such number: `.inf`'],
  ['a word that is not what its tag says', 'a: !!int x\n', 'refused 1:10 not what its tag `int` says'],
  ['a number that is not what its tag says', 'a: !!bool 1\n', 'refused 1:11 not what its tag `bool` says'],
  ['bytes that are not base64', 'a: !!binary x\n', 'refused 1:13 not what its tag `binary` says'],
  ['bytes that are no text', 'a: !!binary /w==\n', 'refused 1:13 not what its tag `binary` says'],
  ['a block scalar that keeps its last lines', 'a: |+\n  x\n\nb: 1\n', '{"a":"x\\n\\n","b":1}'],
  ['a folded scalar without its last line', 'a: >-\n  x\n  y\n', '{"a":"x y"}'],
  ['an indentation that is told', 'a: |2\n    x\n', '{"a":"  x\\n"}'],
  ['lines that end in CRLF', 'a: |\r\n  x\r\n  y\r\nb: "p\r\n  q"\r\n', '{"a":"x\\ny\\n","b":"p q"}'],
  ['a carriage return alone, which ends a line', 'a: x\r # y\n', '{"a":"x"}'],
  [
    'a line break that only YAML 1.1 knows',
    'a: 1 # x\u2028b: 2\n',
    'refused 1:9 a line ends here to Kubernetes and goes on to others: remove this character',
  ],
]

const documents: readonly Case[] = [
  ['separators, comments and nothing are no documents', '---\n---\n# x\n--- # y\n\n---\n', ''],
  ['a document of `null` is none', '~\n---\na: 1\n', '{"a":1}'],
  ['a broken document leaves the others whole', 'a: 1\n---\na: [\n---\na: 2\n', '{"a":1} | refused 4:1 | {"a":2}'],
  [
    'nobody reads behind `...`',
    'a: 1\n...\nb: 2\n---\nc: 3\n',
    '{"a":1} | refused 3:1 Kubernetes reads no further than `...`: begin a document with `---` | {"c":3}',
  ],
  ['nothing behind `...` is no matter', 'a: 1\n...\n# end\n', '{"a":1}'],
  ['a directive is a document of its own', '%YAML 1.1\n---\na: 1\n', 'refused 2:1 directives end mark is expected | {"a":1}'],
  ['content behind a separator', 'a: 1\n---\nb: 1\n--- c\nd: 1\n', '{"a":1} | refused 4:1'],
  ['a byte order mark of the file, and of a file put behind it', '\ufeffa: 1\n---\n\ufeffb: 1\n', '{"a":1} | {"b":1}'],
]

for (const [sentence, text, meaning] of [...structures, ...documents]) {
  test(sentence, () => {
    // Where the parser refuses, its words are its own business: the case ends with the place.
    const found = meaningOf(text)
    assert.equal(
      /refused \d+:\d+( \||$)/.test(meaning) ? found.replace(/(refused \d+:\d+)[^|]*?(?= \||$)/g, '$1') : found,
      meaning,
    )
  })
}

test('what is not wanted is not looked at', () => {
  const [read] = readDocuments('f', 'a: {b: *x, [c]: .inf}\nd: 1\n', {
    kind: 'record',
    members: new Map([['d', { kind: 'scalar' }]]),
  })
  assert.deepEqual(read?.kind === 'value' && read.value, { d: 1 })
})

/** Each document as JSON with its duplicate keys, or its refusal with line, column and reason. */
function meaningOf(text: string): string {
  return [...readDocuments('f', text, wanted)].map(textOf).join(' | ')
}

function textOf(read: ReadDocument): string {
  if (read.kind === 'value')
    return [
      JSON.stringify(read.value),
      ...read.gaps.map((gap) => (gap.kind === 'keyDuplicated' ? `duplicate ${gap.key}` : gap.kind)),
    ].join(' ')
  if (read.gap.kind !== 'documentUnreadable') return assert.fail(read.gap.kind)
  const { line, column, message } = read.gap
  return `refused ${line}:${column} ${message.replace('not readable as YAML: ', '')}`
}
