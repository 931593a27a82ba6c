// The pictures of README.md and docs/: taken by tests of the pages that they show, and written with UPDATE_PICTURES=1.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

/** Takes a picture of what is in sight. One that is kept must be of a page as large: its bytes differ with fonts and clocks. */
export async function keepPicture(name: string, page: Page): Promise<void> {
  const picture = await page.screenshot()
  const file = new URL(`../../../docs/pictures/console-${name}.png`, import.meta.url)
  if (process.env['UPDATE_PICTURES'] === '1') writeFileSync(file, picture)
  assert.deepEqual(sizeOf(readFileSync(file)), sizeOf(picture), name)
}

/** Width and height, out of a PNG's first chunk. */
function sizeOf(png: Buffer): readonly [number, number] {
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}
