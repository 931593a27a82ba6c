// Keeps a second process away from a file, by a file beside it. Whoever was killed leaves it behind, and the next one takes it over: by
// a second lock, so that of two who find it left behind one takes it.
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { SparekeyError } from '../../base/index.ts'
import { isRecord } from '../../kube/index.ts'
import { whyFailed } from '../files/index.ts'
import { fateOf, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/**
 * @param path - the file that is locked; the lock is `PATH.lock`
 * @returns what gives the lock up
 * @throws SparekeyError `LOCKED` where another process has it, `OUTPUT_NOT_WRITTEN` where none can be made
 */
export function lockFile(path: string): () => void {
  const lock = `${path}.lock`
  const own = JSON.stringify(ownIdentity())
  // A link appears with its contents in one step, so that nobody reads a lock that is half written.
  const draft = `${lock}.${process.pid}`
  try {
    writeFileSync(draft, own)
    if (!takes(draft, lock)) takeOver(path, lock, draft)
  } catch (error) {
    if (error instanceof SparekeyError) throw error
    throw new SparekeyError('OUTPUT_NOT_WRITTEN', `cannot lock \`${path}\`: ${whyFailed(error)}`, {
      cause: error,
      hint: 'the folder of the journal must be one in which files can be made',
    })
  } finally {
    rmSync(draft, { force: true })
  }
  return () => {
    if (contentsOf(lock) === own) rmSync(lock, { force: true })
  }
}

function takeOver(path: string, lock: string, draft: string): void {
  refuseUnlessEnded(path, lock)
  const second = `${lock}.takeover`
  if (!takes(draft, second)) {
    refuseUnlessEnded(path, second)
    // Whoever was taking over was killed in that very moment, and may or may not have done so.
    throw held(path, second, 'a process that has ended')
  }
  try {
    // Somebody else may have been first.
    refuseUnlessEnded(path, lock)
    rmSync(lock, { force: true })
    if (!takes(draft, lock)) throw held(path, lock, 'another process')
  } finally {
    rmSync(second, { force: true })
  }
}

function takes(draft: string, lock: string): boolean {
  try {
    linkSync(draft, lock)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

function refuseUnlessEnded(path: string, lock: string): void {
  const holder = holderOf(lock)
  if (holder === undefined) return
  const fate = fateOf(holder)
  if (fate === 'ended') return
  throw held(path, lock, `process ${holder.pid}${fate === 'unknown' ? ` of ${holder.host}` : ''}`)
}

function held(path: string, lock: string, by: string): SparekeyError {
  return new SparekeyError('LOCKED', `\`${path}\` is in use by ${by}`, {
    hint: `wait until it has ended; if it has, delete \`${lock}\``,
  })
}

/** `undefined` where the lock is gone by now. */
function holderOf(lock: string): ProcessIdentity | undefined {
  const text = contentsOf(lock)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value) && typeof value['pid'] === 'number' && typeof value['host'] === 'string') {
      const { pid, host, started } = value
      return { pid, host, started: typeof started === 'string' ? started : null }
    }
  } catch {
    // Told below.
  }
  throw new SparekeyError('LOCKED', `\`${lock}\` is no lock that can be read`, {
    hint: 'delete it if no other process uses the journal',
  })
}

function contentsOf(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
