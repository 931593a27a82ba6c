// What keeps a run safe while it lasts: the lock against others, and the copy of its journal in the cluster.
import { hostname, userInfo } from 'node:os'
import { SparekeyError } from '../../base/index.ts'
import type { OnWritten } from '../../sources/journal/index.ts'
import type { ChangeConnection, JournalMirror, Lock } from '../../sources/live/index.ts'
import type { Io } from './io.ts'

/** Locks the namespaces that a run writes to. */
export async function lockFor(connection: ChangeConnection, run: string, namespaces: readonly string[], io: Io): Promise<Lock> {
  const { takeLock } = await import('../../sources/live/index.ts')
  const warn = (message: string): void => io.err(`warning: ${message}\n`)
  return await takeLock(connection, { namespaces, run, holder: holder(), warn, signal: io.signal })
}

/** Who that is, for those who are kept out. */
function holder(): string {
  let user = ''
  try {
    user = userInfo().username
  } catch {
    // A user without a name, as in containers.
  }
  return `${user === '' ? 'somebody' : user}@${hostname()}, process ${process.pid}`
}

/** The mirror of a journal, where one was asked for. */
export interface Mirroring {
  readonly onWritten: OnWritten
  /** Before the first record: the mirror is brought up to what the file holds. */
  readonly open: (text: string) => Promise<void>
}

/** A mirror in a namespace; without one, nothing. */
export function mirroring(connection: ChangeConnection, run: string, namespace: string | undefined): Mirroring {
  let opened: JournalMirror | undefined
  return {
    async onWritten(text) {
      if (namespace === undefined) return
      if (opened === undefined) throw new SparekeyError('OUTPUT_NOT_WRITTEN', 'the mirror of the journal is not open')
      await opened.append(text)
    },
    async open(text) {
      if (namespace === undefined) return
      const { openMirror } = await import('../../sources/live/index.ts')
      opened = await openMirror(connection, { namespace, run }, text)
    },
  }
}
