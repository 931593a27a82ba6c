// The page: its policy, its structure, what can be read without script, and its contrast.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { formats } from './formats.ts'
import { pageScript, pageScriptHash } from './html-script.ts'
import { pageStyle, palettes } from './html-style.ts'
import { allElements, elementsOf, html, readMarkup } from './markup.cases.ts'
import { emptySnapshot, hostileCluster, largeCluster, liveCluster, manifestFolder } from './sample-stories.cases.ts'

const options = { color: false, width: 80 }
const samples = { liveCluster, manifestFolder, emptySnapshot, hostile: hostileCluster() }
const live = readMarkup(formats.html(liveCluster, options), html)

test('the policy allows this script and nothing else', () => {
  assert.equal(pageScriptHash, `sha256-${createHash('sha256').update(pageScript).digest('base64')}`)
  const policy = elementsOf(live, 'meta')
    .find((meta) => meta.attributes.get('http-equiv') === 'Content-Security-Policy')
    ?.attributes.get('content')
  assert.equal(
    policy,
    `default-src 'none'; style-src 'unsafe-inline'; script-src '${pageScriptHash}'; base-uri 'none'; form-action 'none'`,
  )
  assert.deepEqual(
    elementsOf(live, 'script').map((script) => script.text),
    [pageScript],
  )
})

for (const [name, sample] of Object.entries(samples)) {
  const text = formats.html(sample, options)
  const page = readMarkup(text, html)

  test(`${name}: every element is closed, every id is there once, and every reference leads somewhere`, () => {
    const ids = allElements(page).flatMap((element) => element.attributes.get('id') ?? [])
    assert.equal(new Set(ids).size, ids.length)
    for (const element of allElements(page)) {
      const named = [
        element.attributes.get('aria-labelledby'),
        element.attributes.get('for'),
        element.attributes.get('href')?.slice(1),
      ]
      for (const id of named.flatMap((list) => list?.split(' ') ?? [])) assert.ok(ids.includes(id), id)
    }
  })

  test(`${name}: nothing is loaded and no element has a handler or style of its own`, () => {
    assert.deepEqual(elementsOf(page, 'link'), [])
    for (const element of allElements(page)) {
      for (const key of element.attributes.keys()) assert.doesNotMatch(key, /^(on.*|style|src|srcset|action|xmlns)$/)
      assert.match(element.attributes.get('href') ?? '#', /^#/)
    }
    assert.doesNotMatch(pageStyle, /url\((?!#)|@import/)
  })
}

test('every table has a caption and headings, every control a name, every picture a text', () => {
  for (const table of elementsOf(live, 'table')) {
    assert.equal(elementsOf(table, 'caption').length, 1)
    assert.ok(elementsOf(table, 'th').every((th) => th.attributes.has('scope')))
  }
  const labelled = elementsOf(live, 'label').flatMap((label) => [...elementsOf(label, 'input'), ...elementsOf(label, 'select')])
  assert.equal(labelled.length, elementsOf(live, 'input').length + elementsOf(live, 'select').length)
  for (const svg of elementsOf(live, 'svg'))
    assert.ok(svg.attributes.has('aria-label') || svg.attributes.get('aria-hidden') === 'true')
  const sorted = elementsOf(live, 'th').filter((th) => th.attributes.has('aria-sort'))
  assert.deepEqual(
    sorted.map((th) => th.children[0]?.name),
    Array<string>(6).fill('button'),
  )
  assert.equal(elementsOf(live, 'h1').length, 1)
})

test('every workload, token, finding, control and gap can be read without the script', () => {
  const words = liveWords()
  for (const { name, containers, exposures } of liveCluster.workloads) {
    assert.ok(words.includes(name), name)
    for (const { tokens } of containers) {
      for (const { decidedBy, path } of tokens)
        assert.ok(words.includes(decidedBy.field) && words.includes(path ?? ''), decidedBy.field)
    }
    for (const { field } of exposures) assert.ok(words.includes(field))
  }
  for (const { controls } of liveCluster.benchmarks) for (const { title } of controls) assert.ok(words.includes(title))
  for (const { message } of liveCluster.gaps) assert.ok(words.includes(message.replaceAll('`', '')), message)
})

test('the picture counts every container that holds an API token', () => {
  const totals = elementsOf(live, 'ol')
    .flatMap((list) => elementsOf(list, 'b'))
    .map((total) => Number(total.text))
  assert.equal(
    totals.reduce((sum, count) => sum + count, 0),
    liveCluster.summary.containersWithApiToken,
  )
})

test('many namespaces are drawn as a few bars, with none left uncounted', () => {
  const sample = largeCluster(600)
  const [figure] = elementsOf(readMarkup(formats.html(sample, options), html), 'figure')
  assert.ok(figure !== undefined)
  assert.equal(elementsOf(figure, 'svg').length, 14)
  const total = elementsOf(figure, 'b').reduce((sum, item) => sum + Number(item.text), 0)
  assert.equal(total, sample.summary.containersWithApiToken)
})

test('a chosen benchmark is the only one shown', () => {
  const page = readMarkup(formats.html(liveCluster, { ...options, benchmark: 'cis-k8s-2.0.1' }), html)
  const captions = elementsOf(page, 'caption').map((caption) => caption.text.trim())
  assert.deepEqual(
    captions.filter((caption) => caption.includes('Benchmark')),
    ['CIS Kubernetes Benchmark 2.0.1'],
  )
})

test('5,000 workloads stay a page that a browser can open', () => {
  assert.ok(formats.html(largeCluster(5000), options).length < 10_000_000)
})

for (const [name, palette] of Object.entries(palettes)) {
  test(`${name}: text has the contrast of WCAG AA on paper and on cards, also where it is a verdict's colour`, () => {
    for (const ground of ['paper', 'card']) {
      for (const ink of ['ink', 'soft', 'accent', 'vn', 'vc', 'vp', 'vd', 'vo']) {
        const ratio = contrast(palette[ink] ?? '', palette[ground] ?? '')
        assert.ok(ratio >= 4.5, `${ink} on ${ground}: ${ratio.toFixed(2)}`)
      }
    }
  })
}

// Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
function contrast(a: string, b: string): number {
  const [x = 0, y = 0] = [a, b].map((color) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  })
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

// The text of the page in its order, tags taken out and entities resolved.
function liveWords(): string {
  return formats
    .html(liveCluster, options)
    .replace(/<style>[^]*<\/style>|<script>[^]*<\/script>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (_, number?: string, name?: string) =>
      number === undefined ? (html.entities[name ?? ''] ?? '') : String.fromCodePoint(Number(number)),
    )
}
