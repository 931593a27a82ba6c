// 50,000 workloads in a real Chromium: the rows in sight are drawn and no others, and filters answer while one types.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { after, before, test } from 'node:test'
import { browserSuite } from './browser.cases.ts'
import { fleetSnapshot } from './fleet.cases.ts'
import { comeIn, openTestConsole, type TestConsole } from './open.cases.ts'
import { scrollFrames } from './scroll-frames.cases.ts'

const count = 50_000

browserSuite('50,000 workloads in the console', (browser) => {
  let file = ''
  let console: TestConsole
  before(async () => {
    file = fleetSnapshot(count)
    console = await openTestConsole({ snapshot: file })
  })
  after(async () => {
    await console.close()
    rmSync(dirname(file), { recursive: true })
  })

  test('all of them are in the list, few are drawn, the last can be reached, and any is found by typing', async (t) => {
    const { page, context, visit, problems } = await comeIn(console, browser())
    await visit('/workloads')
    await page.locator('.row').first().waitFor()
    assert.equal(await page.getByRole('table').getAttribute('aria-rowcount'), String(count + 1))
    assert.ok((await page.locator('.row').count()) < 100)
    await page.evaluate('document.querySelector(".frame").scrollTop = 1e9')
    await page.locator(`.row[aria-rowindex="${count + 1}"]`).waitFor()
    assert.ok((await page.locator('.row').count()) < 100)
    const frames = await scrollFrames(page)
    t.diagnostic(
      `${frames.count} frames while scrolling: median ${frames.median.toFixed(1)} ms, worst of 95 in 100 ${frames.p95.toFixed(1)} ms`,
    )
    // The cursor keys scroll it, too.
    await page.evaluate('document.querySelector(".frame").scrollTop = 0')
    await page.locator('.frame').focus()
    await page.keyboard.press('PageDown')
    await page.locator('.row[aria-rowindex="20"]').waitFor()
    const started = performance.now()
    await page.getByLabel('Search').fill('service-49999-')
    await page.locator('.row', { hasText: 'service-49999-with-a-name' }).waitFor()
    assert.equal(await page.locator('.row').count(), 1)
    t.diagnostic(`found one of ${count} by typing in ${(performance.now() - started).toFixed(0)} ms`)
    await page.locator('.row a').first().click()
    await page.getByText('Which field decided').waitFor()
    assert.deepEqual(problems, [])
    await context.close()
  })

  for (const path of ['/guard', '/changes']) {
    test(`all that ${path} has to say of them is shown a page at a time`, async () => {
      const { page, context, visit } = await comeIn(console, browser())
      await visit(path)
      const drawn = async (): Promise<number> => await page.evaluate<number>('document.querySelectorAll("main *").length')
      const before = await drawn()
      assert.ok(before < 15_000, `${before} elements`)
      await page
        .locator('main button:visible', { hasText: /^Show more: \d+ are left$/ })
        .last()
        .click()
      assert.ok((await drawn()) > before)
      await context.close()
    })
  }

  test('a plan of tens of thousands of steps is shown a page at a time', async () => {
    const { page, context, visit } = await comeIn(console, browser())
    await visit('/changes')
    await page.locator('.lead').waitFor()
    assert.equal(await page.locator('.groups > li').count(), 100)
    await page.getByRole('button', { name: /^Show more: \d+ are left$/ }).click()
    assert.ok((await page.locator('.groups > li').count()) > 100)
    await context.close()
  })
})
