// Whatever an object is called, its name is text: no format lets it become markup, a command to a terminal, or a line of its own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Format } from './format-names.ts'
import { formats } from './formats.ts'
import { allElements, html, readMarkup, xml, type Dialect } from './markup.cases.ts'
import { hostileCluster, hostileNames, liveCluster, manifestFolder } from './sample-stories.cases.ts'

const options = { color: false, width: 100, benchmark: 'hostile' }
const harmless = hostileCluster(['plain'])

/** Names with pieces of every markup in them, more often than chance would put them there. */
const piece = fc.constantFrom(
  '<',
  '>',
  '"',
  "'",
  '&',
  '`',
  '|',
  '\\',
  '\n',
  '\r',
  '\u001b[2J',
  '\u202e',
  '</script>',
  '<!--',
  ']]>',
  '](',
  '@a',
  '\ud800',
  '\ufffe',
  '=',
  '\u0000',
)
const name = fc
  .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 6 })), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''))

function everyName(check: (name: string) => void): void {
  fc.assert(fc.property(name, check), { examples: hostileNames.map((example) => [example]), numRuns: 100 })
}

for (const [format, dialect] of [
  ['html', html],
  ['junit', xml],
] as const satisfies readonly (readonly [Format, Dialect])[]) {
  test(`${format}: a name makes no element and no attribute that harmless reports lack`, () => {
    const known = new Set(
      [harmless, hostileCluster(['`x`']), liveCluster, manifestFolder].flatMap((sample) =>
        shapes(formats[format](sample, options), dialect),
      ),
    )
    everyName((hostile) => {
      for (const shape of shapes(formats[format](hostileCluster([hostile]), options), dialect)) assert.ok(known.has(shape), shape)
    })
  })
}

test('markdown: outside its own few tags nothing of a name could be markup', () => {
  const own = /<\/?(?:code|span|details|summary)>|<!-- sparekey report -->|&#\d+;/g
  everyName((hostile) => {
    const text = formats.markdown(hostileCluster([hostile]), options)
    assert.doesNotMatch(text.replace(own, ''), /[<>&`\\[\]@~$]|:\/\/|www\./i)
    assert.doesNotMatch(text.replace(own, ''), /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  })
})

test('markdown: a name adds no line', () => {
  everyName((hostile) => {
    const lines = formats.markdown(hostileCluster([hostile]), options).split('\n')
    assert.equal(lines.length, formats.markdown(harmless, options).split('\n').length)
  })
})

for (const format of ['table', 'wide', 'csv', 'json', 'yaml', 'sarif'] as const) {
  test(`${format}: no character of a name steers the terminal`, () => {
    everyName((hostile) => {
      const text = formats[format](hostileCluster([hostile]), options).replaceAll('\r\n', '\n')
      assert.doesNotMatch(text, /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    })
  })
}

test('wide: a name adds no line', () => {
  everyName((hostile) => {
    assert.equal(
      formats.wide(hostileCluster([hostile]), options).split('\n').length,
      formats.wide(harmless, options).split('\n').length,
    )
  })
})

function shapes(text: string, dialect: Dialect): string[] {
  return allElements(readMarkup(text, dialect)).flatMap(({ name: element, attributes }) => [
    `<${element}>`,
    ...[...attributes.keys()].map((key) => `<${element} ${key}>`),
  ])
}
