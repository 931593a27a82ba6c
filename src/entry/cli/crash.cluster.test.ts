// Runs of a thirty-step plan on a real API server, killed at their boundaries and then gone on with or taken back: the cluster is as
// the plan has it or as it was, never between, and the server's audit log shows no write twice.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { KubeObject } from '../../../testbed/client.ts'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import type { Plan } from '../../change/index.ts'
import { runWith, type Ran } from './fake-io.cases.ts'

const share = Number(process.env['SPAREKEY_CRASH_POINTS'] ?? 6)
const namespace = 'fragile'
const rbac = 'rbac.authorization.k8s.io'

interface AuditEvent {
  readonly verb: string
  readonly stage: string
  readonly requestURI: string
  readonly userAgent?: string
  readonly objectRef?: { readonly resource?: string; readonly namespace?: string; readonly name?: string }
  readonly requestObject?: { readonly dryRun?: readonly string[] }
  readonly responseStatus?: { readonly code: number }
}

// A trial of a deletion is told from a deletion by the options in its body.
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  rules: [{ level: 'Request', verbs: ['delete'] }, { level: 'Metadata' }],
}

clusterSuite('a run that is killed', { auditPolicy }, (cluster) => {
  let folder = ''
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sparekey-crash-'))
    for (const object of fragileObjects()) {
      if (object.kind === 'ServiceAccount') await cluster.client.apply(object)
      else await cluster.client.create(object)
    }
    await waitUntil('the token Secrets to be filled', async () => {
      const secrets = await cluster.client.list<KubeObject & { readonly data?: object }>('v1', 'Secret', namespace)
      return secrets.length === 2 && secrets.every(({ data }) => data !== undefined)
    })
  })
  after(() => {
    rmSync(folder, { recursive: true })
  })

  const sparekey = (...words: readonly string[]): Promise<Ran> =>
    runWith([...words, '--kubeconfig', cluster.plane.kubeconfigPath], '', new Date().toISOString())

  /** Everything that the plan writes, as far as a backout promises to restore it. */
  const states = async (): Promise<readonly unknown[]> => {
    const kinds = [
      ['v1', 'ServiceAccount'],
      ['v1', 'Secret'],
      ['apps/v1', 'Deployment'],
      [`${rbac}/v1`, 'Role'],
      [`${rbac}/v1`, 'RoleBinding'],
    ] as const
    const lists = await Promise.all(
      kinds.map(([apiVersion, kind]) =>
        cluster.client.list<Readonly<Record<string, unknown>> & KubeObject>(apiVersion, kind, namespace),
      ),
    )
    return lists.flatMap((list) =>
      list
        .map(({ metadata, status: _, data: __, ...rest }) => {
          const { 'deployment.kubernetes.io/revision': ___, ...annotations } = metadata.annotations ?? {}
          return { name: metadata.name ?? '', labels: metadata.labels ?? {}, annotations, ...rest }
        })
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    )
  }

  /** How often each object was really written by Sparekey since a place in the audit log. */
  const writesSince = (offset: number): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>()
    for (const line of readFileSync(cluster.plane.auditLogPath).subarray(offset).toString('utf8').split('\n')) {
      if (line === '') continue
      let event: AuditEvent
      try {
        event = JSON.parse(line) as AuditEvent
      } catch {
        continue // the log is still being written
      }
      const { verb, stage, userAgent = '', requestURI, objectRef, requestObject, responseStatus } = event
      const isWrite = ['patch', 'create', 'delete'].includes(verb) && stage === 'ResponseComplete'
      if (!isWrite || !userAgent.startsWith('sparekey') || userAgent.startsWith('sparekey-testbed')) continue
      if (requestURI.includes('dryRun') || requestObject?.dryRun !== undefined || (responseStatus?.code ?? 500) >= 300) continue
      if (objectRef?.resource === 'leases' || (objectRef?.resource ?? '').endsWith('reviews')) continue
      const key = `${objectRef?.resource ?? ''} ${objectRef?.name ?? requestURI}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    return counts
  }

  /** Until the audit log, which comes a moment after the answers, shows that every object was written once there and once back. */
  const thereAndBack = async (offset: number): Promise<void> => {
    await waitUntil(
      'every object that was written to be written once there and once back',
      () => [...writesSince(offset).values()].every((count) => count === 2),
      { timeoutMs: 20_000, lastSeen: () => JSON.stringify([...writesSince(offset)]) },
    )
  }

  const planNow = async (file: string): Promise<Plan> => {
    const planned = await sparekey('plan', '-n', namespace, '--max-risk', 'high', '-o', file)
    assert.equal(planned.code, 1, planned.err)
    const asJson = await sparekey('plan', '-n', namespace, '--max-risk', 'high', '-o', 'json')
    return JSON.parse(asJson.out) as Plan
  }

  const killedAt = (point: number, plan: string, journal: string) =>
    spawnSync(
      process.execPath,
      [join(import.meta.dirname, 'killed-apply.cases.ts'), String(point), plan, journal, cluster.plane.kubeconfigPath],
      { encoding: 'utf8' },
    )

  test('at every boundary that is tried: before or after, never between, nothing twice', async () => {
    const untouched = await states()
    const file = join(folder, 'whole.yaml')
    const { steps } = await planNow(file)
    assert.ok(steps.length >= 30, `${steps.length} steps: the world is too tame`)
    const whole = killedAt(-1, file, join(folder, 'whole.journal'))
    const boundaries = Number(/boundaries: (\d+)/.exec(whole.stdout)?.[1] ?? Number.NaN)
    assert.ok(boundaries > 6 * steps.length, `${whole.stdout}${whole.stderr}`)
    const made = await states()
    assert.notDeepEqual(made, untouched)
    await backOut(join(folder, 'whole.journal'))
    assert.deepEqual(await states(), untouched)
    await thereAndBack(0)

    const points = Array.from({ length: Math.min(share, boundaries) }, (_, i) =>
      Math.floor((i * boundaries) / Math.min(share, boundaries)),
    )
    for (const [i, point] of points.entries()) {
      const plan = join(folder, `${point}.yaml`)
      const journal = join(folder, `${point}.journal`)
      await planNow(plan)
      const offset = statSync(cluster.plane.auditLogPath).size
      const ended = killedAt(point, plan, journal)
      assert.equal(ended.signal, 'SIGKILL', `point ${point}: ${ended.stdout}${ended.stderr}`)
      if (statSync(journal).size === 0) {
        // Killed before its first record: there is no run yet, and its lock is taken away as the message of the next run says.
        assert.deepEqual(await states(), untouched, `point ${point}`)
        await cluster.client.request('DELETE', `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/sparekey`)
        continue
      }
      // Of some, the last record is torn besides, as by a power cut.
      if (i % 4 === 3 && endsInDone(journal)) truncateSync(journal, statSync(journal).size - 7)
      if (i % 2 === 0) {
        const resumed = await sparekey('resume', journal, '--yes', '--no-wait')
        assert.ok(resumed.code === 0 || resumed.code === 2, `point ${point}: ${resumed.out}${resumed.err}`)
        assert.deepEqual(await states(), made, `point ${point}, gone on with`)
      }
      await backOut(journal)
      assert.deepEqual(await states(), untouched, `point ${point}, taken back`)
      await thereAndBack(offset)
      if (i % 2 === 0) assert.equal(writesSince(offset).size, steps.length, `point ${point}`)
    }
    console.log(`crash: ${steps.length} steps, ${boundaries} boundaries, killed at ${points.length}, 0 between, 0 twice`)
  })

  const backOut = async (journal: string): Promise<void> => {
    const back = await sparekey('backout', journal, '--yes', '--no-wait')
    assert.ok(back.code === 0 || back.code === 2, `${back.out}${back.err}`)
  }
})

/** Whether the last record says that a write was made: nothing was sent since, so that a power cut may tear it. */
function endsInDone(journal: string): boolean {
  const last = readFileSync(journal, 'utf8').trimEnd().split('\n').at(-1) ?? ''
  return last.includes('"record":"done"')
}

/** Something for thirty steps: accounts, needs, token Secrets, bindings that dangle, and a role that restricts nothing. */
function fragileObjects(): readonly KubeObject[] {
  const object = (apiVersion: string, kind: string, name: string, fields: object = {}, metadata: object = {}): KubeObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace, ...metadata },
    ...fields,
  })
  const deployment = (name: string, serviceAccountName: string, metadata: object): KubeObject =>
    object(
      'apps/v1',
      'Deployment',
      name,
      {
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: { serviceAccountName, containers: [{ name: 'main', image: 'registry.example/app:1' }] },
          },
        },
      },
      metadata,
    )
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)
  const said = {
    'sparekey.dev/token-required': 'it watches ConfigMaps',
    'sparekey.dev/token-owner': 'team a',
    'sparekey.dev/token-until': '2099-12-31',
  }
  const nobody = [{ kind: 'ServiceAccount', name: 'nobody', namespace: 'nowhere-to-be' }]
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    object('v1', 'ServiceAccount', 'default'),
    ...numbers(16).map((i) =>
      object('v1', 'ServiceAccount', `app-${i}`, i % 3 === 0 ? { automountServiceAccountToken: true } : {}),
    ),
    // Every second account has two workloads, of which one is declared to need its token: it asks for it first.
    ...numbers(16).map((i) => deployment(`app-${i}`, `app-${i}`, i % 2 === 0 ? { annotations: said } : {})),
    ...numbers(8).map((i) => deployment(`other-${i}`, `app-${2 * i}`, {})),
    ...numbers(2).map((i) =>
      object(
        'v1',
        'Secret',
        `token-${i}`,
        { type: 'kubernetes.io/service-account-token' },
        { annotations: { 'kubernetes.io/service-account.name': `app-${i}` } },
      ),
    ),
    object(`${rbac}/v1`, 'Role', 'reader', { rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }] }),
    object(`${rbac}/v1`, 'Role', 'restrict-token-creation', {
      rules: [{ apiGroups: [''], resources: ['serviceaccounttokens'], verbs: ['get'] }],
    }),
    object(`${rbac}/v1`, 'RoleBinding', 'readers', {
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' },
      subjects: numbers(16).map((i) => ({ kind: 'ServiceAccount', name: `app-${i}`, namespace })),
    }),
    ...numbers(3).map((i) =>
      object(`${rbac}/v1`, 'RoleBinding', `dangling-${i}`, {
        roleRef: { apiGroup: rbac, kind: 'Role', name: i === 0 ? 'never-made' : 'reader' },
        subjects: nobody,
      }),
    ),
  ]
}
