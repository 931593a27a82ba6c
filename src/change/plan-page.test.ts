// docs/plan.md names every remedy, in the order of the code and in its words.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { remedyList } from './remedies/index.ts'
import { auditRemedies } from './step.ts'

test('the page, the list and the contract name the same remedies in one order', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/plan.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (.+?) +\|$/gm)].map(([, id, title]) => [id, title])
  const listed = remedyList.map(({ id, title }) => [id, title])
  assert.deepEqual(rows.slice(0, listed.length), listed)
  assert.deepEqual(
    listed.map(([id]) => id),
    auditRemedies,
  )
})
