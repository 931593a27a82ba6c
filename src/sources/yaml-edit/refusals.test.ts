// What is not edited: each with its line, why, and what to do; the file stays as it is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlannedEdit } from '../../change/index.ts'
import { editFile } from './index.ts'

const off: PlannedEdit = { path: '/a/automountServiceAccountToken', to: false }
const turned: PlannedEdit = { path: '/a/b', from: true, to: false }
const gone: PlannedEdit = { path: '/a/b', from: true }

const cases: readonly (readonly [sentence: string, edit: PlannedEdit, text: string, line: number, message: RegExp])[] = [
  ['a key that stands twice', turned, 'a:\n  b: 1\n  b: true\n', 3, /`b` stands twice/],
  ['a mapping on the way that stands twice', off, 'a: 1\na:\n  b: true\n', 2, /`a` stands twice/],
  ['an alias on the way', off, 'x: &x {b: 1}\na: *x\n', 2, /`\*x` repeats/],
  ['an anchor on the way that is repeated', off, 'a: &x\n  b: 1\nx: *x\n', 2, /anchor `&x`/],
  ['an anchor of the value that is repeated', turned, 'a:\n  b: &x true\nx: *x\n', 2, /anchor `&x`/],
  [
    'an anchor in what goes that is repeated',
    { path: '/a/b', from: { c: 1 } },
    'a:\n  b:\n    c: &x 1\nx: *x\n',
    3,
    /anchor `&x`/,
  ],
  ['a field that a merge brings', turned, 'x: &x {b: true}\na:\n  <<: *x\n', 3, /merged in by `<<`/],
  ['a mapping on the way that a merge brings', off, 'x: &x {a: {c: 1}}\n<<: *x\n', 2, /merged in by `<<`/],
  [
    'a template in a comment, which may be a condition',
    off,
    'a:\n  # {{ if .Values.x }}\n  b: 1\n  # {{ end }}\n',
    2,
    /template/,
  ],
  ['a template without quotes', off, 'a:\n  b: x{{ y }}\n', 2, /template/],
  ['a tab behind the dash', { path: '/a/0/c', to: 1 }, 'a:\n-\tb: true\n', 2, /tab/],
  ['a key in an unusual way', turned, 'a:\n  ? b\n  : true\n', 2, /unusual way/],
  ['a key with a tag', turned, 'a:\n  !!str b: true\n', 2, /unusual way/],
  ['a comment inside braces that would go', { path: '/a', from: { b: 1 }, to: {} }, 'a: {\n  b: 1 # why\n  }\n', 1, /comment/],
  ['a block that would become a value', { path: '/a', from: { b: 1 }, to: 1 }, 'a:\n  b: 1\n', 2, /another form/],
  ['a field that is not as it was', gone, 'a:\n  b: false\n', 2, /`a\.b` is not what/],
  ['a pair without braces', { path: '/a/0/c', to: 1 }, 'a: [b: 1]\n', 1, /pair/],
  ['YAML that is broken', off, 'a:\n  b: [\n', 3, /./],
]

for (const [sentence, edit, text, line, message] of cases) {
  test(sentence, () => {
    const { outcomes, text: after, shown } = editFile(text, [{ place: { document: 0 }, is: () => true, edits: [edit] }])
    const [outcome] = outcomes
    assert.ok(outcome?.kind === 'refused', JSON.stringify({ outcome, after }))
    assert.match(outcome.message, message)
    assert.equal(outcome.line, line)
    assert.match(outcome.remedy, /^[a-z].*[a-z*]$/)
    assert.equal(after, text)
    assert.equal(shown.size, 0)
  })
}

test('lines count from the top of the file', () => {
  const text = 'x: 1\n--- # y\n\na:\n  b: 1\n  b: true\n'
  const { outcomes } = editFile(text, [{ place: { line: 4, column: 1 }, is: () => true, edits: [turned] }])
  assert.equal(outcomes[0]?.kind === 'refused' && outcomes[0].line, 6)
})

test('another object than the one that was meant is left alone', () => {
  const { outcomes } = editFile('a:\n  b: true\n', [{ place: { line: 1, column: 1 }, is: () => false, edits: [turned] }])
  assert.equal(outcomes[0]?.kind, 'refused')
})

test('one object is refused and its neighbour in the list is edited', () => {
  const item = (value: string) => `- kind: A\n  a:\n    b: ${value}\n`
  const text = `items:\n${item('3')}${item('true')}`
  const { outcomes, text: after } = editFile(
    text,
    [2, 5].map((line) => ({ place: { line, column: 3 }, is: () => true, edits: [turned] })),
  )
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['refused', 'edited'],
  )
  assert.equal(after, `items:\n${item('3')}${item('false')}`)
})

test('beside a Secret in one list nothing is edited, since its lines would be shown', () => {
  const text = 'items:\n- kind: Secret\n  data: {token: eA==}\n- kind: A\n  a:\n    b: true\n'
  const { outcomes } = editFile(text, [{ place: { line: 4, column: 3 }, is: () => true, edits: [turned] }])
  assert.match(outcomes[0]?.kind === 'refused' ? outcomes[0].message : '', /Secret/)
})

test('values of environment variables and other documents are not shown', () => {
  const text = 'a:\n  b: true\n  env:\n  - name: X\n    value: hush\n  c: 1\n---\ndata:\n  token: hush\n'
  const { shown } = editFile(text, [{ place: { document: 0 }, is: () => true, edits: [turned] }])
  const lines = text.split('\n').filter((_, i) => shown.has(i + 1))
  assert.deepEqual(lines, ['a:', '  b: true', '  env:', '  c: 1', '---'])
})
