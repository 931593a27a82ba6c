// A plan carried out and taken back by clicks in a real Chromium, on a real control plane: checked, applied, watched, seen by a second tab, stopped,
// killed in the middle and gone on with, and backed out until every field is as it was.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { load } from 'js-yaml'
import type { Page } from 'playwright-core'
import type { KubeObject } from '../../../testbed/client.ts'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import { formatChangeRole, formatClusterRole } from '../../sources/live/index.ts'
import { runWith } from '../cli/fake-io.cases.ts'
import { complaintsOf } from './axe.cases.ts'
import { browserSuite } from './browser.cases.ts'
import { keepPicture } from './pictures.cases.ts'
import { comeIn, isShown, openTestConsole, type TestConsole } from './open.cases.ts'

interface Account {
  readonly automountServiceAccountToken?: boolean
}

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string }
  readonly spec: { readonly volumes?: readonly { readonly name: string }[] }
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

/** How long a rollout may take, with the API server's own pauses. */
const patience = { timeout: 90_000 }

browserSuite('changes by the console', (browser) => {
  clusterSuite('on a control plane', { kwok: true, users: { changer: [] } }, (cluster) => {
    let folder = ''
    let console: TestConsole
    let number = 0
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'sparekey-console-runs-'))
      await cluster.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
      for (const text of [formatClusterRole(), formatChangeRole()]) {
        const role = load(text) as KubeObject
        await cluster.client.create(role)
        await cluster.client.create({
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'ClusterRoleBinding',
          metadata: { name: role.metadata.name ?? '' },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.metadata.name },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'changer' }],
        } as KubeObject)
      }
      console = await openTestConsole(options())
    })
    const children: ChildProcess[] = []
    after(async () => {
      for (const child of children) child.kill('SIGKILL')
      await console.close()
      rmSync(folder, { recursive: true })
    })

    const options = () =>
      ({ kubeconfig: cluster.plane.kubeconfigPath, context: 'changer', allowChanges: true, journals: folder }) as const

    /** A Deployment of its own for a test, with an account of its own that says nothing. */
    const shop = async (): Promise<string> => {
      const name = `web-${(number += 1)}`
      await cluster.client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'shop' } })
      await cluster.client.create({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace: 'shop' },
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: {
              serviceAccountName: name,
              containers: [{ name: 'main', image: 'x', env: [{ name: 'A', value: 'sesame-value' }] }],
            },
          },
        },
      } as KubeObject)
      await tokensAre(name, true)
      return name
    }
    const switchOf = async (name: string): Promise<boolean | undefined> =>
      (await cluster.client.get<Account>('v1', 'ServiceAccount', name, 'shop')).automountServiceAccountToken
    const tokensAre = async (name: string, there: boolean): Promise<void> => {
      await waitUntil(`pods of ${name} with${there ? '' : 'out'} tokens`, async () => {
        const pods = (await cluster.client.list<Pod>('v1', 'Pod', 'shop')).filter(
          ({ metadata }) => metadata.name.startsWith(`${name}-`) && metadata.deletionTimestamp === undefined,
        )
        const holds = ({ spec }: Pod): boolean =>
          (spec.volumes ?? []).some((volume) => volume.name.startsWith('kube-api-access-'))
        const ready = ({ status }: Pod): boolean =>
          (status.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True')
        return pods.length === 2 && pods.every((pod) => ready(pod) && holds(pod) === there)
      })
    }
    /** No pod more: a rollout waits until it is gone. */
    const full = async (): Promise<void> => {
      const pods = (await cluster.client.list('v1', 'Pod', 'shop')).length
      await cluster.client.create({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'full', namespace: 'shop' },
        spec: { hard: { pods: String(pods) } },
      } as KubeObject)
      await waitUntil('the quota to count', async () => {
        type Quota = { readonly status?: { readonly used?: object } }
        const { status } = await cluster.client.get<Quota>('v1', 'ResourceQuota', 'full', 'shop')
        return status?.used !== undefined && 'pods' in status.used
      })
    }
    const room = async (): Promise<void> => {
      await cluster.client.request('DELETE', '/api/v1/namespaces/shop/resourcequotas/full')
    }
    /** Reads anew, and chooses the changes of one account. */
    const choose = async (page: Page, origin: string, name: string): Promise<void> => {
      await page.goto(`${origin}/changes`)
      await isShown(page)
      const made = page.waitForResponse(/\/api\/plan\?/)
      await page.getByRole('button', { name: 'Refresh' }).click()
      await made
      await isShown(page)
      const group = page.locator('.groups > li', { hasText: `ServiceAccount shop/${name}` })
      await group.locator('.pick input').check()
      await page.getByText('2 steps chosen').waitFor()
    }
    const apply = async (page: Page): Promise<void> => {
      await page.getByRole('button', { name: 'Apply', exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click()
    }
    const takeBack = async (page: Page): Promise<void> => {
      await page.getByRole('button', { name: 'Take it back' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click()
    }

    test('plan, check, apply and back out by clicks: absent comes back as absent', { timeout: 240_000 }, async () => {
      const name = await shop()
      const { page, context, problems } = await comeIn(console, browser())
      await choose(page, console.origin, name)
      await page.getByRole('button', { name: 'Check, and change nothing' }).click()
      await page.getByText('Nothing stands against it.').waitFor(patience)
      assert.equal(await switchOf(name), undefined)
      assert.deepEqual(readdirSync(folder), [])

      await page.getByRole('button', { name: 'Apply', exact: true }).click()
      assert.deepEqual(await complaintsOf(page), [], 'with its question')
      await page.keyboard.press('Escape')
      assert.equal(await page.getByRole('dialog').count(), 0)
      await apply(page)
      await page.getByText(/Under way: \d of 2 steps are written/).waitFor(patience)
      await page
        .locator('.run')
        .getByText('every step is made, and shows (2 effective)', { exact: false })
        .first()
        .waitFor(patience)
      assert.equal(await switchOf(name), false)
      await tokensAre(name, false)
      const [journal = ''] = readdirSync(folder)
      assert.match(journal, /^sparekey-\d{8}-\d{6}-[0-9a-f]{6}\.journal$/)
      // The audit was read again behind the run: the workload holds nothing any more.
      await page.goto(`${console.origin}/workload?object=${encodeURIComponent(`Deployment.apps/shop/${name}`)}`)
      await isShown(page)
      await page.locator('.lead').getByText('holds no API token').waitFor(patience)

      await page.goto(`${console.origin}/changes`)
      await page.locator('.run').waitFor()
      assert.deepEqual(await complaintsOf(page), [], 'with a run')
      await page.getByText('What the command would print').click()
      await keepPicture('run', page.locator('.run'))
      await page.getByRole('link', { name: journal }).last().click()
      await page.getByText('every step is made, and shows (2 effective)').first().waitFor()
      assert.deepEqual(await complaintsOf(page), [], 'a journal')
      await takeBack(page)
      await page.getByText('everything is as it was before', { exact: false }).first().waitFor(patience)
      assert.equal(await switchOf(name), undefined)
      await tokensAre(name, true)
      // The command tells the same of the journal that the console wrote.
      const status = await runWith(['status', join(folder, journal)])
      assert.equal(status.code, 1)
      assert.match(status.out, /everything is as it was before/)
      assert.deepEqual(problems, [])
      await context.close()
    })

    test(
      'a second tab sees the run of the first, cannot begin another, and can stop it; it is gone on with',
      { timeout: 240_000 },
      async () => {
        const [name, other] = [await shop(), await shop()]
        const first = await comeIn(console, browser())
        const second = await comeIn(console, browser())
        await choose(second.page, console.origin, other)
        await full()
        await choose(first.page, console.origin, name)
        await apply(first.page)
        await first.page.getByText(/waiting +Deployment shop/).waitFor(patience)
        await second.page.locator('.run').getByText(`Deployment shop/${name}`, { exact: true }).waitFor(patience)
        assert.equal(await second.page.getByRole('button', { name: 'Apply', exact: true }).isDisabled(), true)
        const refused = await second.page.evaluate<readonly [number, string]>(
          `fetch('/api/plan?maxRisk=low').then((answer) => answer.json()).then(({ id, steps }) => fetch('/api/apply', {
          method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ plan: id, groups: [...new Set(steps.map(({ group }) => group))] }),
        })).then(async (answer) => [answer.status, await answer.text()])`,
        )
        assert.equal(refused[0], 400)
        assert.match(refused[1], /a run is under way already/)
        // A place that shows something else tells of it, too.
        await second.page.goto(`${console.origin}/workloads`)
        await second.page.getByText('Apply is under way').waitFor()
        await second.page.getByRole('link', { name: 'See it' }).click()
        await second.page.getByRole('button', { name: 'Stop between two steps' }).click()
        for (const { page } of [first, second])
          await page.locator('.run .warn').getByText('nterrupted', { exact: false }).waitFor(patience)
        await room()
        await first.page.locator('.run').getByRole('link').click()
        await first.page.getByText('it broke off', { exact: false }).first().waitFor(patience)
        await first.page.getByRole('button', { name: 'Go on with it' }).click()
        await first.page.getByText('every step is made, and shows', { exact: false }).first().waitFor(patience)
        assert.equal(await switchOf(name), false)
        await tokensAre(name, false)
        await first.context.close()
        await second.context.close()
      },
    )

    /** A console as a process of its own, and its link. */
    const program = async (): Promise<{ readonly child: ChildProcess; readonly link: string }> => {
      const words = [
        'console',
        '--kubeconfig',
        cluster.plane.kubeconfigPath,
        '--context',
        'changer',
        '--allow-changes',
        '--journals',
        folder,
      ]
      const child = spawn(process.execPath, [join(import.meta.dirname, '../cli/main.ts'), ...words, '--no-open'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      children.push(child)
      const [link] = (await once(child.stdout, 'data')) as [Buffer]
      return { child, link: link.toString().trim() }
    }

    test(
      'a console that is killed in the middle of a run leaves a journal that another one takes up, and takes back',
      { timeout: 240_000 },
      async () => {
        const name = await shop()
        const known = new Set(readdirSync(folder))
        const { child, link } = await program()
        const context = await browser().newContext()
        const page = await context.newPage()
        page.setDefaultTimeout(15_000)
        await page.goto(link)
        await full()
        await choose(page, new URL(link).origin, name)
        await apply(page)
        await page.getByText(/waiting +Deployment shop/).waitFor(patience)
        child.kill('SIGKILL')
        await once(child, 'exit')
        await page.getByText('The console does not answer', { exact: false }).waitFor(patience)
        await context.close()
        await room()

        const journal = readdirSync(folder).find((one) => one.endsWith('.journal') && !known.has(one)) ?? ''
        const again = await comeIn(console, browser())
        await again.visit(`/journal?name=${journal}`)
        await again.page.getByText('it broke off', { exact: false }).first().waitFor()
        await again.page.getByRole('button', { name: 'Go on with it' }).click()
        await again.page.getByText('every step is made, and shows', { exact: false }).first().waitFor(patience)
        assert.equal(await switchOf(name), false)
        await tokensAre(name, false)
        await takeBack(again.page)
        await again.page.getByText('everything is as it was before', { exact: false }).first().waitFor(patience)
        assert.equal(await switchOf(name), undefined)
        await tokensAre(name, true)
        assert.equal(readFileSync(join(folder, journal), 'utf8').includes('sesame-value'), false)
        await again.context.close()
      },
    )

    test('a console that is interrupted lets what was begun end, and leaves no lock behind', { timeout: 120_000 }, async () => {
      const name = await shop()
      const { child, link } = await program()
      const context = await browser().newContext()
      const page = await context.newPage()
      await page.goto(link)
      await full()
      await choose(page, new URL(link).origin, name)
      await apply(page)
      await page.getByText(/waiting +Deployment shop/).waitFor(patience)
      const known = (await page.textContent('.run a')) ?? ''
      child.kill('SIGINT')
      const [code] = (await once(child, 'exit')) as [number | null]
      assert.equal(code, 0)
      await context.close()
      await room()
      const leases = await cluster.client.list('coordination.k8s.io/v1', 'Lease')
      assert.deepEqual(
        leases.filter(({ metadata }) => metadata.name === 'sparekey'),
        [],
      )
      assert.deepEqual(
        readdirSync(folder).filter((one) => one.endsWith('.lock')),
        [],
      )
      const words = [
        'backout',
        join(folder, known),
        '--yes',
        '--kubeconfig',
        cluster.plane.kubeconfigPath,
        '--context',
        'changer',
      ]
      const back = await runWith(words, '', new Date().toISOString())
      assert.equal(back.code, 0, back.err)
      assert.equal(await switchOf(name), undefined)
    })

    test('a console that was not allowed to change anything offers nothing, and shows how the guard stands', async () => {
      const looking = await openTestConsole({ kubeconfig: cluster.plane.kubeconfigPath, context: 'admin', journals: folder })
      const { page, context, visit } = await comeIn(looking, browser())
      await visit('/changes')
      await page.getByText('This console only looks.', { exact: false }).waitFor()
      for (const name of ['Apply', 'Check, and change nothing'])
        assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name)
      assert.equal(await page.locator('.groups input').count(), 0)
      const [journal = ''] = readdirSync(folder).filter((one) => one.endsWith('.journal'))
      await visit(`/journal?name=${journal}`)
      assert.equal(await page.getByRole('button', { name: 'Take it back' }).count(), 0)
      await visit('/guard')
      assert.match((await page.textContent('.head')) ?? '', /It is not installed/)
      assert.match((await page.locator('tr', { hasText: 'shop' }).textContent()) ?? '', /^shopaudit/)
      await context.close()
      await looking.close()
    })
  })
})
