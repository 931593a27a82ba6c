// The formats for a terminal: width, colour, completeness, and that no absence is told without its coverage.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { displayWidth } from '../display-width.ts'
import { whoCanFormats } from './formats.ts'
import {
  adminGrants,
  emptyAnswer,
  grant,
  hostileAnswer,
  ofBob,
  onePayments,
  whoCanReport,
  wholeCluster,
  withAssumedRole,
  withGaps,
} from './sample.cases.ts'

const plain = { color: false, width: 100 }

for (const format of ['table', 'tree'] as const) {
  const render = whoCanFormats[format]

  test(`${format}: no line is wider than the terminal, whatever the names`, () => {
    const names = fc.array(fc.string({ unit: 'binary', maxLength: 253 }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(names, fc.integer({ min: 80, max: 200 }), (hostile, width) => {
        for (const line of render(hostileAnswer(hostile), { color: false, width }).split('\n')) {
          assert.ok(displayWidth(line) <= width, line)
        }
      }),
      { numRuns: 40 },
    )
  })

  test(`${format}: colour adds nothing but colour`, () => {
    const [dull, colored] = [false, true].map((color) => render(onePayments, { color, width: 100 }))
    assert.notEqual(colored, dull)
    // eslint-disable-next-line no-control-regex -- the escape character is what is looked for
    assert.equal(colored?.replace(/\u001b\[[\d;]*m/g, ''), dull)
  })

  test(`${format}: a chain as long as it may be stays within the width`, () => {
    const [step] = onePayments.grants.flatMap(({ chain }) => chain ?? [])
    assert.ok(step !== undefined)
    const long = whoCanReport({ grants: [grant({ chain: Array.from({ length: 60 }, () => step), direct: false })] })
    const lines = render(long, plain).split('\n')
    assert.ok(lines.some((line) => line.includes('60. ')))
    for (const line of lines) assert.ok(displayWidth(line) <= 100, line)
  })
}

test('table: a subject with 28 routes to one target is one row', () => {
  const text = whoCanFormats.table(whoCanReport({ grants: adminGrants }), plain)
  assert.equal(text.match(/alice@example\.com/g)?.length, 1)
  assert.match(text, /mint-token, create-token-secret, read-token-secret, patch-token-secret \+24/)
})

test("table: the platform's own come last, one line each", () => {
  const lines = whoCanFormats.table(wholeCluster, plain).split('\n')
  const at = lines.findIndex((line) => line.startsWith("THE PLATFORM'S OWN"))
  assert.ok(lines.slice(0, at).every((line) => !line.includes('system:kube-controller-manager')))
  assert.deepEqual(
    lines.slice(at + 2, at + 4).map((line) => line.slice(0, 20)),
    ['high  user/system:ku', 'low   sa/kube-system'],
  )
})

test('tree: every route of every grant, and every step of a chain, one below the other', () => {
  const text = whoCanFormats.tree(onePayments, plain)
  for (const { route } of onePayments.grants) assert.ok(text.includes(route), route)
  const steps = [1, 2, 3].map((step) =>
    text
      .split('\n')
      .find((line) => line.includes(` ${step}. sa/`))
      ?.indexOf(`${step}. sa/`),
  )
  assert.deepEqual(
    steps,
    [...steps].sort((a, b) => (a ?? 0) - (b ?? 0)),
  )
  assert.equal(new Set(steps).size, 3)
})

test('what a subject has through a group is told with the group', () => {
  assert.match(whoCanFormats.table(ofBob, plain), /user\/bob \(in group devs\) reaches namespace shop/)
})

const answers: readonly (readonly [sentence: string, report: typeof emptyAnswer, said: RegExp])[] = [
  ['nobody found, with all read', emptyAnswer, /nobody but the platform was found; all roles and bindings were read/],
  [
    'nobody found, with roles unread and a live cluster that says otherwise',
    withGaps,
    /nobody but the platform was found; the live cluster allows 2 rights outside RBAC; not all roles and bindings were read/,
  ],
  ['nothing to cut, with roles unread', withGaps, /nothing to remove: nobody .*; not all roles and bindings were read/],
  [
    'nobody found, with gaps',
    { ...emptyAnswer, gaps: withGaps.gaps },
    /nobody but the platform was found; with 7 gaps in what could be read, so there may be more/,
  ],
  [
    'the least cut, with gaps',
    { ...onePayments, gaps: withGaps.gaps },
    /remove 3 bindings: .*; no smaller set does; with 7 gaps in what could be read/,
  ],
  [
    'a cut that may not be the least',
    { ...onePayments, cut: { kind: 'some', bindings: onePayments.cut?.bindings ?? [] } },
    /; a smaller set may exist/,
  ],
  [
    'no cut',
    { ...onePayments, cut: { kind: 'impossible', bindings: [] } },
    /it cannot be taken out of reach by removing bindings: some way to it hangs on the platform's own alone/,
  ],
  ['what was assumed', withAssumedRole, /roles that are not in the input have upstream's rules \(Kubernetes 1\.36\.3\)/],
  ['a rule that was assumed', withAssumedRole, /RoleBinding\/erin-edits in web → (ClusterRole\/)?edit( rule 5)? \(assumed\)/],
  ['an account that is not shown', withGaps, /the input does not show whether this ServiceAccount exists/],
  ['an account that is not there', hostileAnswer(['x']), /this ServiceAccount does not exist: what is said holds/],
  [
    'a subject of the platform',
    whoCanReport({
      asked: { kind: 'subject', subject: { kind: 'Group', name: 'system:masters' } },
      grants: [grant({ platform: true })],
    }),
    /1 grant, as part of the platform; all roles/,
  ],
]
for (const [sentence, report, said] of answers) {
  test(`${sentence}: it is said so, in every format for people`, () => {
    for (const format of ['table', 'tree', 'markdown', 'html'] as const) {
      const text = whoCanFormats[format](report, plain)
        .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
        .replace(/<[^>]*>/g, '')
        .replace(/\s+/g, ' ')
      assert.match(text, new RegExp(said.source, 'i'), format)
    }
  })
}
