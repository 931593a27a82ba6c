// A real Chromium for tests: found on this machine or named by SPAREKEY_CHROMIUM. Where there is none a suite is skipped with a line that says
// what was not proved, or fails if `SPAREKEY_TEST_REQUIRE` is `all`, as suites do that need a control plane.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { after, before, describe } from 'node:test'
import { chromium, type Browser } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Where Chromium is; `undefined` where it is not. */
export function chromiumPath(): string | undefined {
  const named = process.env['SPAREKEY_CHROMIUM']
  if (named !== undefined) return named
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Starts one. */
export async function startChromium(executablePath: string): Promise<Browser> {
  // Its sandbox needs a user who is not root.
  const root = process.getuid?.() === 0
  return await chromium.launch({ executablePath, args: root ? ['--no-sandbox'] : [] })
}

/** Declares tests that have a browser; it is there in hooks and tests, not yet while they are declared. */
export function browserSuite(name: string, tests: (browser: () => Browser) => void): void {
  const path = chromiumPath()
  if (path === undefined) {
    const line = `NOT PROVED: \`${name}\` needs Chromium, and there is none on the PATH (SPAREKEY_CHROMIUM names one)`
    if (process.env['SPAREKEY_TEST_REQUIRE'] === 'all') {
      void describe(name, () => {
        before(() => {
          throw new Error(line)
        })
      })
      return
    }
    process.stderr.write(`${line}\n`)
    void describe(name, { skip: line })
    return
  }
  void describe(name, () => {
    let browser: Browser | undefined
    before(async () => {
      browser = await startChromium(path)
    })
    after(async () => {
      await browser?.close()
    })
    tests(() => {
      if (browser === undefined) throw new Error('the browser is there in hooks and tests only')
      return browser
    })
  })
}
