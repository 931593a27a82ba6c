// docs/guard.md and the data: every attempt is told there with the result that a test has seen.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { attackCells, attacks } from './attacks.cases.ts'

const page = readFileSync(new URL('../../docs/guard.md', import.meta.url), 'utf8')

test('the table of attempts holds every attempt, in order, with its result', () => {
  const rows = [...page.matchAll(/^\| \d+ +\|.*\|$/gm)].map(([row]) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  assert.deepEqual(
    rows,
    attacks.map((attack, i) => [String(i + 1), ...attackCells(attack)]),
  )
})

test('an attempt is told once of each attacker, and more than 40 are', () => {
  assert.equal(new Set(attacks.map(({ as, name }) => `${as} ${name}`)).size, attacks.length)
  assert.ok(attacks.length >= 40)
})
