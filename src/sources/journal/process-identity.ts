// Whether a process that was written down still runs: a process id alone belongs to a stranger in time.
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process. */
export interface ProcessIdentity {
  readonly host: string
  readonly pid: number
  /** In the kernel's ticks since boot; `null` where the system does not tell. */
  readonly started: string | null
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, started: recordOf(process.pid)?.started ?? null }
}

/** `unknown` where it ran on another machine. */
export function fateOf({ host, pid, started }: ProcessIdentity): 'running' | 'ended' | 'unknown' {
  if (host !== hostname()) return 'unknown'
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM says that it is there and is somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'ended'
  }
  const record = recordOf(pid)
  if (record === undefined) return 'running'
  // A zombie has ended; only its parent has not noticed.
  if (record.state === 'Z' || record.state === 'X') return 'ended'
  return started === null || started === record.started ? 'running' : 'ended'
}

function recordOf(pid: number): { readonly state: string; readonly started: string } | undefined {
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
