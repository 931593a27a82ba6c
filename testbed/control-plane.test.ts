// Shows that a control plane is a real one, that it works as tests need it, and that nothing of it outlives its holder.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { get as httpsGet } from 'node:https'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import type { KubeObject } from './client.ts'
import { startControlPlane } from './control-plane.ts'
import { isAlive } from './process-identity.ts'
import { allGone, withChildren } from './process-tree.cases.ts'
import { clusterSuite } from './suite.ts'
import { waitUntil } from './wait-until.ts'

interface Deployment extends KubeObject {
  readonly spec: object
  readonly status?: { readonly readyReplicas?: number }
}

interface AuditEvent {
  readonly stage: string
  readonly requestURI: string
  readonly user: { readonly username: string; readonly extra?: Readonly<Record<string, readonly string[]>> }
}

const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web' }] } },
  },
}

clusterSuite('a control plane', { kwok: true, nodes: 2, users: { alice: ['devs', 'on call'] } }, (cluster) => {
  const auditEvents = (): readonly AuditEvent[] =>
    readFileSync(cluster.plane.auditLogPath, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as AuditEvent)

  test('is ready, and of the version that it says', async () => {
    assert.equal((await cluster.client.request('GET', '/readyz')).status, 200)
    const { body } = await cluster.client.request<{ gitVersion: string; major: string; minor: string }>('GET', '/version')
    assert.equal(body.gitVersion, `v${cluster.plane.version}`)
    assert.equal(`${body.major}.${body.minor}`, cluster.plane.version.split('.').slice(0, 2).join('.'))
  })

  test('knows who asks, and refuses a stranger', async () => {
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} }
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
    const { body } = await cluster.client.request<{ status: { userInfo: { username: string; groups: string[] } } }>(
      'POST',
      path,
      review,
      { user: 'alice' },
    )
    assert.equal(body.status.userInfo.username, 'alice')
    assert.deepEqual(body.status.userInfo.groups, ['devs', 'on call', 'system:authenticated'])
    assert.equal((await cluster.client.request('GET', '/api/v1/secrets', undefined, { user: 'alice' })).status, 403)
    assert.equal((await cluster.client.request('GET', '/api/v1/secrets', undefined, { token: 'made up' })).status, 401)
  })

  test('is not trusted by whoever does not have its certificate', async () => {
    const [error] = (await once(httpsGet(cluster.plane.server), 'error')) as [NodeJS.ErrnoException]
    assert.match(error.code ?? '', /CERT/)
  })

  test('keeps its tokens to this user', () => {
    assert.equal(statSync(cluster.plane.kubeconfigPath).mode & 0o777, 0o600)
    assert.equal(statSync(dirname(cluster.plane.kubeconfigPath)).mode & 0o777, 0o700)
    const kubeconfig = readFileSync(cluster.plane.kubeconfigPath, 'utf8')
    assert.match(kubeconfig, /^current-context: "admin"$/m)
    assert.match(kubeconfig, /^- name: "alice"$/m)
  })

  test('runs the pods of a Deployment', async () => {
    const { client } = cluster
    await client.create(deployment)
    await waitUntil('the Deployment to have 3 ready pods', async () => {
      const { status } = await client.get<Deployment>('apps/v1', 'Deployment', 'web')
      return status?.readyReplicas === 3
    })
    const pods = await client.list<{ spec: { nodeName: string; serviceAccountName: string } }>('v1', 'Pod', 'default')
    assert.equal(pods.length, 3)
    for (const { spec } of pods) {
      assert.match(spec.nodeName, /^node-[12]$/)
      assert.equal(spec.serviceAccountName, 'default')
    }
  })

  test('writes down in its audit log which pod used a token', async () => {
    const { client } = cluster
    const pod: KubeObject & { spec: object } = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'caller' },
      spec: { containers: [{ name: 'main', image: 'main' }] },
    }
    const { metadata } = await client.create(pod)
    const bound = { apiVersion: 'v1', kind: 'Pod', name: 'caller', uid: metadata.uid }
    const { body } = await client.request<{ status: { token: string } }>(
      'POST',
      '/api/v1/namespaces/default/serviceaccounts/default/token',
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { boundObjectRef: bound } },
    )
    const path = '/api/v1/namespaces/default/pods?limit=1'
    assert.equal((await client.request('GET', path, undefined, { token: body.status.token })).status, 403)
    const event = await waitUntil('the event', () =>
      auditEvents().find(({ stage, requestURI }) => stage === 'ResponseComplete' && requestURI === path),
    )
    assert.equal(event.user.username, 'system:serviceaccount:default:default')
    assert.deepEqual(event.user.extra?.['authentication.kubernetes.io/pod-name'], ['caller'])
  })

  test('shows in its audit log as admin only what the test does', () => {
    const waiting = auditEvents().filter(({ requestURI }) => requestURI.endsWith('/namespaces/default/serviceaccounts/default'))
    assert.notEqual(waiting.length, 0)
    assert.deepEqual([...new Set(waiting.map(({ user }) => user.username))], ['sparekey:testbed'])
  })

  test('takes an object by apply, twice, of a kind that it learned after it started', async () => {
    const { client } = cluster
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
    const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }]
    const names = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' }
    const crd: KubeObject & { spec: object } = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: { group: 'example.com', scope: 'Namespaced', names, versions },
    }
    await client.apply(crd)
    await waitUntil('the new kind to be served', async () => {
      const { status } = await client.request('GET', '/apis/example.com/v1/widgets')
      return status === 200
    })
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'one' }, size: 1 }
    assert.equal((await client.apply(widget)).size, 1)
    assert.equal((await client.apply({ ...widget, size: 2 })).size, 2)
    await assert.rejects(client.create(widget), /answered with 409: .*already exists/)
    await assert.rejects(client.create({ ...widget, kind: 'Gadget' }), /no kind `Gadget`/)
  })

  test('leaves nothing when it is stopped, and can be stopped twice', async () => {
    const plane = await startControlPlane({ controllers: false })
    const processes = withChildren(plane.pids)
    assert.equal(processes.length, 4)
    await plane.stop()
    await allGone(processes)
    assert.equal(existsSync(plane.directory), false)
    await plane.stop()
  })

  test('shows the log of the part that failed, and leaves nothing', async (t) => {
    const usual = process.env.TMPDIR
    const directory = mkdtempSync(join(tmpdir(), 'sparekey-failing-'))
    process.env.TMPDIR = directory
    t.after(() => {
      if (usual === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = usual
      rmSync(directory, { recursive: true })
    })
    await assert.rejects(
      startControlPlane({ apiserverFlags: ['--no-such-flag'] }),
      /`kube-apiserver` ended by itself with status 1.*unknown flag: --no-such-flag/s,
    )
    assert.deepEqual(readdirSync(directory), [])
  })

  test('notices when a part ends later', async () => {
    const plane = await startControlPlane({ controllers: false })
    const processes = withChildren(plane.pids)
    assert.equal(plane.failure(), undefined)
    process.kill(plane.pids.at(-1) ?? 0, 'SIGTERM')
    const failure = await waitUntil('the failure', () => plane.failure())
    assert.match(failure.message, /^`kube-apiserver` ended by itself/)
    await plane.stop()
    await allGone(processes)
  })

  for (const ending of ['throw', 'exit', 'forget', 'SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    test(`leaves nothing when its program ends by ${ending}`, async () => {
      const parent = spawn(process.execPath, [join(import.meta.dirname, 'parent.cases.ts'), ending], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const ended = once(parent, 'exit')
      const [line] = (await once(createInterface(parent.stdout), 'line')) as [string]
      const { directory, pids } = JSON.parse(line) as { readonly directory: string; readonly pids: readonly number[] }
      const processes = withChildren(pids)
      if (ending.startsWith('SIG')) {
        assert.equal(processes.every(isAlive), true)
        parent.kill(ending as NodeJS.Signals)
      }
      await ended
      await allGone(processes)
      await waitUntil('the directory to be gone', () => !existsSync(directory))
    })
  }
})
