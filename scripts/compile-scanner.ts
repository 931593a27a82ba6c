// Compiles the scanner: the same sources give the same bytes.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js')
// INVARIANT: memory is looked after by hand, so there is no runtime, and nothing that it could collect.
const options = ['-O3', '--converge', '--runtime', 'stub', '--enable', 'simd', '--noAssert', '--initialMemory', '32']

/** @returns the module's bytes */
export function compileScanner(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-scanner-'))
  try {
    const output = join(folder, 'scanner.wasm')
    const args = [compiler, 'scanner/assembly/index.ts', '-o', output, ...options]
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return readFileSync(output)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
