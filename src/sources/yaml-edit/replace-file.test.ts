// A file is replaced whole: its mode and the links to it stay, and whatever is odd leaves it as it was.
import assert from 'node:assert/strict'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { SparekeyError } from '../../base/index.ts'
import { replaceFile } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-replace-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('the content is new, the mode is old', () => {
  const file = join(folder, 'a.yaml')
  writeFileSync(file, 'a: 1\n')
  chmodSync(file, 0o640)
  replaceFile(file, 'a: 1\n', 'é: 2\n')
  assert.equal(readFileSync(file, 'utf8'), 'é: 2\n')
  assert.equal(statSync(file).mode & 0o777, 0o640)
})

test('through a link the file behind it is replaced', () => {
  mkdirSync(join(folder, 'inner'))
  const [file, link] = [join(folder, 'inner', 'b.yaml'), join(folder, 'b.yaml')]
  writeFileSync(file, 'b: 1\n')
  symlinkSync(join('inner', 'b.yaml'), link)
  replaceFile(link, 'b: 1\n', 'b: 2\n')
  assert.ok(lstatSync(link).isSymbolicLink())
  assert.equal(readFileSync(file, 'utf8'), 'b: 2\n')
})

test('a file that was changed in the meantime stays, and nothing is left beside it', () => {
  const file = join(folder, 'c.yaml')
  writeFileSync(file, 'c: 3\n')
  const before = readdirSync(folder)
  assert.throws(
    () => replaceFile(file, 'c: 1\n', 'c: 2\n'),
    (error) => error instanceof SparekeyError && /meantime/.test(error.message),
  )
  assert.equal(readFileSync(file, 'utf8'), 'c: 3\n')
  assert.deepEqual(readdirSync(folder), before)
})

test('a file that is gone is not made', () => {
  assert.throws(() => replaceFile(join(folder, 'none.yaml'), '', 'x\n'), SparekeyError)
  assert.ok(!readdirSync(folder).includes('none.yaml'))
})
