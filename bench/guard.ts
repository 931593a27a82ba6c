// What the guard costs: making a pod that passes, and asking for a token, on three API servers in turn: without the guard, with exceptions on
// accounts, and with exceptions on the account `default`; and how it grows with the accounts of a namespace.
import { guardObjects, guardOptions, renderGuard, stageLabel, type GuardOptions } from '../src/guard/index.ts'
import { whyUnavailable } from '../testbed/build.ts'
import { createClient, type TestClient } from '../testbed/client.ts'
import { startControlPlane, type ControlPlane } from '../testbed/control-plane.ts'
import { waitUntil } from '../testbed/wait-until.ts'
import { inLanes } from './in-lanes.ts'

const goal = 1.5
/** Pods and tokens in the smallest namespace; the others have fewer, since each costs more. */
const creations = Number(process.env['SPAREKEY_BENCH_CREATIONS'] ?? 400)
const sizes = [10, 100, 1000, 5000] as const
const excepted = 50
const attempts = 1280
const words = { 'token-required': 'it watches ConfigMaps', 'token-owner': 'team a', 'token-until': '2099-12-31' }

/** An API server with a form of the guard, or without any. */
interface Side {
  readonly title: string
  readonly exceptions: GuardOptions['exceptions'] | undefined
  readonly client: TestClient
}

/**
 * Starts three control planes without controllers, so that nothing but the requests happens, and asks them in turn, one request at a time.
 *
 * @returns a table, or a line that says why there is none
 */
export async function benchGuard(): Promise<string> {
  const unavailable = whyUnavailable()
  if (unavailable !== undefined) return `guard: skipped, ${unavailable.reason}\n`
  await using without = await startControlPlane({ controllers: false })
  await using byAccount = await startControlPlane({ controllers: false })
  await using byIndex = await startControlPlane({ controllers: false })
  const sides: readonly Side[] = [
    { title: 'without the guard', exceptions: undefined, client: createClient(without) },
    { title: 'exceptions on accounts', exceptions: 'account', client: createClient(byAccount) },
    { title: 'exceptions on default', exceptions: 'index', client: createClient(byIndex) },
  ]
  try {
    for (const side of sides) await prepare(side, without)
    const rows: string[] = []
    for (const size of sizes) {
      const times = Math.max(30, Math.round((creations * 10) / Math.max(10, size)))
      const taken = await inTurn(sides, times, (client, i) => makePod(client, `size-${size}`, i))
      rows.push(...table(`a pod, ${size} accounts in its namespace, ${times} each`, sides, taken))
    }
    const taken = await inTurn(sides, creations, (client) => askForToken(client))
    rows.push(...table(`a token, ${creations} each`, sides, taken))
    for (const side of sides.slice(1)) rows.push(await race(side))
    return [`guard: Kubernetes ${without.version}, one request at a time (goal: at most ${goal}×)`, ...rows, ''].join('\n')
  } finally {
    for (const { client } of sides) client.close()
  }
}

async function prepare({ client, exceptions }: Side, { version }: ControlPlane): Promise<void> {
  const account = (name: string, namespace: string, stated: readonly (readonly [string, string])[]): object => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, annotations: Object.fromEntries(stated) as Record<string, string> },
  })
  const stated = (prefix: string) => Object.entries(words).map(([word, said]) => [`${prefix}${word}`, said] as const)
  for (const size of sizes) {
    const namespace = `size-${size}`
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { [stageLabel]: 'deny' } } })
    const all = Array.from({ length: size - 1 }, (_, i) => `a-${i}`)
    const index = all.slice(0, excepted).flatMap((name) => stated(`${name}.exceptions.sparekey.dev/`))
    await client.create(account('default', namespace, exceptions === 'index' ? index : []) as never)
    await inLanes(all, async (name) => {
      await client.create(account(name, namespace, exceptions === 'account' ? stated('sparekey.dev/') : []) as never)
    })
  }
  if (exceptions === undefined) return
  const options = guardOptions(Number(version.split('.')[1]), { exceptions })
  for (const object of guardObjects(renderGuard(options))) await client.create(object)
  await waitUntil('the guard to refuse', async () => {
    const answer = await client.request('POST', '/api/v1/namespaces/size-10/pods?dryRun=All', podAs('refused', 'default'))
    return answer.status === 422
  })
}

async function makePod(client: TestClient, namespace: string, i: number): Promise<void> {
  const { status, body } = await client.request('POST', `/api/v1/namespaces/${namespace}/pods`, podAs(`pod-${i}`, 'a-0'))
  if (status !== 201) throw new Error(`no pod: ${JSON.stringify(body)}`)
}

function podAs(name: string, serviceAccountName: string, more: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { serviceAccountName, containers: [{ name: 'main', image: 'registry.example/app:1' }], ...more },
  }
}

async function askForToken(client: TestClient): Promise<void> {
  const { status, body } = await client.request('POST', '/api/v1/namespaces/size-10/serviceaccounts/a-0/token', { spec: {} })
  if (status !== 201) throw new Error(`no token: ${JSON.stringify(body)}`)
}

/** How many pods slip through of accounts that were made a moment before, while the API server has much to do. */
async function race({ client, title }: Side): Promise<string> {
  const names = Array.from({ length: attempts }, (_, i) => `race-${i}`)
  let through = 0
  await inLanes(
    names,
    async (name) => {
      await client.request('POST', '/api/v1/namespaces/size-10/serviceaccounts', { metadata: { name } })
      const { status } = await client.request(
        'POST',
        '/api/v1/namespaces/size-10/pods',
        podAs(name, name, { automountServiceAccountToken: true }),
      )
      if (status === 201) through++
      await client.request('DELETE', `/api/v1/namespaces/size-10/serviceaccounts/${name}`)
    },
    32,
  )
  return `  ${through} of ${attempts} pods of accounts that were made a moment before slip through: ${title}`
}

/** The milliseconds of each request, side by side; the first tenth warms up. */
async function inTurn(
  sides: readonly Side[],
  times: number,
  work: (client: TestClient, i: number) => Promise<void>,
): Promise<readonly (readonly number[])[]> {
  const taken = sides.map((): number[] => [])
  const warmUp = Math.ceil(times / 10)
  for (let i = 0; i < times + warmUp; i++)
    for (const [at, { client }] of sides.entries()) {
      const start = performance.now()
      await work(client, i)
      if (i >= warmUp) taken[at]?.push(performance.now() - start)
    }
  return taken
}

function table(title: string, sides: readonly Side[], taken: readonly (readonly number[])[]): readonly string[] {
  const bare = at(taken[0] ?? [], 0.5)
  return [
    `  ${title}`,
    `    ${'median ms'.padStart(10)} ${'p99 ms'.padStart(8)} ${'ratio'.padStart(7)}`,
    ...sides.map(({ title: side }, i) => {
      const times = taken[i] ?? []
      const cells = [at(times, 0.5).toFixed(2).padStart(10), at(times, 0.99).toFixed(2).padStart(8)]
      return `    ${[...cells, (at(times, 0.5) / bare).toFixed(2).padStart(7)].join(' ')}  ${side}`
    }),
  ]
}

function at(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN
}
