// Shows that the oracle answers as Kubernetes reads YAML, where that differs from what a reader may expect.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyUnavailable } from './build.ts'
import { yamlToJson } from './yaml-to-json.ts'

const unavailable = whyUnavailable()
const skip = unavailable !== undefined && process.env.SPAREKEY_TEST_REQUIRE !== 'all' ? unavailable.message : false

const cases: readonly { readonly sentence: string; readonly yaml: string; readonly answers: readonly unknown[] }[] = [
  { sentence: 'words that YAML 1.1 reads as booleans', yaml: 'a: yes\nb: off\n', answers: [{ a: true, b: false }] },
  { sentence: 'octal and long numbers', yaml: 'a: 010\nb: 1e3\n', answers: [{ a: 8, b: 1000 }] },
  { sentence: 'a key that is no string', yaml: '1: a\ntrue: b\n', answers: [{ '1': 'a', true: 'b' }] },
  { sentence: 'no document at all', yaml: '', answers: [] },
  { sentence: 'separators before, between and after', yaml: '---\na: 1\n---\nb: 2\n---\n', answers: [{ a: 1 }, { b: 2 }] },
  {
    sentence: 'an empty document, which is null at the start only',
    yaml: '---\n---\na: 1\n---\n---\n',
    answers: [null, { a: 1 }, null],
  },
  { sentence: 'a document of comments, which is null', yaml: '# hello\n---\na: 1\n', answers: [null, { a: 1 }] },
  { sentence: 'JSON, which is YAML', yaml: '{"a": [1, 2]}', answers: [{ a: [1, 2] }] },
]

for (const { sentence, yaml, answers } of cases) {
  test(`the oracle reads ${sentence}`, { skip }, async () => {
    const meanings = await yamlToJson(yaml)
    assert.deepEqual(
      meanings.map((meaning) => (meaning.kind === 'value' ? meaning.value : meaning)),
      answers,
    )
  })
}

test('the oracle keeps numbers that JavaScript can not', { skip }, async () => {
  const [meaning] = await yamlToJson('a: 9007199254740993\n')
  assert.equal(meaning?.kind === 'value' && meaning.json, '{"a":9007199254740993}')
})

test('the oracle goes on after a document that it can not read', { skip }, async () => {
  const [broken, whole, ...rest] = await yamlToJson('a: [\n---\nb: 1\n')
  assert.equal(broken?.kind, 'error')
  assert.deepEqual(whole, { kind: 'value', json: '{"b":1}', value: { b: 1 } })
  assert.deepEqual(rest, [])
})

test('the oracle stops at a separator that Kubernetes refuses', { skip }, async () => {
  const meanings = await yamlToJson('a: 1\n---\nb: 1\n--- c\nd: 1\n')
  assert.deepEqual(
    meanings.map(({ kind }) => kind),
    ['value', 'error'],
  )
})
