// Keeps the number of things that run at once within a bound; who comes first is served first.

/** Runs a task as soon as there is room for it. */
export type InTurn = <T>(task: () => Promise<T>) => Promise<T>

/** @param atMost - how many tasks run at once */
export function inTurn(atMost: number): InTurn {
  const waiting: (() => void)[] = []
  let running = 0
  return async (task) => {
    // Whoever ends hands its place on, so that nobody who comes later gets in between.
    if (running < atMost) running += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
