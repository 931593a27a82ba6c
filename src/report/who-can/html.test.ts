// The page: its policy, its structure, what can be read without script, and the drawing's bounds.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { allElements, elementsOf, html, readMarkup, type ReadElement } from '../markup.cases.ts'
import { hostileNames } from '../sample-stories.cases.ts'
import { whoCanFormats } from './formats.ts'
import { sortScript, sortScriptHash } from './html-script.ts'
import {
  account,
  emptyAnswer,
  grant,
  hostileAnswer,
  ofBob,
  onePayments,
  whoCanReport,
  wholeCluster,
  withGaps,
} from './sample.cases.ts'

const options = { color: false, width: 100 }
const samples = { onePayments, wholeCluster, withGaps, emptyAnswer, ofBob, hostile: hostileAnswer(hostileNames) }
const pageOf = (report: typeof onePayments): ReadElement => readMarkup(whoCanFormats.html(report, options), html)

test('the policy allows this script and nothing else', () => {
  assert.equal(sortScriptHash, `sha256-${createHash('sha256').update(sortScript).digest('base64')}`)
  const page = pageOf(onePayments)
  const policy = elementsOf(page, 'meta').find((meta) => meta.attributes.has('http-equiv'))
  assert.equal(
    policy?.attributes.get('content'),
    `default-src 'none'; style-src 'unsafe-inline'; script-src '${sortScriptHash}'; base-uri 'none'; form-action 'none'`,
  )
  assert.deepEqual(
    elementsOf(page, 'script').map((script) => script.text),
    [sortScript],
  )
})

for (const [name, sample] of Object.entries(samples)) {
  const page = pageOf(sample)

  test(`${name}: every element is closed, every id is there once, and every reference leads somewhere`, () => {
    const ids = allElements(page).flatMap((element) => element.attributes.get('id') ?? [])
    assert.equal(new Set(ids).size, ids.length)
    for (const element of allElements(page)) {
      const named = [element.attributes.get('aria-labelledby'), element.attributes.get('href')?.slice(1)]
      for (const id of named.flatMap((one) => one ?? [])) assert.ok(ids.includes(id), id)
    }
  })

  test(`${name}: nothing is loaded, no element has a handler or style, and every table and picture says what it is`, () => {
    for (const element of allElements(page)) {
      for (const key of element.attributes.keys()) assert.doesNotMatch(key, /^(on.*|style|src|srcset|action|xmlns)$/)
      assert.match(element.attributes.get('href') ?? '#', /^#/)
    }
    for (const table of elementsOf(page, 'table')) {
      assert.equal(elementsOf(table, 'caption').length, 1)
      assert.ok(elementsOf(table, 'th').every((th) => th.attributes.has('scope')))
    }
    for (const svg of elementsOf(page, 'svg')) assert.ok(svg.attributes.has('aria-label'))
  })
}

test('every subject, route, binding, step and gap can be read without the script', () => {
  const words = allElements(pageOf(onePayments))
    .map((element) => element.text)
    .join('\n')
  for (const { route, via, subject } of onePayments.grants) {
    for (const said of [route, subject.name, ...via.map(({ binding }) => binding.name)]) assert.ok(words.includes(said), said)
  }
  const gaps = allElements(pageOf(withGaps)).map((element) => element.text)
  for (let i = 0; i < 7; i++) assert.ok(gaps.includes(`r${i}`))
})

test('a name makes no element and no attribute that harmless answers lack', () => {
  const shapes = (names: readonly string[]): string[] =>
    allElements(pageOf(hostileAnswer(names))).flatMap(({ name, attributes }) => [
      `<${name}>`,
      ...[...attributes.keys()].map((key) => `<${name} ${key}>`),
    ])
  const known = new Set([...shapes(['plain']), ...shapes(['`x`'])])
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
      for (const shape of shapes([name])) assert.ok(known.has(shape), shape)
    }),
    { examples: hostileNames.map((name) => [name]) },
  )
})

test('of many subjects the worst are drawn, the rest counted, and all stand in the table', () => {
  const many = whoCanReport({
    grants: Array.from({ length: 900 }, (_, i) =>
      grant({ subject: account('n', `s${i}`), severity: i === 899 ? 'critical' : 'low' }),
    ),
  })
  const page = pageOf(many)
  const [svg] = elementsOf(page, 'svg')
  assert.ok(svg !== undefined)
  assert.equal(elementsOf(svg, 'rect').length, 41)
  assert.ok(elementsOf(svg, 'title').some((title) => title.text === 'sa/n/s899'))
  assert.match(whoCanFormats.html(many, options), /The worst 40 rows are drawn; 860 more stand in the table\./)
  assert.equal(elementsOf(page, 'tbody').flatMap((body) => elementsOf(body, 'tr')).length, 900)
})
