// The pictures of README.md and docs/: taken by tests of the pages that they show, and written with UPDATE_PICTURES=1.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'

/** Takes a picture of what is in sight. One that is kept must be of a page as wide: all else differs with fonts and clocks. */
export async function keepPicture(name: string, shown: Page | Locator): Promise<void> {
  const picture = await shown.screenshot()
  const file = new URL(`../../../docs/pictures/console-${name}.png`, import.meta.url)
  if (process.env['UPDATE_PICTURES'] === '1') writeFileSync(file, picture)
  assert.equal(widthOf(readFileSync(file)), widthOf(picture), name)
}

/** Out of a PNG's first chunk. */
function widthOf(png: Buffer): number {
  return png.readUInt32BE(16)
}
