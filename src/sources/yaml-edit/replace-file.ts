// Replaces a file's content in one step: whoever reads it sees the old one or the new one, and a crash leaves one of the two.
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { SparekeyError } from '../../base/index.ts'

/**
 * Through a link, the file that it leads to is replaced and the link stays. The mode is kept.
 *
 * @param before - what is replaced: a file that says something else by now stays as it is
 * @throws SparekeyError OUTPUT_NOT_WRITTEN
 */
export function replaceFile(path: string, before: string, after: string): void {
  let draft: string | undefined
  try {
    const file = realpathSync(path)
    accessSync(file, constants.W_OK)
    const folder = dirname(file)
    draft = join(folder, `.${randomBytes(6).toString('hex')}.sparekey`)
    const old = openSync(file, 'r')
    const fd = openSync(draft, 'wx', 0o600)
    try {
      const bytes = Buffer.from(after, 'utf8')
      for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
      fchmodSync(fd, fstatSync(old).mode & 0o7777)
      fsyncSync(fd)
      if (!readFileSync(old).equals(Buffer.from(before, 'utf8'))) throw new Error('it was changed in the meantime: run it again')
    } finally {
      closeSync(fd)
      closeSync(old)
    }
    renameSync(draft, file)
    syncFolder(folder)
  } catch (error) {
    if (draft !== undefined) rmSync(draft, { force: true })
    throw new SparekeyError(
      'OUTPUT_NOT_WRITTEN',
      `cannot write \`${path}\`: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    )
  }
}

// Where folders can't be opened, as on Windows, the rename has to do.
function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder, 'r')
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch {
    // The content is on disk; only which of the two names it has may be lost.
  }
}
