// Label queries mean what they mean to kubectl: the answers are those of k8s.io/apimachinery/pkg/labels 0.36.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseLabelSelector } from './label-selector.ts'

const objects: readonly Readonly<Record<string, string>>[] = [
  {},
  { app: 'web' },
  { app: 'db', tier: 'back' },
  { app: '' },
  { 'example.com/x': '1' },
]

/** Which of the objects, by their places in the list, each query picks. */
const queries: readonly (readonly [query: string, picks: readonly number[]])[] = [
  ['', [0, 1, 2, 3, 4]],
  ['app=web', [1]],
  ['app==web', [1]],
  [' app = web ', [1]],
  ['app=', [3]],
  ['app!=web', [0, 2, 3, 4]],
  ['app!=', [0, 1, 2, 4]],
  ['app in (web,db)', [1, 2]],
  ['app in( web , db )', [1, 2]],
  ['app in (web,)', [1, 3]],
  ['app in ()', [3]],
  ['app notin (web)', [0, 2, 3, 4]],
  ['app notin ()', [0, 1, 2, 4]],
  ['app', [1, 2, 3]],
  ['! app', [0, 4]],
  ['app,tier', [2]],
  ['app=db,tier=back', [2]],
  ['app in (web,db),!tier', [1]],
  ['example.com/x=1', [4]],
  ['in=web', []],
]

for (const [query, picks] of queries) {
  test(`\`${query}\` picks what kubectl picks`, () => {
    const test = parseLabelSelector(query)
    assert.deepEqual(
      objects.flatMap((labels, i) => (test(new Map(Object.entries(labels))) ? [i] : [])),
      picks,
    )
  })
}

const refused = [
  'app=web,',
  ',',
  'app web',
  'app=web tier',
  'app=a b',
  'app=-x',
  '-app',
  '=web',
  '!app=web',
  'app in web',
  'app in (web',
  'app in (web db)',
  'app in (web,-x)',
  'app in (we(b))',
  'a/b/c=1',
  'UPPER.example/x',
  '/x',
  'x/',
]

for (const query of refused)
  test(`\`${query}\` is refused, as by kubectl`, () => {
    assert.throws(() => parseLabelSelector(query), { code: 'USAGE', message: /cannot read the label query/ })
  })
