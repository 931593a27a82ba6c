// The drawing: what becomes one box, what becomes one arrow, where boxes stand, and the languages that draw it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hostileNames } from '../sample-stories.cases.ts'
import { whoCanFormats } from './formats.ts'
import { drawingOf } from './graph.ts'
import {
  account,
  chainGrant,
  editGrants,
  grant,
  hostileAnswer,
  onePayments,
  platformGrants,
  tokenOf,
  whoCanReport,
} from './sample.cases.ts'
import { box, layoutOf } from './svg-layout.ts'

const options = { color: false, width: 100 }
const many = whoCanReport({
  grants: Array.from({ length: 3000 }, (_, i) =>
    grant({ subject: account('ns', `deployer-of-something-${i}`), severity: i === 2999 ? 'critical' : 'low' }),
  ),
})

test('fourteen routes between the same two ends are one arrow, which names three', () => {
  const { nodes, edges } = drawingOf(editGrants, 10)
  assert.equal(nodes.length, 2)
  assert.deepEqual(
    edges.map((edge) => edge.label),
    ['mint-token, create-token-secret, read-token-secret +11'],
  )
})

test('the steps of a chain are boxes in between, each a column further right', () => {
  const drawing = drawingOf([chainGrant], 10)
  const { placed } = layoutOf(drawing)
  const labels = drawing.nodes.map((node) => ({ label: node.label, x: placed.get(node.id)?.x ?? 0 })).sort((a, b) => a.x - b.x)
  assert.deepEqual(
    labels.map(({ label }) => label),
    ['sa/ci/runner', 'sa/build/operator', 'sa/infra/admin', 'sa/shop/payments'],
  )
})

test('an account that is reached and reaches further is one box', () => {
  const { nodes, edges } = drawingOf([grant(), grant({ subject: account('shop', 'payments'), target: tokenOf('a', 'b') })], 10)
  assert.equal(nodes.length, 3)
  assert.deepEqual([edges[0]?.to, nodes.find((node) => node.label === 'sa/shop/payments')?.kind], [edges[1]?.from, 'subject'])
})

test('labels do not tell boxes apart, so that no name takes the place of another', () => {
  const { nodes } = drawingOf(
    [
      grant({ subject: { kind: 'User', name: 'bob (in group devs)' } }),
      grant({ subject: { kind: 'User', name: 'bob' }, memberOf: 'devs' }),
    ],
    10,
  )
  assert.equal(nodes.length, 3)
})

test('boxes never lie on one another, also in rings', () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const pair = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names))
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 12 }), (pairs) => {
      const drawing = drawingOf(
        pairs.map(([from, to]) => grant({ subject: account('n', from), target: tokenOf('n', to) })),
        99,
      )
      const { placed, width, height } = layoutOf(drawing)
      const all = [...placed.values()]
      assert.equal(all.length, drawing.nodes.length)
      for (const one of all) {
        assert.ok(one.x >= 0 && one.y >= 0 && one.x + box.width <= width && one.y + box.height <= height)
        for (const other of all)
          assert.ok(one === other || Math.abs(one.x - other.x) >= box.width || Math.abs(one.y - other.y) >= box.height)
      }
    }),
  )
})

test('an arrow over a column has a lane of its own there', () => {
  const drawing = drawingOf([chainGrant, grant()], 10)
  const { placed, lanes } = layoutOf(drawing)
  assert.deepEqual(
    [...lanes].map(([edge, corners]) => [drawing.nodes.find((node) => node.id === edge.from)?.label, corners.length]),
    [['sa/ci/deployer', 2]],
  )
  for (const lane of [...lanes.values()].flat()) {
    for (const one of placed.values()) assert.ok(one.x !== lane.x || Math.abs(one.y - lane.y) >= box.height)
  }
})

test('the platform is dashed in every drawing', () => {
  const report = whoCanReport({ grants: platformGrants })
  assert.match(whoCanFormats.dot(report, options), /-> n\d+ \[.*style=dashed\]/)
  assert.match(whoCanFormats.mermaid(report, options), /n\d+ -\. ".*" \.-> n\d+/)
})

// The grammar of https://graphviz.org/doc/info/lang.html as far as the renderer uses it.
const dotText = /"(?:[^"\\]|\\[\\"n])*"/.source
const dotList = `\\[\\w+=(?:${dotText}|\\w+)(?:, \\w+=(?:${dotText}|\\w+))*\\]`
const dotLine = new RegExp(
  `^(?:digraph tokens \\{|\\}|  \\w+=(?:\\w+|${dotText})|  (?:node|edge|n\\d+) ${dotList}|  n\\d+ -> n\\d+ ${dotList})$`,
)
const mermaidText = /"(?:[\p{L}\p{N}\p{M} ,.:/()+…→-]|#\d+;)*"/u.source
const mermaidLine = new RegExp(
  `^(?:flowchart LR|  \\w+(?:\\[${mermaidText}\\]|\\(\\[${mermaidText}\\]\\))(?::::platform)?|  n\\d+ (?:-- ${mermaidText} -->|-\\. ${mermaidText} \\.->) n\\d+|  classDef platform stroke-dasharray: 4 4)$`,
  'u',
)

for (const [format, line] of [
  ['dot', dotLine],
  ['mermaid', mermaidLine],
] as const) {
  test(`${format}: every line is of the language, whatever the names`, () => {
    const check = (name: string): void => {
      for (const text of whoCanFormats[format](hostileAnswer([name]), options)
        .trimEnd()
        .split('\n'))
        assert.match(text, line)
    }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), check), { examples: hostileNames.map((name) => [name]) })
    for (const text of whoCanFormats[format](onePayments, options).trimEnd().split('\n')) assert.match(text, line)
  })
}

test('dot draws everything', () => {
  assert.equal(whoCanFormats.dot(many, options).match(/ -> /g)?.length, 3000)
})

test('mermaid keeps within what Mermaid takes, draws the worst, and says what it leaves out', () => {
  const text = whoCanFormats.mermaid(many, options)
  assert.ok(text.length < 50_000)
  assert.ok((text.match(/-->/g)?.length ?? 0) < 500)
  assert.match(text, /deployer-of-something-2999/)
  assert.match(text, /2880 rows of lesser weight are left out/)
})
