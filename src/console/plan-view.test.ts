import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { wholeChoice, type Tied } from './plan-view.ts'

const steps: readonly Tied[] = [
  { id: 'a1', group: 'a', requires: [] },
  { id: 'b1', group: 'b', requires: ['a1'] },
  { id: 'b2', group: 'b', requires: [] },
  { id: 'c1', group: 'c', requires: ['b2'] },
  { id: 'd1', group: 'd', requires: [] },
]

const cases: readonly { readonly says: string; readonly chosen: readonly string[]; readonly comes: readonly string[] }[] = [
  { says: 'nothing comes to nothing', chosen: [], comes: [] },
  { says: 'a group that requires nothing comes alone', chosen: ['d'], comes: ['d'] },
  { says: 'a group brings what its steps require, and what that requires', chosen: ['c'], comes: ['a', 'b', 'c'] },
  { says: 'groups that the plan does not have are left out', chosen: ['x', 'd'], comes: ['d'] },
]
for (const { says, chosen, comes } of cases) {
  test(says, () => {
    assert.deepEqual(wholeChoice(steps, new Set(chosen)), comes)
  })
}

test('a whole choice is one whose every requirement is in it, and is left as it is when it is chosen', () => {
  const plan = fc.array(fc.record({ group: fc.nat(5), back: fc.array(fc.nat(10), { maxLength: 2 }) }), { maxLength: 12 })
  fc.assert(
    fc.property(plan, fc.array(fc.nat(5)), (rows, chosen) => {
      const tied = rows.map(({ group, back }, i): Tied => ({
        id: String(i),
        group: String(group),
        requires: back.filter((other) => other < i).map(String),
      }))
      const groups = new Set(wholeChoice(tied, new Set(chosen.map(String))))
      for (const { group, requires } of tied)
        if (groups.has(group)) for (const id of requires) assert.ok(groups.has(tied[Number(id)]?.group ?? ''))
      assert.deepEqual(new Set(wholeChoice(tied, groups)), groups)
    }),
  )
})
