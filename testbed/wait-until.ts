// Waits for a condition by asking again and again; nothing in the test bed sleeps for a time somebody guessed.
import { setTimeout as sleep } from 'node:timers/promises'

/** How long to wait, and what to say of the last look when it was in vain. */
export interface WaitOptions {
  readonly timeoutMs?: number
  readonly lastSeen?: () => string
}

/** Asks `probe` until it answers with something other than `undefined` or `false`, and passes that on. */
export async function waitUntil<T>(
  what: string,
  probe: () => T | false | undefined | Promise<T | false | undefined>,
  options: WaitOptions = {},
): Promise<T> {
  const { timeoutMs = 60_000, lastSeen } = options
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const answer = await probe()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() >= deadline) {
      const seen = lastSeen === undefined ? '' : `; last seen: ${lastSeen()}`
      throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}${seen}`)
    }
    await sleep(50)
  }
}
