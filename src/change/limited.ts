// A cluster that is sent only so many reads and writes at a time, however many steps are on their way.
import type { Cluster } from './ports.ts'

/** What is more waits for its turn, in the order of the calls. */
export function limited(cluster: Cluster, limit: number): Cluster {
  const waiting: (() => void)[] = []
  let free = Math.max(1, limit)
  const inTurn = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await ask()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
  return {
    read: (ref) => inTurn(() => cluster.read(ref)),
    write: (write) => inTurn(() => cluster.write(write)),
    tryWrite: (write) => inTurn(() => cluster.tryWrite(write)),
    may: (right) => cluster.may(right),
    resourceOf: (ref) => cluster.resourceOf(ref),
    observe: (workloads) => cluster.observe(workloads),
    blockedByBudgets: (workloads) => cluster.blockedByBudgets(workloads),
    audit: () => cluster.audit(),
  }
}
