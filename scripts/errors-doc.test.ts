import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { errorCodes } from '../src/base/index.ts'

const page = readFileSync(join(import.meta.dirname, '../docs/errors.md'), 'utf8')
const rows = page.split('\n').flatMap((line) => {
  const [, code, happened, remedy] = /^\| `([A-Z_]+)`\s*\| (.+?)\s*(?<!\\)\| (.+?)\s*\|$/.exec(line) ?? []
  return code === undefined ? [] : [{ code, happened, remedy }]
})

test('docs/errors.md has a row for each code, in order, and no other', () => {
  assert.deepEqual(
    rows.map((row) => row.code),
    [...errorCodes].sort(),
  )
})

test('each row says what happened and what to do', () => {
  for (const row of rows) assert.ok(row.happened?.endsWith('.') === true && row.remedy?.endsWith('.') === true, row.code)
})
