// The page's files: as `npm run build` made them or, where Sparekey runs from its sources, made when the console starts.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SparekeyError } from '../../base/index.ts'

/** What the browser is sent. */
export interface PageFiles {
  readonly script: Uint8Array
  readonly style: Uint8Array
}

/** @throws SparekeyError INPUT_NOT_FOUND where the page cannot be made */
export function pageFiles(): PageFiles {
  const here = import.meta.url
  if (!here.endsWith('.ts')) return read(fileURLToPath(new URL('../../console/', here)))
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-page-'))
  try {
    const script = fileURLToPath(new URL('../../../scripts/build-page.ts', here))
    const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' })
    if (status !== 0) throw new SparekeyError('INPUT_NOT_FOUND', `the page of the console cannot be made: ${stderr.trim()}`)
    return read(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function read(folder: string): PageFiles {
  return { script: readFileSync(join(folder, 'page.js')), style: readFileSync(join(folder, 'page.css')) }
}
