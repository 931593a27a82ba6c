// T34 on a real API server: a token Secret that a plan makes invalid answers 401, and is good again when the plan is taken back.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { after, test } from 'node:test'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import { runWith } from './fake-io.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-legacy-'))
after(() => {
  rmSync(folder, { recursive: true })
})

clusterSuite('the token of a Secret', (cluster) => {
  test('T34: invalid-since answers 401, and without it the same token is good again', { timeout: 180_000 }, async () => {
    const { client, plane } = cluster
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'old' } })
    await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'app', namespace: 'old' } })
    await client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'app-token', namespace: 'old', annotations: { 'kubernetes.io/service-account.name': 'app' } },
      type: 'kubernetes.io/service-account-token',
    } as never)
    type Filled = { readonly data?: { readonly token?: string } }
    const encoded = await waitUntil('the controller to fill the Secret', async () => {
      const { data } = await client.get<Filled>('v1', 'Secret', 'app-token', 'old')
      return data?.token
    })
    const token = Buffer.from(encoded, 'base64').toString()
    // The API server remembers for ten seconds what it has found of a token.
    const answers = (wanted: number) =>
      waitUntil(`the token to be answered with ${wanted}`, async () => {
        const { status } = await client.request('GET', '/api', undefined, { token })
        return status === wanted
      })
    const sparekey = (...words: readonly string[]) =>
      runWith([...words, '--kubeconfig', plane.kubeconfigPath], '', new Date().toISOString())

    await answers(200)
    const plan = join(folder, 'plan.yaml')
    const journal = join(folder, 'run.journal')
    assert.equal((await sparekey('plan', '-n', 'old', '--max-risk', 'high', '--only', 'legacy-invalidated', '-o', plan)).code, 1)
    const applied = await sparekey('apply', plan, '--yes', '--journal', journal)
    assert.equal(applied.code, 0, applied.err)
    await answers(401)
    const back = await sparekey('backout', journal, '--yes')
    assert.equal(back.code, 0, back.err)
    await answers(200)

    // Somebody uses it all the while: the audit log tells, readiness would not.
    const again = join(folder, 'again.journal')
    const isOver = new AbortController()
    const using = (async () => {
      while (!isOver.signal.aborted) {
        await client.request('GET', '/api/v1/namespaces/old/configmaps', undefined, { token })
        await pause(200)
      }
    })()
    const watched = await sparekey('apply', plan, '--yes', '--journal', again, '--audit-log', plane.auditLogPath, '--watch', '2m')
    isOver.abort()
    await using
    assert.equal(watched.code, 1, watched.err)
    assert.match(
      watched.err,
      /backed out: somebody whom the API server does not know \(401\) wants to list configmaps in `old`, and was not before `legacy-invalidated\/Secret\/old\/app-token`/,
    )
    await answers(200)
    assert.ok(!watched.err.includes(token))
    assert.ok(!readFileSync(journal, 'utf8').includes(token) && !readFileSync(journal, 'utf8').includes(encoded))
  })
})
