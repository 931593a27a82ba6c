// Every page in a real Chromium, on the example: it draws, axe finds nothing to complain of, in light and dark, at 360 px and at 200 % zoom, and
// the keyboard goes everywhere. Names that attack are drawn as the text that they are.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { objectLink, plainText, type OverviewView } from '../../console/index.ts'
import { complaintsOf } from './axe.cases.ts'
import { browserSuite } from './browser.cases.ts'
import { keepPicture } from './pictures.cases.ts'
import { comeIn, isShown, openTestConsole, type TestConsole, type TestPage } from './open.cases.ts'
import { pageFiles } from './page-files.ts'

const pages: readonly (readonly [name: string, path: string])[] = [
  ['overview', '/'],
  ['workloads', '/workloads'],
  ['workloads, filtered', '/workloads?namespace=istio-system&verdict=requiredByEvidence&sort=-name'],
  ['workload', '/workload?object=Deployment.apps%2Fistio-system%2Fkiali'],
  ['minters', '/minters?platform=yes'],
  ['account', '/account?account=istio-system%2Fkiali'],
  [
    'account, without a binding',
    '/account?account=istio-system%2Fkiali&without=ClusterRoleBinding.rbac.authorization.k8s.io%2F%2Fkiali',
  ],
  ['binding', '/binding?object=ClusterRoleBinding.rbac.authorization.k8s.io%2F%2Fingress-nginx'],
  ['changes', '/changes?risk=high'],
  ['guard', '/guard'],
  ['control', '/control'],
  ['no such page', '/no-such-page'],
  ['no such workload', '/workload?object=Deployment.apps%2Fa%2Fb'],
]

/** Pictures, each with its page and what must be seen in it. */
const pictures: readonly (readonly [name: string, path: string, seen: string])[] = [
  ['overview', '/', '.figures'],
  ['account', '/account?account=istio-system%2Fkiali', '.graph .node'],
]

const looks = [
  { name: 'light', how: { colorScheme: 'light' } },
  { name: 'dark', how: { colorScheme: 'dark' } },
  { name: '360 px wide', how: { viewport: { width: 360, height: 740 } } },
  // Half the size of the page in its own pixels is what a zoom of 200 % leaves.
  { name: 'at 200 % zoom', how: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, reducedMotion: 'reduce' } },
] as const

browserSuite('the console in a browser', (browser) => {
  let console: TestConsole
  before(async () => {
    console = await openTestConsole({ example: true, earlier: ['examples/cluster.sparekey'] })
  })
  after(async () => {
    await console.close()
  })

  for (const { name: look, how } of looks) {
    test(`every page draws, axe finds nothing in it, and nothing sticks out: ${look}`, async () => {
      const inside = await comeIn(console, browser(), how)
      const { page, visit } = inside
      const complaints: string[] = []
      for (const [name, path] of pages) {
        await visit(path)
        complaints.push(...(await complaintsOf(page)).map((one) => `${name}: ${one}`))
        const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
        if (over > 0) complaints.push(`${name}: sticks out by ${over} px`)
      }
      await inside.context.close()
      assert.deepEqual(complaints, [])
      // The one page of something that is not there is told by the browser as a request that found nothing.
      assert.deepEqual(
        inside.problems.filter((one) => !one.includes('404')),
        [],
      )
    })
  }

  test('its first paint comes within a second, and what the browser loads is less than 250 kB', async (t) => {
    const { script, style } = pageFiles()
    const size = gzipSync(script).byteLength + gzipSync(style).byteLength
    assert.ok(size <= 250_000, String(size))
    const { page, context } = await comeIn(console, browser())
    const painted = await page.evaluate<number>('performance.getEntriesByName("first-contentful-paint")[0].startTime')
    await context.close()
    t.diagnostic(`bundle ${size} bytes compressed, first paint after ${painted.toFixed(0)} ms`)
    assert.ok(painted < 1000, String(painted))
  })

  test('the pictures of README.md and docs/ are of these pages; UPDATE_PICTURES=1 takes them anew', async () => {
    const { page, context, visit } = await comeIn(console, browser(), { colorScheme: 'light' })
    for (const [name, path, seen] of pictures) {
      await visit(path)
      await page.locator(seen).first().waitFor()
      await keepPicture(name, page)
    }
    await context.close()
  })

  test('the overview shows the numbers of the audit', async () => {
    const { page, context } = await comeIn(console, browser())
    const { summary, minters } = await page.evaluate<OverviewView>('fetch("/api/overview").then((answer) => answer.json())')
    for (const [verdict, count] of Object.entries(summary.verdicts))
      assert.equal(await page.textContent(`[data-figure=${verdict}]`), String(count))
    assert.equal(await page.textContent('[data-figure=minters]'), String(minters.subjects))
    await context.close()
  })

  test('filters stand in the address, and the way back goes back', async () => {
    const { page, context, visit } = await comeIn(console, browser())
    await visit('/')
    await page.click('[data-figure=notProvenRequired]')
    await isShown(page)
    assert.match(page.url(), /\/workloads\?verdict=notProvenRequired$/)
    await page.getByLabel('Search').fill('dashboard')
    await page.locator('.row').nth(2).waitFor({ state: 'detached' })
    assert.equal(await page.locator('.row').count(), 2)
    assert.match(page.url(), /text=dashboard/)
    const kept = page.url()
    await page.click('.row a')
    await page.waitForSelector('text=Which field decided')
    await page.goBack()
    await page.waitForSelector('.row')
    assert.equal(page.url(), kept)
    assert.equal(await page.locator('.row').count(), 2)
    await page.goBack()
    await page.waitForSelector('.figures')
    await page.reload()
    await isShown(page)
    await context.close()
  })

  test('the keyboard reaches every place, and what has it is seen', async () => {
    const { page, context, visit } = await comeIn(console, browser())
    await visit('/workloads')
    const reached = new Set<string>()
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate<{ readonly name: string; readonly outline: string }>(
        '(() => { const at = document.activeElement; const style = getComputedStyle(at); return { name: at.getAttribute("aria-label") ?? at.textContent ?? at.tagName, outline: style.outlineStyle } })()',
      )
      reached.add(at.name.trim())
      if (at.name !== '') assert.notEqual(at.outline, 'none', at.name)
    }
    for (const name of [
      'Skip to the page',
      'Overview',
      'Control',
      'Refresh',
      'Rows of Workloads',
      'Namespace',
      'Deployment/details-v1',
    ])
      assert.ok(
        [...reached].some((one) => one.includes(name)),
        `${name}: ${[...reached].join(' | ')}`,
      )
    await context.close()
  })

  test('one takes bindings away and sees at once who is left, and the cut leaves nobody', async () => {
    const { page, context, visit } = await comeIn(console, browser())
    await visit('/account?account=istio-system%2Fkiali')
    const before = await page.textContent('.lead')
    await page.click('text=What if they were gone?')
    await page.waitForSelector('.lost')
    assert.notEqual(await page.textContent('.lead'), before)
    assert.match((await page.textContent('.cut')) ?? '', /nobody but the platform reaches it/)
    await page.goBack()
    await page.locator('.lost').waitFor({ state: 'detached' })
    await page.locator('.whatif input').first().check()
    await page.waitForSelector('.lost')
    await context.close()
  })

  test('a need is stated in the form, and comes out as a patch', async () => {
    const { page, context, visit } = await comeIn(console, browser())
    await visit('/workload?object=Deployment.apps%2Fistio-system%2Fkiali')
    await page.getByLabel('What it needs the token for').fill('shows the mesh <b>as it is</b>')
    await page.getByLabel('Who answers for it').fill('mesh@example.com')
    await page.getByLabel('Until when').fill('2099-12-31')
    await page.waitForSelector('.written')
    assert.match((await page.textContent('.written')) ?? '', /token-required: "shows the mesh <b>as it is<\/b>"/)
    await context.close()
  })

  test('of files a need is a difference, asked for when somebody stops typing, one question at a time; what comes late is not shown', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'sparekey-need-'))
    t.after(() => rmSync(folder, { recursive: true }))
    writeFileSync(
      join(folder, 'a.yaml'),
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: []}\n',
    )
    const files = await openTestConsole({ filename: [folder] })
    t.after(() => files.close())
    const { page, context, visit, problems } = await comeIn(files, browser())
    const asked: string[] = []
    let hold = (): void => undefined
    let release = (): void => undefined
    const isHeld = new Promise<void>((resolve) => (hold = resolve))
    const isReleased = new Promise<void>((resolve) => (release = resolve))
    await page.route('**/api/need?*', async (route) => {
      asked.push(new URL(route.request().url()).searchParams.get('reason') ?? '')
      if (asked.length === 1) {
        hold()
        await isReleased
      }
      await route.continue()
    })
    await visit('/workload?object=Pod%2Fshop%2Fweb')
    await page.getByLabel('Who answers for it').fill('shop@example.com')
    await page.getByLabel('Until when').fill('2099-12-31')
    const reason = page.getByLabel('What it needs the token for')
    await page.clock.install()
    await page.clock.pauseAt(Date.now() + 60_000)
    await reason.pressSequentially('first')
    await page.clock.runFor(5000)
    await isHeld
    for (const more of [' and', ' second']) {
      await reason.pressSequentially(more)
      await page.clock.runFor(5000)
    }
    await page.clock.resume()
    release()
    await page.locator('.written pre').first().waitFor()
    assert.deepEqual(asked, ['first', 'first and second'])
    const [diff = ''] = await page.locator('.written pre').allTextContents()
    assert.match(diff, /a\.yaml/)
    assert.match(diff, /sparekey\.dev\/token-required: "?first and second/)
    assert.deepEqual(problems, [])
    await context.close()
  })

  test('the theme is chosen, kept, and the only thing that is', async () => {
    const { page, context, visit } = await comeIn(console, browser(), { colorScheme: 'light' })
    const paper = async () => await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const light = await paper()
    await page.getByLabel('Theme').selectOption('dark')
    assert.notEqual(await paper(), light)
    await visit('/control')
    assert.notEqual(await paper(), light)
    assert.equal(
      await page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })'),
      '{"sparekey-theme":"dark"}',
    )
    assert.deepEqual(await page.evaluate<string>('document.cookie'), '')
    await context.close()
  })

  test('the control prints as a report: opened, and without what is only for the screen', async () => {
    const { page, context, visit } = await comeIn(console, browser(), { colorScheme: 'dark' })
    await visit('/control')
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))')
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('main details:not([open])').count(), 0)
    for (const hidden of ['.bar', '.places', '.command', 'main button'])
      assert.equal(await page.locator(hidden).first().isVisible(), false, hidden)
    // Commands keep their lines, and paper is light.
    assert.ok(!((await page.textContent('main')) ?? '').includes('\\n'))
    assert.equal(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor'), 'rgb(255, 255, 255)')
    const pdf = await page.pdf({ format: 'A4' })
    assert.ok(pdf.byteLength > 20_000 && pdf.subarray(0, 5).toString() === '%PDF-')
    await context.close()
  })
})

const hostile = {
  script: '<script>document.title="owned"</script>',
  image: '<img src=x onerror=document.title="owned">',
  turned: 'invoice\u202efdp.exe',
  zero: 'a\u200bdmin',
  long: 'n'.repeat(253),
  quotes: `"'\`$(id);&amp;`,
  template: '{{constructor.constructor("document.title=1")()}}',
} as const

browserSuite('names that attack', (browser) => {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-hostile-'))
  let console: TestConsole
  let inside: TestPage
  before(async () => {
    mkdirSync(folder, { recursive: true })
    const documents = Object.values(hostile).flatMap((name) => [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: name } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          namespace: name,
          annotations: {
            'sparekey.dev/token-required': name,
            'sparekey.dev/token-owner': name,
            'sparekey.dev/token-until': '2099-01-01',
          },
        },
        spec: { serviceAccountName: name, containers: [{ name }] },
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ kind: 'User', name }],
      },
    ])
    writeFileSync(join(folder, 'all.yaml'), documents.map((one) => JSON.stringify(one)).join('\n---\n'))
    console = await openTestConsole({ filename: [folder] })
    inside = await comeIn(console, browser())
  })
  after(async () => {
    await inside.context.close()
    await console.close()
    rmSync(folder, { recursive: true })
  })

  /** Goes to a page, and holds it to drawing names as text. */
  const drawsText = async (path: string): Promise<void> => {
    const { page, visit } = inside
    await visit(path)
    assert.match(await page.title(), /^Sparekey: /)
    assert.equal(await page.locator('main script, main img, main iframe, main style').count(), 0, path)
    const steering = await page.evaluate<boolean>(
      '/[\\u202a-\\u202e\\u2066-\\u2069\\u200b-\\u200f]/.test(document.body.textContent)',
    )
    assert.equal(steering, false, path)
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    assert.ok(over <= 0, `${path} sticks out by ${over} px`)
    assert.deepEqual(inside.problems, [])
  }

  for (const path of ['/', '/workloads', '/minters', '/guard', '/control', '/changes?risk=high'])
    test(`are drawn as text on ${path}`, async () => {
      await drawsText(path)
    })

  for (const [what, name] of Object.entries(hostile)) {
    test(`are drawn as text on pages of their own: ${what}`, async () => {
      const pod = objectLink({ apiVersion: 'v1', kind: 'Pod', namespace: name, name })
      await drawsText(`/workload?object=${encodeURIComponent(pod)}`)
      assert.ok(((await inside.page.textContent('h1')) ?? '').endsWith(plainText(name)))
      await drawsText(`/account?account=${encodeURIComponent(`${name}/${name}`)}`)
      const binding = objectLink({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', name })
      await drawsText(`/binding?object=${encodeURIComponent(binding)}`)
      assert.match((await inside.page.textContent('h1')) ?? '', /went away$/)
    })
  }
})
