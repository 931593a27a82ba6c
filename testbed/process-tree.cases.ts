// For tests: the processes of a control plane, remembered so that a test can see that every one of them is gone.
import { execFileSync } from 'node:child_process'
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts'
import { waitUntil } from './wait-until.ts'

/** The processes with these ids and all their children. */
export function withChildren(pids: readonly number[]): readonly ProcessIdentity[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const parents = new Map(
    rows.map((row) => {
      const [pid, parent] = row.trim().split(/\s+/).map(Number)
      return [pid ?? 0, parent ?? 0] as const
    }),
  )
  const children = [...parents].filter(([, parent]) => pids.includes(parent)).map(([pid]) => pid)
  return [...pids, ...children].map(identityOf)
}

/** Waits until none of the processes runs. */
export async function allGone(processes: readonly ProcessIdentity[]): Promise<void> {
  await waitUntil('every process to be gone', () => !processes.some(isAlive), {
    timeoutMs: 10_000,
    lastSeen: () =>
      `process ids ${processes
        .filter(isAlive)
        .map(({ pid }) => pid)
        .join(', ')}`,
  })
}
