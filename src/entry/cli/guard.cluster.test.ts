// The guard as people use it on a real API server: what it would refuse, installed, staged, looked at, weakened by somebody, mended, taken
// back, made again and removed; and the cluster is as it was before.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { KubeObject } from '../../../testbed/client.ts'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import type { AuditReport } from '../../verdict/index.ts'
import { runWith, type Ran } from './fake-io.cases.ts'

type Audited = Pick<AuditReport, 'admission' | 'findings'>

const kinds = [
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
] as const
const apiVersion = 'admissionregistration.k8s.io/v1'

const template = (labels: object, spec: object): object => ({
  metadata: { labels },
  spec: { containers: [{ name: 'main', image: 'registry.example/app:1', env: [{ name: 'A', value: 'b' }] }], ...spec },
})
const deployment = (name: string, spec: object): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: template({ app: name }, spec) },
  }) as KubeObject

clusterSuite('the commands of the guard', { kwok: true, users: { dev: ['devs'] } }, (cluster) => {
  let folder = ''
  const sparekey = (...words: readonly string[]): Promise<Ran> =>
    runWith([...words, '--kubeconfig', cluster.plane.kubeconfigPath], '', new Date().toISOString())
  const journal = (name: string): readonly string[] => ['--yes', '--journal', join(folder, `${name}.journal`)]

  /** By default from 1.36 on. */
  const servesMutating = (): boolean => Number(cluster.plane.version.split('.')[1]) >= 36

  /** The guard's objects as they stand, without what the server counts. */
  async function guarded(): Promise<readonly object[]> {
    const served = kinds.filter((kind) => servesMutating() || !kind.startsWith('Mutating'))
    const all = await Promise.all(
      served.map((kind) => cluster.client.list<KubeObject & { readonly spec: object }>(apiVersion, kind)),
    )
    return all
      .flat()
      .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'] === 'sparekey-guard')
      .map(({ metadata: { name, labels, annotations }, spec }) => ({ name, labels, annotations, spec }))
  }
  const podOf = (account: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe' },
    spec: { serviceAccountName: account, containers: [{ name: 'c', image: 'x' }] },
  })
  const tryPod = (account: string) =>
    cluster.client.request<{ readonly message?: string }>('POST', '/api/v1/namespaces/shop/pods?dryRun=All', podOf(account))

  /** What the audit says of the guard. */
  async function audited(): Promise<Audited> {
    const { out, err } = await sparekey('audit', '-o', 'json')
    assert.equal(err, '')
    const report = JSON.parse(out) as Audited
    return { ...report, findings: report.findings.filter(({ id }) => id === 'guard-drift') }
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sparekey-guard-'))
    const { client } = cluster
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'a' } } })
    await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'loud', namespace: 'shop' } })
    await client.create({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'quiet', namespace: 'shop' },
      automountServiceAccountToken: false,
    } as KubeObject)
    await client.create(deployment('web', { serviceAccountName: 'loud' }))
    await client.create(deployment('api', { serviceAccountName: 'quiet' }))
  })
  after(() => {
    rmSync(folder, { recursive: true })
  })

  test('the prerequisites of a real cluster, each with what was seen', async () => {
    const { code, out, err } = await sparekey('prerequisites')
    assert.deepEqual([code, err], [0, ''], out)
    assert.match(out, /^holds +RBAC is asked\n[^]*RBAC: allowed by ClusterRoleBinding "system:controller:replicaset-controller"/m)
    assert.match(out, /^holds +no authorizer lets everybody in$/m)
    const able = servesMutating() ? 'it can refuse, and it can change' : 'it can refuse; to change what is written it needs'
    assert.match(out, new RegExp(`^holds +the API server evaluates policies itself\\n +${able}`, 'm'))
    assert.match(out, /there are no admission webhooks/)
    assert.match(out, /^by hand +mounted tokens end within a day$/m)
    const limited = await sparekey('prerequisites', '--as', 'dev', '-o', 'json')
    assert.equal(limited.code, 2, limited.err)
    const { prerequisites } = JSON.parse(limited.out) as {
      readonly prerequisites: readonly { readonly id: string; readonly result: string }[]
    }
    assert.equal(prerequisites.find(({ id }) => id === 'rbac')?.result, 'couldNotTell')
  })

  test('before anything is there: what would be refused, and that nothing is', async () => {
    const tried = await sparekey('guard', 'test', '-o', 'json')
    assert.equal(tried.code, 1, tried.err)
    const { workloads, tried: asked } = JSON.parse(tried.out) as {
      readonly tried: boolean
      readonly workloads: readonly {
        readonly namespace: string
        readonly name: string
        readonly answer: string
        readonly message?: string
      }[]
    }
    assert.equal(asked, true)
    const answers = Object.fromEntries(workloads.map(({ namespace, name, answer }) => [`${namespace}/${name}`, answer]))
    assert.deepEqual([answers['shop/web'], answers['shop/api']], ['refused', 'passes'])
    // The volume that the API server itself has put in.
    assert.match(workloads.find(({ name }) => name === 'web')?.message ?? '', /volume kube-api-access-[a-z0-9]{5}\)/)
    const foreseen = await sparekey('guard', 'test', '--no-pods')
    assert.match(foreseen.out, /1 would be refused, 0 could not be told, 1 would pass/)
    assert.equal((await tryPod('loud')).status, 201)
    const status = await sparekey('guard', 'status')
    assert.deepEqual([status.code, status.err], [2, ''])
    assert.match(status.out, /is not installed/)
    const early = await sparekey('guard', 'stage', 'shop', 'deny', ...journal('early'))
    assert.equal(early.code, 3)
    assert.match(early.err, /not installed/)
  })

  test('installed, nothing is refused before a namespace is at deny; then pods with a token are, and the others are not', async () => {
    const plan = await sparekey('guard', 'install', '-o', join(folder, 'guard.yaml'))
    assert.equal(plan.code, 0, plan.err)
    assert.deepEqual(await guarded(), [])
    assert.match(
      readFileSync(join(folder, 'guard.yaml'), 'utf8'),
      /id: guard\/ValidatingAdmissionPolicy\/pods-by-index\.sparekey\.dev/,
    )
    const dry = await sparekey('guard', 'install', '--dry-run')
    assert.equal(dry.code, 0, dry.err)
    const installed = await sparekey('apply', join(folder, 'guard.yaml'), ...journal('install'))
    assert.equal(installed.code, 0, installed.err)
    const status = await sparekey('guard', 'status')
    assert.deepEqual([status.code, status.err], [0, ''], status.out)
    assert.match(status.out, /audit: default, kube-node-lease, kube-public, shop\n/)
    assert.match(status.out, /Group system:masters/)
    const again = await sparekey('guard', 'install', ...journal('again'))
    assert.deepEqual([again.code, again.out], [0, 'it is so already: there is nothing to do\n'])
    assert.equal((await tryPod('loud')).status, 201)

    const staged = await sparekey('guard', 'stage', 'shop', 'deny', ...journal('stage'))
    assert.equal(staged.code, 0, staged.err)
    assert.match(staged.err, /the next pods of 1 workloads of shop would be refused/)
    await waitUntil('the guard to refuse', async () => (await tryPod('loud')).status === 422)
    assert.equal((await tryPod('quiet')).status, 201)
    assert.match((await sparekey('guard', 'status')).out, /deny: shop\n/)
    // The API server refuses the trial by the guard itself now, and that is the answer.
    const tested = await sparekey('guard', 'test')
    assert.match(tested.out, /1 would be refused, 0 could not be told, 1 would pass/)
    assert.match(tested.out, /Deployment shop\/web\n {4}the pod would hold a token/)
  })

  test('what somebody has weakened is told, whatever it is, and mended', async () => {
    const { client } = cluster
    const whole = await guarded()
    const at = (kind: string, name: string): string => `/apis/${apiVersion}/${kind}/${name}`
    await client.request('PATCH', at('validatingadmissionpolicybindings', 'deny.pods-by-index.sparekey.dev'), {
      spec: { validationActions: ['Audit'], matchResources: { objectSelector: { matchLabels: { guarded: 'yes' } } } },
    })
    await client.request('PATCH', at('validatingadmissionpolicies', 'minting.sparekey.dev'), {
      spec: { failurePolicy: 'Ignore' },
    })
    await client.request('DELETE', at('validatingadmissionpolicybindings', 'deny.minting.sparekey.dev'))
    const status = await sparekey('guard', 'status')
    assert.equal(status.code, 1)
    assert.match(status.out, /deny\.pods-by-index\.sparekey\.dev +CHANGED/)
    assert.match(status.out, /objectSelector\/matchLabels: \{"guarded":"yes"\}, and should be not there/)
    assert.match(status.out, /failurePolicy: "Ignore", and should be "Fail"/)
    assert.match(status.out, /deny\.minting\.sparekey\.dev +MISSING/)
    // The audit tells the same, and so does one of a snapshot.
    const { admission, findings } = await audited()
    assert.equal(admission?.guard?.objects.filter(({ state }) => state !== 'asInstalled').length, 3)
    assert.ok(
      admission.onPods.includes('pods-by-index.sparekey.dev') && admission.onTokenRequests.includes('minting.sparekey.dev'),
    )
    assert.deepEqual(
      findings.map(({ object, severity }) => [severity, object.kind, object.name]),
      [
        ['high', 'ValidatingAdmissionPolicy', 'minting.sparekey.dev'],
        ['high', 'ValidatingAdmissionPolicyBinding', 'deny.minting.sparekey.dev'],
        ['high', 'ValidatingAdmissionPolicyBinding', 'deny.pods-by-index.sparekey.dev'],
      ],
    )
    assert.match(findings.map(({ message }) => message).join('\n'), /failurePolicy: "Ignore", and should be "Fail"/)
    const snapshot = join(folder, 'weakened.sparekey')
    assert.equal((await sparekey('snapshot', '-o', snapshot)).code, 0)
    const later = await runWith(['audit', '--snapshot', snapshot, '-o', 'json'], '', new Date().toISOString())
    assert.deepEqual((JSON.parse(later.out) as Audited).admission, admission)
    assert.match((await sparekey('control')).out, /3 parts of the guard not as installed/)
    const mended = await sparekey('guard', 'install', ...journal('mend'))
    assert.equal(mended.code, 0, mended.err)
    assert.deepEqual(await guarded(), whole)
    assert.equal((await sparekey('guard', 'status')).code, 0)
    const { admission: after, findings: left } = await audited()
    assert.ok(after?.guard?.objects.every(({ state }) => state === 'asInstalled'))
    assert.deepEqual(left, [])
  })

  test('what it was installed with is remembered, and what is asked outweighs it', async () => {
    const changed = await sparekey(
      'guard',
      'install',
      '--max-token-lifetime',
      '1h',
      '--default-stage',
      'warn',
      ...journal('caps'),
    )
    assert.equal(changed.code, 0, changed.err)
    const status = await sparekey('guard', 'status')
    assert.equal(status.code, 0, status.out)
    assert.match(status.out, /without a label are at the stage warn/)
    assert.match(status.out, /tokens of 3600 seconds at most/)
    assert.equal((await sparekey('guard', 'status', '--default-stage', 'audit')).code, 1)
    // Mending says nothing of bounds and stages, and takes none of them away.
    const again = await sparekey('guard', 'install', ...journal('caps-again'))
    assert.deepEqual([again.code, again.out], [0, 'it is so already: there is nothing to do\n'])
    assert.match(again.err, /tokens of 3600 seconds at most/)
    const back = await sparekey('backout', join(folder, 'caps.journal'), '--yes')
    assert.equal(back.code, 0, back.err)
    assert.equal((await sparekey('guard', 'status', '--default-stage', 'audit')).code, 0)
  })

  test('moved to the other place of exceptions, one policy on pods is left; taken back, the other', async () => {
    const whole = await guarded()
    const moved = await sparekey('guard', 'install', '--exceptions-on', 'accounts', ...journal('moved'))
    assert.equal(moved.code, 0, moved.err)
    const names = (await guarded()).map((one) => (one as { readonly name: string }).name)
    assert.ok(names.includes('deny.pods.sparekey.dev') && !names.some((name) => name.includes('by-index')), names.join())
    const back = await sparekey('backout', join(folder, 'moved.journal'), '--yes')
    assert.equal(back.code, 0, back.err)
    assert.deepEqual(await guarded(), whole)
  })

  test('removed and taken back, it stands as before; removed for good, nothing of it is left', async () => {
    const whole = await guarded()
    const removed = await sparekey('guard', 'remove', ...journal('remove'))
    assert.equal(removed.code, 0, removed.err)
    assert.deepEqual(await guarded(), [])
    const back = await sparekey('backout', join(folder, 'remove.journal'), '--yes')
    assert.equal(back.code, 0, back.err)
    assert.deepEqual(await guarded(), whole)
    const unstaged = await sparekey('guard', 'stage', 'shop', 'default', ...journal('unstage'))
    assert.equal(unstaged.code, 0, unstaged.err)
    const gone = await sparekey('guard', 'remove', ...journal('gone'))
    assert.equal(gone.code, 0, gone.err)
    assert.deepEqual(await guarded(), [])
    const shop = await cluster.client.get('v1', 'Namespace', 'shop')
    assert.deepEqual(shop.metadata.labels, { team: 'a', 'kubernetes.io/metadata.name': 'shop' })
    await waitUntil('nothing to be refused', async () => (await tryPod('loud')).status === 201)
  })
})
