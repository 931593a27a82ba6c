// Decides whether a process written down earlier still runs; a process id alone is used again by a stranger in time.
import { readFileSync } from 'node:fs'

/** A process: its id and, where the system tells it, when it started. */
export interface ProcessIdentity {
  readonly pid: number
  /** In the kernel's ticks since boot; `null` where there is no `/proc`. */
  readonly started: string | null
}

/** The process that has this id now. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, started: kernelRecord(pid)?.started ?? null }
}

/** Whether that very process still runs. A zombie doesn't: it has ended, and only its parent has not noticed. */
export function isAlive(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0)
  } catch (error) {
    // EPERM says that it exists and is someone else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const record = kernelRecord(identity.pid)
  if (record === undefined) return true
  if (record.state === 'Z' || record.state === 'X') return false
  return identity.started === null || identity.started === record.started
}

function kernelRecord(pid: number): { readonly state: string; readonly started: string } | undefined {
  let line: string
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The second field is the program's name in parentheses, which may hold spaces and parentheses itself.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', started: fields[19] ?? '' }
}
