// Follows an audit log that an API server writes to: each look reads what was added, and tells the requests that were refused. A log that
// is rotated is read to its end, and then from the beginning of the next.
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
 * @throws SparekeyError INPUT_NOT_FOUND
 */
export async function followLog(path: string): Promise<FollowedLog> {
  let file = await opened(path)
  const { size } = await file.stat()
  let at = Math.max(0, size - lookedBack)
  /** The beginning of a line that is not whole yet; where the first look begins inside a line, that line is left out. */
  let begun: Buffer[] = []
  let begunLength = 0
  let isCut = at > 0

  const goOn = (piece: Buffer): void => {
    begun.push(piece)
    begunLength += piece.length
    // What is longer than any line says nothing, and is not kept until it ends.
    isCut ||= begunLength > longestLine
    if (isCut) begun = []
  }
  const beginLine = (): void => {
    begun = []
    begunLength = 0
    isCut = false
  }

  const readOn = async (refused: RefusedRequest[]): Promise<void> => {
    const piece = Buffer.allocUnsafe(pieceSize)
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, pieceSize, at)
      if (bytesRead === 0) return
      at += bytesRead
      const bytes = Buffer.from(piece.subarray(0, bytesRead))
      let from = 0
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
        goOn(bytes.subarray(from, end))
        if (!isCut) refused.push(...refusedInLine(Buffer.concat(begun)))
        beginLine()
        from = end + 1
      }
      if (from < bytes.length) goOn(bytes.subarray(from))
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
function refusedInLine(line: Buffer): readonly RefusedRequest[] {
  const refused: RefusedRequest[] = []
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
  return refused
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    throw new SparekeyError('INPUT_NOT_FOUND', `cannot read the audit log \`${path}\`: ${whyFailed(error)}`, {
      cause: error,
      hint: 'name the file that the API server writes its audit log to, or that it is copied to while it grows',
    })
  }
}
