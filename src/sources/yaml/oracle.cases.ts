// Seeded random YAML files, from ordinary to hostile, for the test that compares our reader with Kubernetes' own.
import fc from 'fast-check'

/** A node as lines; `block` where it can not begin on the line of its key. */
interface Node {
  readonly lines: readonly string[]
  readonly block: boolean
}

const oneLine = (text: string): Node => ({ lines: [text], block: false })
const indented = (lines: readonly string[], by: number): readonly string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line))

/** Whatever YAML 1.1, YAML 1.2 and Go may take for different things. */
const plainWords = [
  ...['y', 'Yes', 'no', 'NO', 'on', 'Off', 'true', 'FALSE', 'tRue', '~', 'null', 'Null', 'nUll', ''],
  ...[
    '0',
    '-0',
    '017',
    '08',
    '0o17',
    '0O7',
    '0x1F',
    '0XfF',
    '-0x1',
    '+0x1',
    '0b101',
    '-0b11',
    '0b2',
    '0b+1',
    '1_000',
    '_1',
    '1__0_',
  ],
  ...[
    '1e3',
    '1E-2',
    '1.',
    '.5',
    '-.5',
    '+.5e1',
    '._5',
    '.5_0',
    '1_0.5',
    '1e400',
    '-1e400',
    '1e',
    '0.1',
    '-0.0',
    '1.50',
    '+12',
    '--1',
  ],
  ...['9007199254740993', '9223372036854775808', '18446744073709551616', '-9223372036854775809', '0xFFFFFFFFFFFFFFFF'],
  ...['0x10000000000000000', '-0xFFFFFFFFFFFFFFFF', '07777777777777777777777777', '0b1_1', '0x_f', '0_7', '0x', '0b', '0o'],
  ...['190:20:30', '1:30', '1:30.5', '2001-12-14', '2001-1-1', '2001-12-14t21:59:43.10-05:00', '2001-12-14 21:59:43.10'],
  ...['.inf', '-.Inf', '+.INF', '.nan', '.NaN', 'inf', 'NaN', '.', '..', '-', '+', '.e1', '=', '<<', '<', 'é', '日本', '😀'],
  ...['a b', 'a#b', 'a:b', 'a, b', '-a', '?a', "it's", 'a"b', 'http://x/y?z=1#f', '{{ x }}', '%a', '@a', '`a', 'a\tb'],
]
const plain = fc.oneof(
  { arbitrary: fc.constantFrom(...plainWords), weight: 5 },
  {
    arbitrary: fc.string({ unit: fc.constantFrom(...'0 1 7 8 x X b o O _ . e E + - f'.split(' ')), minLength: 1, maxLength: 6 }),
    weight: 2,
  },
  { arbitrary: fc.constantFrom('v', 'w', 'a', 'b'), weight: 3 },
)
const quoted = fc.constantFrom(
  ...[
    '""',
    "''",
    '"q"',
    "'s'",
    '"1"',
    "'no'",
    "'it''s'",
    '"a\\nb"',
    '"\\x41\\u0042\\U00000043"',
    '"\\t\\0\\e\\_\\N\\L\\P\\/"',
    '"a\tb"',
  ],
  ...[
    '"a: b"',
    "'a # b'",
    '"[a"',
    '"\\q"',
    '"open',
    "'open",
    '"x" y',
    '"<<"',
    '" a "',
    "'~'",
    '"é😀"',
    '"\\ud83d\\ude00"',
    '"\\ud800"',
  ],
)
const tag = fc.constantFrom(
  ...['!!str', '!!int', '!!float', '!!bool', '!!null', '!!binary', '!!timestamp', '!!map', '!!seq', '!!set', '!!omap', '!!merge'],
  ...['!', '!foo', '!foo!bar', '!<tag:yaml.org,2002:int>', '!<tag:yaml.org,2002:str>', '!<!x>'],
)
const anchor = fc.constantFrom('&x', '&y', '&z')
const alias = fc.constantFrom('*x', '*y', '*z')
const properties = fc.oneof(
  { arbitrary: fc.constant(''), weight: 7 },
  { arbitrary: anchor, weight: 4 },
  { arbitrary: tag, weight: 2 },
  { arbitrary: fc.tuple(anchor, tag, fc.boolean()).map(([a, t, first]) => (first ? `${a} ${t}` : `${t} ${a}`)), weight: 1 },
)
const scalarText = fc.tuple(properties, fc.oneof(plain, plain, quoted)).map(([before, text]) => `${before} ${text}`.trim())

// Keys of one meaning and two types (`1` and `"1"`) are left out: which of them Go keeps is chance.
const key = fc.oneof(
  { arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__'), weight: 16 },
  {
    arbitrary: fc.constantFrom(
      'yes',
      'off',
      'true',
      '1',
      '0x10',
      '017',
      '2001-12-14',
      '"a"',
      "'b'",
      '"q k"',
      'a b',
      'a-',
      '-a',
      '"<<"',
    ),
    weight: 3,
  },
  {
    arbitrary: fc.constantFrom('1.5', '1e6', '0.1', '.inf', '.nan', '-0.0', '123456789.5', '1e-7', '1e300', '1_0.25', '.5'),
    weight: 1,
  },
  {
    arbitrary: fc.constantFrom(
      '~',
      'null',
      '',
      '? a',
      '*x ',
      '*y ',
      '&x a',
      '!!str a',
      '!!int 7',
      '! a',
      '[a]',
      '{a: b}',
      '!!binary YQ==',
    ),
    weight: 1,
  },
)

const flow = fc.letrec<{ node: string; list: string; mapping: string; pair: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 1, depthSize: 'small' },
    { arbitrary: fc.oneof(scalarText, fc.constantFrom('v', 'w', '1'), alias), weight: 4 },
    { arbitrary: tie('list'), weight: 1 },
    { arbitrary: tie('mapping'), weight: 1 },
  ),
  list: fc
    .tuple(
      fc.array(fc.oneof({ arbitrary: tie('node'), weight: 6 }, { arbitrary: tie('pair'), weight: 1 }), { maxLength: 3 }),
      fc.constantFrom(', ', ',', ' , '),
      fc.constantFrom('', '', '', ','),
    )
    .map(([items, comma, end]) => `[${items.join(comma)}${end}]`),
  mapping: fc
    .tuple(
      fc.array(fc.oneof({ arbitrary: tie('pair'), weight: 8 }, { arbitrary: key, weight: 1 }), { maxLength: 3 }),
      fc.constantFrom(', ', ',', ' , '),
      fc.constantFrom('', '', '', ','),
    )
    .map(([items, comma, end]) => `{${items.join(comma)}${end}}`),
  pair: fc
    .tuple(
      fc.oneof({ arbitrary: key, weight: 8 }, { arbitrary: fc.constant('<<'), weight: 1 }),
      fc.constantFrom(': ', ': ', ':', ' : '),
      tie('node'),
    )
    .map((parts) => parts.join('')),
})).node

const mergeValue = fc.oneof(
  { arbitrary: alias, weight: 6 },
  { arbitrary: fc.tuple(alias, alias).map(([one, other]) => `[${one}, ${other}]`), weight: 4 },
  { arbitrary: fc.constantFrom('{a: 1, b: 2}', '[*x, {c: 3}]', '&z {a: 4}', '[[*x]]', '~', 'a', '[]', '{}', '[a]'), weight: 2 },
)

const blockScalar = fc
  .tuple(
    properties,
    fc.constantFrom('|', '>', '|-', '>-', '|+', '>+', '|1', '>2-', '|+1', '|2', '|9', '|0', '|-+', '| # note', '|#'),
    fc.array(fc.constantFrom('text', 'more', '  deeper', '', ' ', '\ttab', '# no comment', 'a: b', '- a', 'trailing  '), {
      maxLength: 5,
    }),
  )
  .map(([before, header, lines]): Node => ({ lines: [`${before} ${header}`.trim(), ...lines], block: false }))

const folded = fc
  .tuple(
    fc.constantFrom('', '"', "'"),
    fc.array(fc.constantFrom('one', 'two', '', '  three', 'four\\', '# five', 'a: b', '- a'), { minLength: 1, maxLength: 4 }),
  )
  .map(([quote, lines]): Node => {
    return { lines: `${quote}${lines.join('\n')}${quote}`.split('\n'), block: false }
  })

const { root } = fc.letrec<{ root: Node; node: Node; mapping: Node; list: Node; entry: readonly string[] }>((tie) => ({
  // Nobody asks for a text that is a document of its own: what Go makes of its lines is not looked at.
  root: fc.oneof(
    { arbitrary: tie('mapping'), weight: 6 },
    { arbitrary: tie('list'), weight: 2 },
    { arbitrary: flow.map(oneLine), weight: 1 },
    {
      arbitrary: fc.oneof(scalarText, alias).map(oneLine),
      weight: 1,
    },
  ),
  node: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    { arbitrary: scalarText.map(oneLine), weight: 6 },
    { arbitrary: alias.map(oneLine), weight: 2 },
    { arbitrary: flow.map(oneLine), weight: 2 },
    { arbitrary: blockScalar, weight: 1 },
    { arbitrary: folded, weight: 1 },
    { arbitrary: tie('mapping'), weight: 5 },
    { arbitrary: tie('list'), weight: 4 },
  ),
  mapping: fc.array(tie('entry'), { minLength: 1, maxLength: 4 }).map((entries) => ({ lines: entries.flat(), block: true })),
  entry: fc.oneof(
    {
      arbitrary: fc
        .tuple(key, properties, tie('node'), fc.constantFrom(2, 2, 2, 1, 4, 0))
        .map(([name, before, value, by]) =>
          value.block
            ? [`${name}: ${before}`.trimEnd(), ...indented(value.lines, by)]
            : [`${name}: ${value.lines[0] ?? ''}`.trimEnd(), ...indented(value.lines.slice(1), by)],
        ),
      weight: 8,
    },
    { arbitrary: mergeValue.map((value) => [`<<: ${value}`]), weight: 2 },
    { arbitrary: fc.tuple(alias, alias).map(([one, other]) => ['<<:', `- ${one}`, `- ${other}`]), weight: 1 },
    {
      arbitrary: tie('node').map((value) => ['? k', ...value.lines.map((line, i) => (i === 0 ? `: ${line}` : `  ${line}`))]),
      weight: 1,
    },
  ),
  list: fc.array(fc.tuple(properties, tie('node')), { minLength: 1, maxLength: 3 }).map((items) => ({
    lines: items.flatMap(([before, { lines, block }]) =>
      block && before !== ''
        ? [`- ${before}`, ...indented(lines, 2)]
        : lines.map((line, i) => (i === 0 ? `- ${line}`.trimEnd() : line === '' ? '' : `  ${line}`)),
    ),
    block: true,
  })),
}))

/** What is done to a line here and there: comments, tabs, blanks, stray indentation. */
const disturbances: readonly ((line: string) => string)[] = [
  (line) => `${line} # note`,
  (line) => `# note\n${line}`,
  (line) => `\n${line}`,
  (line) => `${line}  `,
  (line) => `${line}\t`,
  (line) => line.replace(': ', ':\t'),
  (line) => line.replace(': ', ':   '),
  (line) => line.replace('- ', '-   '),
  (line) => ` ${line}`,
  (line) => `${line}#note`,
  (line) => line.replace(' ', '\u2028'),
  (line) => line.replace('a', 'a\x85'),
  (line) => `${line}\r`,
]
/** What aliases may stand for: without it most documents would be refused for an anchor that is not there. */
const anchored = ['d: &x {a: 1, b: &z no}', 'e: &y', '  <<: *x', '  b: [*z]', '  c: 2']

const document = fc
  .tuple(root, fc.array(fc.tuple(fc.nat(), fc.constantFrom(...disturbances)), { maxLength: 2 }), fc.nat(3), fc.nat(3))
  .map(([{ lines, block }, changes, calm, bare]) => {
    const changed =
      block && bare > 0
        ? [
            ...(lines[0]?.startsWith('- ') === true
              ? indented(anchored, 2).map((line, i) => (i === 0 ? `-${line.slice(1)}` : line))
              : anchored),
            ...lines,
          ]
        : [...lines]
    if (calm === 0) for (const [at, change] of changes) changed[at % changed.length] = change(changed[at % changed.length] ?? '')
    return changed.join('\n')
  })
  // Whether an empty document before `...` is one that says nothing or none at all is of no matter.
  .filter((text) => text.trim() !== '')

const separator = fc.constantFrom(
  '---',
  '---',
  '---',
  '--- # note',
  '--- ',
  '---\t',
  '---\n---',
  '---\n# note\n---',
  '---\n\ufeff# note',
  '...\n---',
  '---\n%YAML 1.1\n---',
)

/** Files of one document or a few. */
export const files: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      '',
      '',
      '',
      '',
      '---\n',
      '--- # note\n',
      '\ufeff',
      '\ufeff---\n',
      '# note\n',
      '\n',
      '%YAML 1.1\n---\n',
      '---\n---\n',
    ),
    fc.array(fc.tuple(document, separator), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('\n', '\n', '\n', '', '\n---\n', '\n...\n', '\n# note\n', '\n...\n# note\n', '\n...\na: 1\n'),
    fc.constantFrom('\n', '\n', '\n', '\r\n'),
  )
  .map(([start, documents, end, newline]) => {
    const text = documents.map(([text, next], i) => (i < documents.length - 1 ? `${text}\n${next}\n` : text)).join('')
    return (start + text + end).replaceAll('\n', newline).replaceAll('\r\r', '\r')
  })
