// The fourth comparison: 500 accounts switched off by a plan, with its journal on disk, and by 500 bare patches.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  applyPlan,
  emptyJournal,
  formatRecord,
  preflight,
  readJournal,
  type Clock,
  type Cluster,
  type WalkOptions,
} from '../src/change/index.ts'
import { createJournal } from '../src/sources/journal/index.ts'
import { changeCluster, connectForChange } from '../src/sources/live/index.ts'
import { whyUnavailable } from '../testbed/build.ts'
import { createClient, type TestClient } from '../testbed/client.ts'
import { startControlPlane } from '../testbed/control-plane.ts'
import { accounts, fill, pathOfAccount, plan } from './apply-plan.ts'
import { inLanes, lanes } from './in-lanes.ts'

const goal = 1.2
const switchOff = [{ op: 'add', path: '/automountServiceAccountToken', value: false }]
const switchBack = [{ op: 'remove', path: '/automountServiceAccountToken' }]
const walkOptions: WalkOptions = {
  canary: 1,
  batchSize: accounts.length,
  parallel: lanes,
  timeoutMs: 60_000,
  wait: false,
  force: false,
}

/**
 * Starts a control plane without controllers and measures both in turn, in one process; between them the accounts are as they were.
 *
 * @returns a table, or a line that says why there is none
 */
export async function benchApply(times: number): Promise<string> {
  const unavailable = whyUnavailable()
  if (unavailable !== undefined) return `apply: skipped, ${unavailable.reason}\n`
  await using plane = await startControlPlane({ controllers: false })
  const client = createClient(plane)
  const { signal } = new AbortController()
  const connection = await connectForChange({ kubeconfig: plane.kubeconfigPath, environment: {}, signal })
  const cluster = changeCluster(connection, {
    signal,
    audit: () => Promise.reject(new Error('nothing here audits')),
    containersWithToken: () => [],
  })
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-bench-'))
  const [ours, theirs, before]: readonly [number[], number[], number[]] = [[], [], []]
  try {
    await fill(client)
    for (let round = 0; round <= times; round++) {
      const bare = async (): Promise<void> => {
        const taken = await timed(() => patchAll(client, switchOff))
        // The first round warms up.
        if (round > 0) theirs.push(taken)
        await patchAll(client, switchBack)
      }
      const walk = async (): Promise<void> => {
        const taken = await applyOnce(cluster, connection.server, join(folder, `${round}.journal`))
        if (round > 0) {
          before.push(taken.preflight)
          ours.push(taken.apply)
        }
        await patchAll(client, switchBack)
      }
      // Whoever is second finds what the first has left to be cleaned up.
      for (const side of round % 2 === 0 ? [bare, walk] : [walk, bare]) await side()
    }
  } finally {
    client.close()
    connection.close()
    rmSync(folder, { recursive: true })
  }
  const ratio = median(ours) / median(theirs)
  return [
    `apply: ${accounts.length} ServiceAccounts of Kubernetes ${plane.version}, ${lanes} requests at a time`,
    `  ${'min s'.padStart(8)} ${'median s'.padStart(9)}`,
    row(ours, 'applyPlan, with its journal on disk'),
    row(theirs, 'bare JSON patches'),
    row(before, 'preflight, which comes before the first'),
    `  ratio of medians ${ratio.toFixed(2)} (goal: at most ${goal}×, ${ratio <= goal ? 'reached' : 'MISSED'})`,
    '',
  ].join('\n')
}

async function patchAll(client: TestClient, body: unknown): Promise<void> {
  await inLanes(accounts, async (account) => {
    const answer = await client.request('PATCH', pathOfAccount(account), body, { contentType: 'application/json-patch+json' })
    if (answer.status !== 200) throw new Error(`no patch of \`${account.name}\`: ${JSON.stringify(answer.body)}`)
  })
}

async function applyOnce(
  cluster: Cluster,
  server: string,
  path: string,
): Promise<{ readonly preflight: number; readonly apply: number }> {
  const asked = performance.now()
  const { problems, seen } = await preflight(plan, cluster)
  const begun = performance.now()
  if (problems.length > 0) throw new Error(`preflight: ${JSON.stringify(problems[0])}`)
  const journal = await createJournal(path, { empty: emptyJournal, format: formatRecord, read: readJournal })
  try {
    const world = { cluster, journal, clock, say: () => undefined }
    const outcome = await applyPlan({ plan, run: 'bench', server, held: {}, seen }, world, walkOptions)
    if (outcome.kind !== 'complete') throw new Error(`the walk ${outcome.kind}: ${outcome.reason ?? ''}`)
  } finally {
    await journal.close()
  }
  return { preflight: begun - asked, apply: performance.now() - begun }
}

const clock: Clock = {
  now: () => new Date().toISOString(),
  elapsed: () => performance.now(),
  pause: (milliseconds) => sleep(milliseconds),
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function row(milliseconds: readonly number[], title: string): string {
  const cells = [seconds(Math.min(...milliseconds)).padStart(8), seconds(median(milliseconds)).padStart(9)]
  return `  ${cells.join(' ')}  ${title}`
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
