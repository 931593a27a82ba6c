// A program that stops without its token, on a real control plane: its pods crash once the token is gone, and the batch that took it
// away is taken back by itself, while what other batches did stays.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { KubeObject, TestClient } from '../../../testbed/client.ts'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import { runWith } from './fake-io.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-breaks-'))
after(() => {
  rmSync(folder, { recursive: true })
})

type Pod = KubeObject & {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string; readonly labels?: { readonly app?: string } }
  readonly spec: { readonly volumes?: readonly { readonly name: string }[] }
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
    readonly containerStatuses?: readonly { readonly restartCount: number }[]
  }
}

const holds = ({ spec }: Pod): boolean => (spec.volumes ?? []).some(({ name }) => name.startsWith('kube-api-access-'))
const isReady = ({ status }: Pod): boolean =>
  (status.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True')

/** What the kubelet would say of such a program: as soon as kwok has started a pod of it without a token, it crashes. */
async function crashWithoutToken(client: TestClient, app: string, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    for (const pod of await client.list<Pod>('v1', 'Pod', 'crew')) {
      if (pod.metadata.labels?.app !== app || holds(pod) || !isReady(pod)) continue
      await client.request('PATCH', `/api/v1/namespaces/crew/pods/${pod.metadata.name}/status`, {
        status: {
          conditions: ['Ready', 'ContainersReady'].map((type) => ({ type, status: 'False', reason: 'ContainersNotReady' })),
          containerStatuses: [
            {
              name: 'main',
              image: 'x',
              imageID: '',
              ready: false,
              restartCount: 3,
              state: { waiting: { reason: 'CrashLoopBackOff', message: 'open /var/run/secrets/…/token: no such file' } },
            },
          ],
        },
      })
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

clusterSuite('a Deployment that breaks without its token', { kwok: true }, (cluster) => {
  test('is backed out by itself within its batch', { timeout: 180_000 }, async () => {
    const { client, plane } = cluster
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'crew' } })
    for (const name of ['calm', 'needy']) {
      await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'crew' } })
      const template = {
        metadata: { labels: { app: name } },
        spec: { serviceAccountName: name, containers: [{ name: 'main', image: 'x' }] },
      }
      await client.create({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace: 'crew' },
        spec: { replicas: name === 'calm' ? 1 : 3, selector: { matchLabels: { app: name } }, template },
      } as KubeObject)
    }
    const podsOf = async (app: string): Promise<readonly Pod[]> => {
      const pods = await client.list<Pod>('v1', 'Pod', 'crew')
      return pods.filter(({ metadata }) => metadata.labels?.app === app && metadata.deletionTimestamp === undefined)
    }
    const settled = (app: string, count: number, withToken: boolean) =>
      waitUntil(`${count} pods of ${app}`, async () => {
        const pods = await podsOf(app)
        return pods.length === count && pods.every((pod) => isReady(pod) && holds(pod) === withToken)
      })
    await settled('calm', 1, true)
    await settled('needy', 3, true)

    const sparekey = (...words: readonly string[]) =>
      runWith([...words, '--kubeconfig', plane.kubeconfigPath], '', new Date().toISOString())
    const [plan, journal] = [join(folder, 'plan.yaml'), join(folder, 'run.journal')]
    assert.equal((await sparekey('plan', '-n', 'crew', '-o', plan)).code, 1)
    const stop = new AbortController()
    const crashing = crashWithoutToken(client, 'needy', stop.signal)
    const ran = await sparekey('apply', plan, '--yes', '--journal', journal, '--batch-size', '1', '--timeout', '60')
    assert.equal(ran.code, 1, `${ran.out}${ran.err}`)
    assert.match(ran.err, /this batch went wrong, and is taken back: [^]*CrashLoopBackOff/)
    await settled('needy', 3, true)
    await settled('calm', 1, false)
    stop.abort()
    await crashing
    const accounts = await client.list<KubeObject & { readonly automountServiceAccountToken?: boolean }>(
      'v1',
      'ServiceAccount',
      'crew',
    )
    const switchOf = (name: string): boolean | undefined =>
      accounts.find(({ metadata }) => metadata.name === name)?.automountServiceAccountToken
    assert.deepEqual([switchOf('calm'), switchOf('needy')], [false, undefined])
  })
})
