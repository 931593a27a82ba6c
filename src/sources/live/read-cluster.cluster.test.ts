// A real control plane read as its administrator, as a user with the printed ClusterRole, and as one with no rights at all.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import { decodeObject, formatRef, tokenSecretType } from '../../kube/index.ts'
import { connect } from './connect.ts'
import { readCluster, type ClusterRead, type ReadClusterOptions } from './read-cluster.ts'
import { fillCluster, markedBody, roleCount } from './real-cluster.cases.ts'
import { resourceRows } from './resources.ts'

const { signal } = new AbortController()

interface AuditEvent {
  readonly verb: string
  readonly requestURI: string
  readonly userAgent?: string
  readonly user: { readonly username: string }
  readonly impersonatedUser?: { readonly username: string }
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string }
  readonly responseStatus?: { readonly code: number }
  readonly responseObject?: { readonly kind?: string }
}

// Of Secrets the audit log holds what was answered: what the API server sent is then known, not supposed.
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'RequestResponse', resources: [{ group: '', resources: ['secrets'] }] }, { level: 'Metadata' }],
}

function hasMutating(version: string): boolean {
  return Number(version.split('.')[1]) >= 36
}

function namesOf(read: ClusterRead): readonly string[] {
  return read.objects.map((value) => {
    const decoded = decodeObject(value)
    if (decoded.kind !== 'object') throw new Error(JSON.stringify(decoded))
    return formatRef(decoded.object.ref)
  })
}

clusterSuite(
  'reading a real cluster',
  { users: { reader: [], nobody: [], deputy: ['system:masters'] }, auditPolicy },
  (cluster) => {
    const readAs = async (
      user: string,
      options: Partial<ReadClusterOptions> & { readonly as?: string } = {},
    ): Promise<ClusterRead> => {
      const { as, ...rest } = options
      const { kubeconfigPath } = cluster.plane
      const connection = await connect({
        kubeconfig: kubeconfigPath,
        context: user,
        signal,
        environment: {},
        ...(as === undefined ? {} : { as }),
      })
      try {
        return await readCluster(connection, { signal, ...rest })
      } finally {
        connection.close()
      }
    }
    const eventsOf = (user: string): readonly AuditEvent[] =>
      readFileSync(cluster.plane.auditLogPath, 'utf8')
        .split('\n')
        .filter((line) => line.endsWith('}'))
        .map((line) => JSON.parse(line) as AuditEvent)
        .filter((event) => event.userAgent === 'sparekey' && (event.impersonatedUser ?? event.user).username === user)

    before(async () => {
      await fillCluster(cluster.client, hasMutating(cluster.plane.version))
    })

    test('all of it is read, over several pages, and decodes', async () => {
      const read = await readAs('admin')
      assert.deepEqual(read.gaps, [])
      const names = namesOf(read)
      assert.equal(new Set(names).size, names.length)
      assert.ok(names.filter((name) => name.includes('role-')).length >= roleCount)
      const kinds = new Set(read.objects.map((value) => (value as { readonly kind: string }).kind))
      // Served by default from 1.36 on; before that nobody has any.
      const served = resourceRows.filter(({ kind }) => hasMutating(cluster.plane.version) || !kind.startsWith('Mutating'))
      assert.deepEqual([...kinds].sort(), [...new Set([...served.map(({ kind }) => kind), 'Rollout'])].sort())
      assert.deepEqual(
        [...read.complete].sort(),
        [...resourceRows.map(({ resource }) => resource), 'rollouts.argoproj.io'].sort(),
      )
      assert.equal(read.serverVersion, `v${cluster.plane.version}`)
      assert.deepEqual(read.apiAudiences, ['https://kubernetes.default.svc'])
      assert.match(read.legacyTrackingSince ?? '', /^\d{4}-\d{2}-\d{2}$/)
    })

    test('of Secrets there is the token of an account, by its metadata, and no body', async () => {
      const read = await readAs('admin')
      const secrets = read.objects.filter((value) => (value as { readonly kind: string }).kind === 'Secret')
      assert.deepEqual(
        secrets.map((value) => (value as { readonly metadata: { readonly name: string } }).metadata.name),
        ['legacy'],
      )
      assert.deepEqual((secrets[0] as { readonly type: string }).type, tokenSecretType)
      assert.deepEqual(Object.keys(secrets[0] ?? {}).sort(), ['apiVersion', 'kind', 'metadata', 'type'])
      assert.ok(
        !JSON.stringify(read).includes(markedBody) && !JSON.stringify(read).includes(Buffer.from(markedBody).toString('base64')),
      )
    })

    test('with the printed ClusterRole alone everything is read as the administrator reads it', async () => {
      const [read, all] = [await readAs('reader'), await readAs('admin')]
      assert.deepEqual(read.gaps, [])
      assert.deepEqual(namesOf(read), namesOf(all))
      assert.deepEqual([...read.complete], [...all.complete])
      assert.deepEqual([read.legacyTrackingSince, read.apiAudiences], [all.legacyTrackingSince, all.apiAudiences])
    })

    test('without rights everything is a gap, and nothing fails', async () => {
      const read = await readAs('nobody')
      const always = resourceRows.filter((row) => row.when === 'always').map(({ resource }) => resource)
      assert.deepEqual(
        read.gaps.map((gap) => [gap.kind, 'resource' in gap && gap.resource]).sort(),
        [...always, 'rollouts.argoproj.io'].map((resource) => ['listForbidden', resource]).sort(),
      )
      assert.ok(read.gaps.every((gap) => 'message' in gap && gap.message.includes('User "nobody" cannot list resource')))
      assert.deepEqual([read.objects, read.complete.size, read.apiAudiences, read.legacyTrackingSince], [[], 0, [], undefined])
      assert.equal(read.serverVersion, `v${cluster.plane.version}`)
    })

    test('one namespace is read alone', async () => {
      const read = await readAs('reader', { namespace: 'kube-system' })
      assert.deepEqual(read.gaps, [])
      const spaces = new Set(
        read.objects.map((value) => (value as { readonly metadata: { readonly namespace?: string } }).metadata.namespace),
      )
      assert.deepEqual([...spaces].sort(), ['kube-system', undefined])
    })

    test('who may impersonate reads as somebody else, and who may not is told', async () => {
      assert.deepEqual((await readAs('deputy', { as: 'nobody' })).objects, [])
      await assert.rejects(readAs('reader', { as: 'admin' }), {
        code: 'API_REFUSED',
        message: /^not allowed to act for others: 403 Forbidden: .*"reader" cannot impersonate/,
      })
    })

    test('a token that the server does not know is refused', async () => {
      const { kubeconfigPath } = cluster.plane
      const connection = await connect({ kubeconfig: kubeconfigPath, token: 'not-a-token', signal, environment: {} })
      await assert.rejects(readCluster(connection, { signal }), { code: 'API_REFUSED' })
      connection.close()
    })

    test('the audit log shows GET requests only, and of Secrets nothing but metadata', async () => {
      await readAs('reader')
      const events = await waitUntil('the list of Secrets in the audit log', () => {
        const found = eventsOf('reader')
        return (
          found.some(({ requestURI }) => requestURI.startsWith('/version')) &&
          found.some(({ objectRef }) => objectRef?.resource === 'secrets') &&
          found
        )
      })
      assert.deepEqual(
        events.filter(({ verb }) => verb !== 'list' && verb !== 'get'),
        [],
      )
      assert.deepEqual(
        events.filter(
          ({ objectRef, requestURI }) => objectRef?.subresource !== undefined || /tokenreviews|\/token\b/.test(requestURI),
        ),
        [],
      )
      for (const event of events.filter(({ objectRef }) => objectRef?.resource === 'secrets')) {
        assert.equal(event.verb, 'list')
        assert.match(event.requestURI, /fieldSelector=type%3Dkubernetes.io%2Fservice-account-token/)
        assert.equal(event.responseObject?.kind, 'PartialObjectMetadataList')
        const sent = JSON.stringify(event.responseObject)
        assert.ok(!sent.includes(Buffer.from(markedBody).toString('base64')) && !sent.includes('"data"'))
      }
      const read = events
        .filter(({ verb, objectRef }) => verb === 'get' && objectRef !== undefined)
        .map(({ objectRef }) => objectRef?.resource)
      assert.deepEqual([...new Set(read)], ['configmaps'])
    })
  },
)
