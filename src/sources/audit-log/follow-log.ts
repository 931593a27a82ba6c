// Follows an audit log that an API server writes to: each look reads what was added, and tells the requests that were refused. A log that
// is rotated is read to its end, and then from the beginning of the next.
import { constants } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { SparekeyError } from '../../base/index.ts'
import type { RefusalWatch, RefusedRequest } from '../../change/index.ts'
import { refusedIn, type AuditEvent } from '../../evidence/index.ts'
import { whyFailed } from '../files/index.ts'
import { longestLine } from './read-log.ts'
import { takeJson } from './read-record.ts'

/** How far back the first look goes, in bytes: what was refused before is no news. */
const lookedBack = 16 << 20
const pieceSize = 1 << 20

/** A log that is followed. */
export interface FollowedLog extends RefusalWatch {
  close(): Promise<void>
}

/**
 * Begins to follow a log.
 *
 * @param path - of a plain file of lines: events as the API server writes them, or diagnostic records
 * @param longest - the longest line that is kept until it is whole; a longer one is left out
 * @throws SparekeyError INPUT_NOT_FOUND
 */
export async function followLog(path: string, longest: number = longestLine): Promise<FollowedLog> {
  let file = await opened(path)
  const { size } = await file.stat()
  let at = Math.max(0, size - lookedBack)
  /** The beginning of a line that is not whole yet; where the first look begins inside a line, that line is left out. */
  let begun: Buffer[] = []
  let length = 0
  let isCut = at > 0

  const keep = (bytes: Buffer): void => {
    length += bytes.length
    // What is longer than any line says nothing, and is not kept until it ends.
    isCut ||= length > longest
    if (isCut) begun = []
    else begun.push(bytes)
  }
  const beginLine = (): void => {
    begun = []
    length = 0
    isCut = false
  }
  const readOn = async (refused: RefusedRequest[]): Promise<void> => {
    const piece = Buffer.allocUnsafe(pieceSize)
    // What is written while this reads is for the next look: a log may grow as fast as it is read.
    const { size: until } = await file.stat()
    while (at < until) {
      const { bytesRead } = await told(path, file.read(piece, 0, pieceSize, at))
      if (bytesRead === 0) return
      at += bytesRead
      const bytes = Buffer.from(piece.subarray(0, bytesRead))
      let from = 0
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
        keep(bytes.subarray(from, end))
        if (!isCut) takeRefused(Buffer.concat(begun), refused)
        beginLine()
        from = end + 1
      }
      if (from < bytes.length) keep(bytes.subarray(from))
    }
  }

  return {
    async look() {
      const refused: RefusedRequest[] = []
      await readOn(refused)
      // Rotated: the name is that of another file now. Cut short: it begins anew.
      const [named, own] = [await stat(path).catch(() => undefined), await file.stat()]
      if (named !== undefined && (named.ino !== own.ino || named.dev !== own.dev || named.size < at)) {
        const next = await opened(path)
        // The last lines may have been written between the two looks at it.
        await readOn(refused)
        await file.close()
        file = next
        at = 0
        beginLine()
        await readOn(refused)
      }
      return refused
    },
    close: async () => await file.close(),
  }
}

/** Takes what is refused out of a line; what is not understood says nothing. */
function takeRefused(line: Buffer, refused: RefusedRequest[]): void {
  const fold = {
    event(event: AuditEvent): undefined {
      const one = refusedIn(event)
      if (one !== undefined) refused.push(one)
    },
    other: () => undefined,
    problem: () => undefined,
    shortcoming: () => undefined,
  }
  // Which category it is changes nothing for what is refused.
  if (line.length > 0) takeJson(line, { fold, given: { cluster: '', category: 'kube-audit' }, problem: () => undefined })
}

// A pipe would be waited for without an end, and a device has none.
async function opened(path: string): Promise<FileHandle> {
  const file = await told(path, open(path, constants.O_RDONLY | constants.O_NONBLOCK))
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw unreadable(path, 'it is no file')
}

async function told<T>(path: string, done: Promise<T>): Promise<T> {
  try {
    return await done
  } catch (error) {
    throw unreadable(path, whyFailed(error), error)
  }
}

function unreadable(path: string, why: string, cause?: unknown): SparekeyError {
  return new SparekeyError('INPUT_NOT_FOUND', `cannot read the audit log \`${path}\`: ${why}`, {
    cause,
    hint: 'name the file that the API server writes its audit log to, or that it is copied to while it grows',
  })
}
