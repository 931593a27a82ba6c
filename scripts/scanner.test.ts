// The scanner that is committed and published is what its sources give.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { compileScanner } from './compile-scanner.ts'

test('scanner/scanner.wasm is what `npm run scanner` makes of scanner/assembly, to the byte', () => {
  const committed = readFileSync(join(import.meta.dirname, '../scanner/scanner.wasm'))
  assert.ok(Buffer.from(compileScanner()).equals(committed), 'run `npm run scanner`')
})
