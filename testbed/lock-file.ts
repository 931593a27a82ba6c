// Decides who may do a piece of work that several processes want done once: the one that created the lock file.
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts'

/**
 * Does the work while holding the lock file, and waits first while another process holds it; `waiting` is told once by
 * whom. A lock whose process has ended is taken over. Two processes that take over the same dead lock in the same
 * instant may both go on, so the work must be correct, if wasteful, when done twice.
 */
export async function withLock<T>(path: string, waiting: (holder: number) => void, work: () => Promise<T>): Promise<T> {
  let told = false
  for (;;) {
    const holder = acquire(path)
    if (holder === 'us') break
    if (holder === 'nobody') continue
    if (!told) waiting(holder.pid)
    told = true
    await sleep(50)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

/** `nobody` is a lock that is gone by now, or whose holder has ended: try again. */
function acquire(path: string): ProcessIdentity | 'us' | 'nobody' {
  // A link appears with its contents in one step, so nobody ever reads a lock that is half written.
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, JSON.stringify(identityOf(process.pid)))
  try {
    linkSync(draft, path)
    return 'us'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  let holder: ProcessIdentity
  try {
    holder = JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'nobody'
    throw new Error(`can't read the lock \`${path}\`; delete it if no other test bed is being built`, { cause: error })
  }
  if (isAlive(holder)) return holder
  rmSync(path, { force: true })
  return 'nobody'
}
