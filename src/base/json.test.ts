// When two values are the same, and when one says all that another does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { covers, sameJson, type Json } from './json.ts'

for (const [found, said, same, covering] of [
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true, true],
  [{ a: 1, b: 2 }, { a: 1 }, false, true],
  [{ a: 1 }, { a: 1, b: 2 }, false, false],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, false, true],
  [[1, 2], [2, 1], false, false],
  [[{ a: 1, b: 2 }], [{ a: 1 }], false, true],
  [[1, 2], [1], false, false],
  [[], {}, false, false],
  [{ a: null }, {}, false, true],
  [{}, { a: null }, false, false],
  [null, null, true, true],
  ['1', 1, false, false],
  [false, undefined, false, false],
  [undefined, undefined, true, true],
] as const satisfies readonly (readonly [Json | undefined, Json | undefined, boolean, boolean])[]) {
  test(`${JSON.stringify(found)} and ${JSON.stringify(said)}`, () => {
    assert.deepEqual([sameJson(found, said), covers(found, said)], [same, covering])
  })
}
