// Plans carried out and taken back on a real control plane, as a person would do it: by commands, with the printed rights and no others.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { load } from 'js-yaml'
import type { KubeObject } from '../../../testbed/client.ts'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import type { Plan, Step } from '../../change/index.ts'
import { formatChangeRole, formatClusterRole } from '../../sources/live/index.ts'
import { runWith, type FakeWorld, type Ran } from './fake-io.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-change-'))
after(() => rmSync(folder, { recursive: true, force: true }))

interface Account {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string }
  readonly automountServiceAccountToken?: boolean
}

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string }
  readonly spec: { readonly volumes?: readonly { readonly name: string }[] }
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

/** Two steps: the account is switched off, and the pods of its Deployment are replaced. */
function planFor(name: string): Plan {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'shop', name }
  const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name }
  const common = { alsoRemoves: [], before: [], risk: { level: 'low', why: 'nothing uses it' }, group: name } as const
  const token = {
    workload,
    container: 'main',
    serviceAccount: `shop/${name}`,
    path: '/var/run/secrets/kubernetes.io/serviceaccount/token',
  }
  const off: Step = {
    ...common,
    id: `account-off/ServiceAccount/shop/${name}`,
    remedy: 'account-off',
    object: account,
    change: { kind: 'edit', edits: [{ path: '/automountServiceAccountToken', to: false }] },
    reason: 'nothing shows that the token is needed',
    removes: [],
    effect: { when: 'nextPod' },
    after: [{ kind: 'field', path: '/automountServiceAccountToken', value: false }],
    requires: [],
  }
  const renewed: Step = {
    ...common,
    id: `pods-renewed/Deployment/shop/${name}`,
    remedy: 'pods-renewed',
    object: workload,
    change: {
      kind: 'edit',
      edits: [{ path: '/spec/template/metadata/annotations/sparekey.dev~1renewed-at', to: '2026-11-24T08:00:00.000Z' }],
    },
    reason: 'its pods keep their token until they are replaced',
    removes: [token],
    effect: { when: 'rollout' },
    before: [{ kind: 'podsHold', workload, containers: ['main'] }],
    after: [{ kind: 'podsHold', workload, containers: [] }],
    requires: [off.id],
  }
  return {
    apiVersion: 'sparekey.dev/v1',
    kind: 'Plan',
    generatedAt: '2026-11-24T08:00:00.000Z',
    source: { kind: 'live', description: 'the test bed', apiAudiences: [], assumptions: [], rolesKnown: true },
    steps: [off, renewed],
    sourcePatches: [],
    left: [],
    gaps: [],
  }
}

clusterSuite('changing a cluster by commands', { kwok: true, users: { changer: [] } }, (cluster) => {
  let number = 0

  /** A Deployment of its own for a test, with an account of its own that says nothing, and the plan for it. */
  const shop = async (): Promise<{ readonly name: string; readonly plan: string; readonly journal: string }> => {
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
    const plan = join(folder, `${name}.yaml`)
    writeFileSync(plan, JSON.stringify(planFor(name)))
    return { name, plan, journal: join(folder, `${name}.journal`) }
  }
  const command = (words: readonly string[], world?: FakeWorld, stdin?: string): Promise<Ran> =>
    runWith([...words, '--kubeconfig', cluster.plane.kubeconfigPath, '--context', 'changer'], stdin, undefined, world)
  const apply = (plan: string, journal: string, ...more: readonly string[]): Promise<Ran> =>
    command(['apply', plan, '--journal', journal, '--yes', ...more])
  /** `apply` as a process of its own. */
  const program = (plan: string, journal: string): ChildProcess => {
    const options = ['--journal', journal, '--yes', '--kubeconfig', cluster.plane.kubeconfigPath, '--context', 'changer']
    return spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'apply', plan, ...options], { stdio: 'ignore' })
  }
  const accountOf = (name: string): Promise<Account> => cluster.client.get<Account>('v1', 'ServiceAccount', name, 'shop')
  const podsOf = async (name: string): Promise<readonly Pod[]> => {
    const pods = await cluster.client.list<Pod>('v1', 'Pod', 'shop')
    return pods.filter(({ metadata }) => metadata.name.startsWith(`${name}-`) && metadata.deletionTimestamp === undefined)
  }
  const holds = ({ spec }: Pod): boolean => (spec.volumes ?? []).some((volume) => volume.name.startsWith('kube-api-access-'))
  const isReady = ({ status }: Pod): boolean =>
    (status.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True')
  const tokensAre = async (name: string, there: boolean): Promise<void> => {
    await waitUntil(`pods of ${name} with${there ? '' : 'out'} tokens`, async () => {
      const pods = await podsOf(name)
      return pods.length === 2 && pods.every((pod) => isReady(pod) && holds(pod) === there)
    })
  }
  const leases = async (): Promise<number> => {
    const all = await cluster.client.list('coordination.k8s.io/v1', 'Lease')
    return all.filter(({ metadata }) => metadata.name === 'sparekey').length
  }
  const switchOf = async (name: string): Promise<boolean | undefined> => (await accountOf(name)).automountServiceAccountToken

  before(async () => {
    for (const name of ['shop', 'audit']) await cluster.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
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
  })

  test('plan, try, apply, prove, take back, prove, and make again', { timeout: 240_000 }, async () => {
    const { name, plan, journal } = await shop()
    const untouched = await accountOf(name)
    const tried = await command(['apply', plan, '--dry-run'])
    assert.equal(tried.code, 0, tried.err)
    assert.match(tried.err, /nothing stands against it/)
    assert.deepEqual([await accountOf(name), await leases()], [untouched, 0])

    const done = await apply(plan, journal)
    assert.equal(done.code, 0, done.err)
    assert.match(done.out, /every step is made, and shows \(2 effective\)/)
    assert.equal(await switchOf(name), false)
    await tokensAre(name, false)
    assert.equal(await leases(), 0)
    assert.ok(!existsSync(`${journal}.lock`))
    assert.equal((await runWith(['status', journal])).code, 0)
    const proof = await command(['verify', journal, '-o', 'json'])
    assert.equal(proof.code, 0, proof.out)
    const { gone, lost, gained } = JSON.parse(proof.out) as Readonly<Record<string, readonly { readonly workload: string }[]>>
    assert.deepEqual([gone?.map(({ workload }) => workload), lost, gained], [[`Deployment shop/${name}`], [], []])

    const back = await command(['backout', journal, '--yes'])
    assert.equal(back.code, 0, back.err)
    const restored = await accountOf(name)
    assert.equal('automountServiceAccountToken' in restored, false, 'absent comes back as absent')
    await tokensAre(name, true)
    assert.equal((await command(['verify', journal])).code, 0)
    const status = await runWith(['status', journal])
    assert.equal(status.code, 1)
    assert.match(status.out, /everything is as it was before/)

    const again = await command(['backout', journal, '--redo', '--yes'])
    assert.equal(again.code, 0, again.err)
    assert.equal(await switchOf(name), false)
    await tokensAre(name, false)
    assert.ok(!readFileSync(journal, 'utf8').includes('sesame-value'))
  })

  test('nothing is changed without a yes', async () => {
    const { name, plan, journal } = await shop()
    const words = ['apply', plan, '--journal', journal]
    const unasked = await command(words)
    assert.equal(unasked.code, 3)
    assert.match(unasked.err, /standard input is no terminal[^]*--yes/)
    const no = await command(words, { inIsTerminal: true }, 'n\n')
    assert.equal(no.code, 3)
    assert.match(no.err, /change 2 objects of changer .*\? \[y\/N\] /)
    assert.deepEqual([await switchOf(name), existsSync(journal), await leases()], [undefined, false, 0])
    assert.equal((await command(words, { inIsTerminal: true }, 'yes\n')).code, 0)
    assert.equal(await switchOf(name), false)
  })

  test('what somebody has changed since is told with all its sides, and overwritten only by force', async () => {
    const { name, plan, journal } = await shop()
    assert.equal((await apply(plan, journal)).code, 0)
    await cluster.client.request('PATCH', `/api/v1/namespaces/shop/serviceaccounts/${name}`, {
      automountServiceAccountToken: true,
    })
    const refused = await command(['backout', journal, '--yes'])
    assert.equal(refused.code, 2, refused.err)
    assert.match(
      refused.err,
      /\/automountServiceAccountToken\n +this run made it +false\n +it is now +true\n +before it was +\(absent\)\n[^]*--force/,
    )
    assert.equal(await switchOf(name), true)
    assert.equal((await command(['backout', journal, '--force', '--yes'])).code, 0)
    assert.equal(await switchOf(name), undefined)
  })

  test('a run is gone on with in its own cluster alone, wherever that has moved', async () => {
    const { name, plan, journal } = await shop()
    assert.equal((await apply(plan, journal)).code, 0)
    const moved = join(folder, 'moved.kubeconfig')
    const kubeconfig = readFileSync(cluster.plane.kubeconfigPath, 'utf8').replaceAll('127.0.0.1', 'localhost')
    writeFileSync(moved, kubeconfig.replace(/^( +)certificate-authority: /m, '$1tls-server-name: kubernetes\n$&'))
    const words = ['backout', journal, '--yes', '--kubeconfig', moved, '--context', 'changer']
    const refused = await runWith(words)
    assert.equal(refused.code, 3)
    assert.match(refused.err, /the run is of the cluster at https:\/\/127.*, and this is https:\/\/localhost[^]*--server-moved/)
    assert.equal(await switchOf(name), false)
    const back = await runWith([...words, '--server-moved'])
    assert.equal(back.code, 0, back.err)
    assert.equal(await switchOf(name), undefined)
  })

  test('a preflight that finds something changes nothing', async () => {
    const { name, plan, journal } = await shop()
    await cluster.client.request('PATCH', `/api/v1/namespaces/shop/serviceaccounts/${name}`, {
      automountServiceAccountToken: true,
    })
    const ran = await apply(plan, journal)
    assert.equal(ran.code, 2)
    assert.match(
      ran.err,
      /it is no longer as the plan expects\n[^]*the plan expects +\(absent\)\n +it is now +true\n[^]*1 thing stands against it/,
    )
    assert.deepEqual([await switchOf(name), existsSync(journal), await leases()], [true, false, 0])
  })

  test('rights that are missing are told before anything is written', async () => {
    const { name, plan, journal } = await shop()
    const ran = await runWith([
      ...['apply', plan, '--journal', journal, '--yes', '--as', 'nobody'],
      ...['--kubeconfig', cluster.plane.kubeconfigPath, '--context', 'admin'],
    ])
    assert.equal(ran.code, 3)
    assert.match(ran.err, /"nobody" cannot get resource "(?:serviceaccounts|deployments)"[^]*sparekey rbac --for apply/)
    assert.deepEqual([await switchOf(name), existsSync(journal)], [undefined, false])
  })

  test('an interruption lets what was begun end, and says how to go on', { timeout: 120_000 }, async () => {
    const { name, plan, journal } = await shop()
    const interrupt = new AbortController()
    const onErr = (text: string): void => {
      if (text.includes('waiting')) interrupt.abort()
    }
    const ran = await command(['apply', plan, '--journal', journal, '--yes'], { signal: interrupt.signal, onErr })
    assert.equal(ran.code, 130, ran.err)
    assert.match(ran.err, new RegExp(`the run is left open[^]*sparekey resume ${journal}[^]*error: interrupted`))
    assert.equal(await leases(), 0)
    assert.equal((await runWith(['status', journal])).code, 2)
    const resumed = await command(['resume', journal, '--yes'])
    assert.equal(resumed.code, 0, resumed.err)
    assert.equal(await switchOf(name), false)
  })

  test('Ctrl-C in a terminal is an interruption', { timeout: 120_000 }, async () => {
    const { name, plan, journal } = await shop()
    const child = program(plan, journal)
    await waitUntil('the first write', () => existsSync(journal) && readFileSync(journal, 'utf8').includes('"done"'))
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    child.kill('SIGINT')
    assert.equal(await ended, 130)
    assert.deepEqual([await leases(), existsSync(`${journal}.lock`)], [0, false])
    assert.equal((await command(['backout', journal, '--yes'])).code, 0)
    assert.equal(await switchOf(name), undefined)
  })

  test('a run that is killed is gone on with at once, and taken back', { timeout: 240_000 }, async () => {
    const { name, plan, journal } = await shop()
    const child = program(plan, journal)
    await waitUntil('the first write', () => existsSync(journal) && readFileSync(journal, 'utf8').includes('"done"'))
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await ended
    assert.ok(existsSync(`${journal}.lock`) && (await leases()) === 1, 'it has left its locks behind')
    const other = await shop()
    const kept = await apply(other.plan, other.journal)
    assert.equal(kept.code, 3)
    assert.match(kept.err, /another run is changing namespace `shop`: `\d{8}-\d{6}-[0-9a-f]{6}` of .*, since /)
    const resumed = await command(['resume', journal, '--yes'])
    assert.equal(resumed.code, 0, resumed.err)
    await tokensAre(name, false)
    assert.deepEqual([await leases(), existsSync(`${journal}.lock`)], [0, false])
    assert.equal((await command(['backout', journal, '--yes'])).code, 0)
    await tokensAre(name, true)
  })

  test('a rollout that gets stuck is backed out by itself', { timeout: 120_000 }, async () => {
    const { name, plan, journal } = await shop()
    const pods = (await cluster.client.list('v1', 'Pod', 'shop')).length
    await cluster.client.create({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'full', namespace: 'shop' },
      spec: { hard: { pods: String(pods) } },
    } as KubeObject)
    await waitUntil('the quota to count', async () => {
      const quota = await cluster.client.get<{ readonly status?: { readonly used?: object } }>(
        'v1',
        'ResourceQuota',
        'full',
        'shop',
      )
      return quota.status?.used !== undefined && 'pods' in quota.status.used
    })
    const ran = await apply(plan, journal, '--timeout', '4')
    await cluster.client.request('DELETE', '/api/v1/namespaces/shop/resourcequotas/full')
    assert.equal(ran.code, 1, ran.err)
    assert.match(ran.err, /this batch went wrong, and is taken back: /)
    assert.match(ran.out, /everything is as it was before/)
    assert.equal(await switchOf(name), undefined)
    await tokensAre(name, true)
    assert.equal((await command(['verify', journal])).code, 0)
  })

  test('a journal that is lost is fetched from its mirror, and taken back by that', { timeout: 120_000 }, async () => {
    const { name, plan, journal } = await shop()
    assert.equal((await apply(plan, journal, '--mirror', 'audit')).code, 0)
    const text = readFileSync(journal, 'utf8')
    const [, run = ''] = /"run":"([^"]+)"/.exec(text) ?? []
    rmSync(journal)
    const status = await command(['status', journal, '--mirror', `audit/${run}`])
    assert.equal(status.code, 0, status.err)
    assert.equal(readFileSync(journal, 'utf8'), text)
    assert.equal(
      (await command(['status', journal, '--mirror', `audit/${run}`])).code,
      3,
      'a file that is there is not written over',
    )
    assert.equal((await command(['backout', journal, '--yes'])).code, 0)
    assert.equal(await switchOf(name), undefined)
    const copy = `${journal}.copy`
    assert.equal((await command(['status', copy, '--mirror', `audit/${run}`])).code, 1, 'the way back is in the mirror too')
    assert.equal(readFileSync(copy, 'utf8'), readFileSync(journal, 'utf8'))
    assert.equal((await command(['backout', journal, '--redo', '--no-mirror', '--yes'])).code, 0)
    rmSync(copy)
    assert.equal((await command(['status', copy, '--mirror', `audit/${run}`])).code, 1, 'and is kept no longer')
  })

  test('the journal is put beside the plan where nobody names one, and one that is there is not written over', async () => {
    const { plan } = await shop()
    const before = readdirSync(folder)
    const { code } = await command(['apply', plan, '--yes', '--no-wait'])
    const [made = '', ...more] = readdirSync(folder).filter((file) => !before.includes(file))
    // Pods are not waited for, but on a slow machine they may have been quicker than the walk.
    const { verdict } = JSON.parse((await command(['status', join(folder, made), '-o', 'json'])).out) as { verdict: string }
    assert.equal(code, verdict === 'complete' ? 0 : 2, verdict)
    assert.match(made, /^sparekey-20261124-080000-[0-9a-f]{6}\.journal$/)
    assert.deepEqual(more, [])
    const again = await shop()
    const ran = await apply(again.plan, join(folder, made))
    assert.equal(ran.code, 3)
    assert.match(ran.err, /is there already/)
    assert.equal(await switchOf(again.name), undefined)
    assert.equal((await command(['resume', join(folder, made), '--yes'])).code, 0, 'by now the pods show it')
  })

  test('nobody has asked for a token in all of this', () => {
    const uris = readFileSync(cluster.plane.auditLogPath, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as { readonly userAgent?: string; readonly requestURI: string; readonly verb: string })
      .filter(({ userAgent }) => userAgent === 'sparekey')
    assert.ok(uris.some(({ verb }) => verb === 'patch'))
    assert.deepEqual(
      uris.filter(({ requestURI }) => /\/serviceaccounts\/[^/?]+\/token/.test(requestURI)),
      [],
    )
  })
})
