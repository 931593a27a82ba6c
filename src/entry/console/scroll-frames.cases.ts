// How long frames take while a long table is scrolled: a step in each frame, fast enough that every row is new after a few.
import type { Page } from 'playwright-core'

/** The times between frames, in milliseconds. */
export interface FrameTimes {
  readonly count: number
  readonly median: number
  readonly p95: number
  readonly worst: number
}

/** @param page - with a table */
export async function scrollFrames(page: Page, frames = 240): Promise<FrameTimes> {
  const times = await page.evaluate<readonly number[]>(`new Promise((resolve) => {
    const frame = document.querySelector('.frame')
    frame.scrollTop = 0
    const times = []
    let last = performance.now()
    const step = (now) => {
      times.push(now - last)
      last = now
      frame.scrollTop += 400
      if (times.length < ${frames}) requestAnimationFrame(step)
      else resolve(times.slice(2))
    }
    requestAnimationFrame(step)
  })`)
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { count: sorted.length, median: at(0.5), p95: at(0.95), worst: at(1) }
}
