// A console for tests: opened in this process with a clock that stands still, and a page of the browser that has come in by its link.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { ConsoleOptions } from '../cli/console-options.ts'
import type { Io } from '../cli/io.ts'
import { usualWindow } from '../cli/source-options.ts'
import { openConsole, type OpenConsole } from './console.ts'
import { pageFiles, type PageFiles } from './page-files.ts'

let files: PageFiles | undefined

/** A console that a test closes. */
export interface TestConsole extends OpenConsole {
  /** Where it is, without a path. */
  readonly origin: string
  /** What it printed to standard error. */
  readonly complaints: () => string
}

/** Opens a console; without a source it is of the example. */
export async function openTestConsole(given: Partial<ConsoleOptions> = { example: true }): Promise<TestConsole> {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-console-'))
  let complaints = ''
  const io: Io = {
    out: () => undefined,
    err: (text) => (complaints += text),
    stdin: nothing(),
    env: {},
    inIsTerminal: false,
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    now: () => (given.now === undefined ? new Date().toISOString() : given.now),
    signal: new AbortController().signal,
  }
  files ??= pageFiles()
  const options = { port: 0, address: '127.0.0.1', open: false, journals: folder, minWindow: usualWindow, ...given } as const
  const opened = await openConsole(options, io, files)
  return {
    ...opened,
    origin: new URL(opened.newLink()).origin,
    complaints: () => complaints,
    async close() {
      await opened.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // Nobody types.
}

/** A page, and what went wrong in it. */
export interface TestPage {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of its code, and what the browser refused. */
  readonly problems: readonly string[]
  /** Goes to an address of the console, and waits until its view is there. */
  readonly visit: (path: string) => Promise<void>
}

/** Comes in by a link of the console. */
export async function comeIn(console: TestConsole, browser: Browser, how: BrowserContextOptions = {}): Promise<TestPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...how })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  await page.goto(console.newLink())
  await isShown(page)
  return {
    page,
    context,
    problems,
    async visit(path) {
      await page.goto(`${console.origin}${path}`)
      await isShown(page)
    },
  }
}

/** Waits until the page has its title, and no part of it is still being read. */
export async function isShown(page: Page): Promise<void> {
  await page.waitForSelector('h1')
  await page.locator('.loading').first().waitFor({ state: 'detached' })
}
