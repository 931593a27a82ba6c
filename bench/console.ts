// The console in Chromium: how much it loads, when it first paints, and how long frames take with 50,000 rows, here and on a slower processor.
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { chromiumPath, startChromium } from '../src/entry/console/browser.cases.ts'
import { fleetSnapshot } from '../src/entry/console/fleet.cases.ts'
import { comeIn, openTestConsole } from '../src/entry/console/open.cases.ts'
import { pageFiles } from '../src/entry/console/page-files.ts'
import { scrollFrames } from '../src/entry/console/scroll-frames.cases.ts'

const rows = 50_000

/** @returns a table for people */
export async function benchConsole(times: number): Promise<string> {
  const path = chromiumPath()
  if (path === undefined) return 'console: not measured, since there is no Chromium on the PATH (SPAREKEY_CHROMIUM names one)\n'
  const { script, style } = pageFiles()
  const size = gzipSync(script).byteLength + gzipSync(style).byteLength
  const browser = await startChromium(path)
  try {
    return [
      'console',
      `  bundle               ${(size / 1000).toFixed(1)} kB compressed (goal: at most 250 kB, ${size <= 250_000 ? 'reached' : 'MISSED'})`,
      await firstPaint(browser, times),
      ...(await longTable(browser)),
      '',
    ].join('\n')
  } finally {
    await browser.close()
  }
}

async function firstPaint(browser: Browser, times: number): Promise<string> {
  const console = await openTestConsole()
  const paints: number[] = []
  for (let i = 0; i < times; i++) {
    const { page, context } = await comeIn(console, browser)
    paints.push(await page.evaluate<number>('performance.getEntriesByName("first-contentful-paint")[0].startTime'))
    await context.close()
  }
  await console.close()
  const median = paints.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN
  return `  first paint, example ${median.toFixed(0)} ms, the median of ${times} (goal: below 1000 ms, ${median < 1000 ? 'reached' : 'MISSED'})`
}

async function longTable(browser: Browser): Promise<readonly string[]> {
  const file = fleetSnapshot(rows)
  const console = await openTestConsole({ snapshot: file })
  const { page, context, visit } = await comeIn(console, browser)
  await visit('/workloads')
  await page.locator('.row').first().waitFor()
  const lines = [await frames(page, 1), await frames(page, 4)]
  await context.close()
  await console.close()
  rmSync(dirname(file), { recursive: true })
  return lines
}

async function frames(page: Page, slower: number): Promise<string> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower })
  const { count, median, p95, worst } = await scrollFrames(page)
  const title = slower === 1 ? 'as it is' : `${slower} times slower`
  const numbers = [median, p95, worst].map((time) => `${time.toFixed(1)} ms`).join(' / ')
  return `  scrolling ${rows} rows, processor ${title}: median / 95 in 100 / worst of ${count} frames ${numbers}`
}
