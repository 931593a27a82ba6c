// The third comparison: 5,000 pods in a real API server, read by Sparekey and by kubectl.
import { spawnSync } from 'node:child_process'
import { whyUnavailable } from '../testbed/build.ts'
import { createClient, type TestClient } from '../testbed/client.ts'
import { startControlPlane } from '../testbed/control-plane.ts'
import { compare, type Command } from './measure.ts'
import { makeCluster, makePod, type App } from './pod.ts'
import { seeded } from './random.ts'

const pods = 5000
/** Requests under way at a time: more only wait for etcd. */
const lanes = 32

/** How Sparekey is run: the program, and what comes before `audit`. */
export interface Sparekey {
  readonly title: string
  readonly program: readonly [string, ...string[]]
}

/**
 * Starts a control plane without a scheduler, fills it and compares the two. The pods stay pending: nobody needs to run them.
 *
 * @returns a table, or a line that says why there is none
 */
export async function benchLive(sparekey: Sparekey, times: number): Promise<string> {
  const unavailable = whyUnavailable()
  if (unavailable !== undefined) return `live: skipped, ${unavailable.reason}\n`
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) return 'live: skipped, kubectl is not in the PATH\n'
  await using plane = await startControlPlane({ controllers: false })
  const client = createClient(plane)
  try {
    await fill(client)
  } finally {
    client.close()
  }
  const [program, ...before] = sparekey.program
  const access = ['--kubeconfig', plane.kubeconfigPath]
  const ours: Command = {
    title: 'sparekey audit',
    program,
    arguments: [...before, 'audit', ...access, '--fail-on', 'none', '-o', 'json'],
  }
  const theirs: Command = {
    title: 'kubectl get pods -A -o json',
    program: 'kubectl',
    arguments: [...access, 'get', 'pods', '-A', '-o', 'json'],
  }
  return await compare({ title: `live: ${pods} pods of Kubernetes ${plane.version}`, ours, theirs }, times)
}

async function fill(client: TestClient): Promise<void> {
  const { apps } = makeCluster(seeded(20_260_103))
  const accounts = new Map<string, Set<string>>()
  for (const app of apps) {
    const names = accounts.get(app.namespace) ?? new Set(['default'])
    accounts.set(app.namespace, names.add(app.account))
  }
  for (const [namespace, names] of accounts) {
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    for (const name of names) await client.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } })
  }
  let next = 0
  const lane = async (): Promise<void> => {
    for (let index = next++; index < pods; index = next++) {
      const app = apps[index % apps.length]
      if (app !== undefined) await createPod(client, app, index)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

// What the API server and its admission plugins add is left to them: the token's volume, above all.
async function createPod(client: TestClient, app: App, index: number): Promise<void> {
  const { metadata, spec } = makePod({ ...app, bare: true }, index)
  const { name, namespace, labels, annotations } = metadata
  const { status, body } = await client.request('POST', `/api/v1/namespaces/${namespace}/pods`, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels, annotations },
    spec,
  })
  if (status !== 201) throw new Error(`no pod \`${namespace}/${name}\`: ${JSON.stringify(body)}`)
}
