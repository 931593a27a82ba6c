// Writes a file whole or not at all: beside its place first, on the disk, and only then under its name.
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { SparekeyError } from '../../base/index.ts'

/**
 * @param mode - who may read a file that is new; the process's own mask narrows it
 * @throws SparekeyError OUTPUT_NOT_WRITTEN
 */
export function writeWhole(path: string, content: Uint8Array, mode: number): void {
  const draft = `${path}.${randomBytes(4).toString('hex')}.part`
  try {
    const fd = openSync(draft, 'wx', mode)
    try {
      for (let at = 0; at < content.length;) at += writeSync(fd, content, at)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw new SparekeyError(
      'OUTPUT_NOT_WRITTEN',
      `cannot write \`${path}\`: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}
