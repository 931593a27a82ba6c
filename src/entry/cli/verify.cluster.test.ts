// `who-can` and `explain` on real clusters: the API server's own authorizers agree about every subject, one that RBAC does not
// know of comes to light, and no token is ever asked for.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { clusterSuite, type SuiteCluster } from '../../../testbed/suite.ts'
import { compareText } from '../../base/index.ts'
import { accountUser, mintRequest, subjectKey, type GrantSubject, type UserInfo } from '../../rbac/index.ts'
import type { WhoCanReport } from '../../verdict/index.ts'
import { runWith, type Ran } from './fake-io.cases.ts'
import { accounts, fillWithMinters } from './minters.cases.ts'

interface Binding {
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[]
}

/** Runs a command against a cluster. */
const runOn = ({ plane }: SuiteCluster, words: string, user = 'admin'): Promise<Ran> =>
  runWith([...words.split(' '), '--kubeconfig', plane.kubeconfigPath, '--context', user])

const reportOf = ({ out, err }: Ran): WhoCanReport => {
  assert.equal(err, '')
  return JSON.parse(out) as WhoCanReport
}

/** Everyone whom a binding names, and every account. */
async function everyone({ client }: SuiteCluster): Promise<readonly GrantSubject[]> {
  const kinds = ['ClusterRoleBinding', 'RoleBinding']
  const bindings = await Promise.all(kinds.map((kind) => client.list<Binding>('rbac.authorization.k8s.io/v1', kind)))
  const existing = await client.list<{ readonly metadata: { readonly namespace: string; readonly name: string } }>(
    'v1',
    'ServiceAccount',
  )
  const subjects = [
    ...bindings.flat().flatMap(({ subjects: named = [] }) => named),
    ...existing.map(({ metadata }) => ({ kind: 'ServiceAccount', ...metadata })),
  ].map(({ kind, name, namespace = '' }) => ({ kind, name, namespace }) as GrantSubject)
  return [...new Map(subjects.map((subject) => [subjectKey(subject), subject])).values()]
}

/** Somebody who is that subject, and no more. */
function userOf(subject: GrantSubject): UserInfo {
  if (subject.kind === 'ServiceAccount') return accountUser(subject)
  if (subject.kind === 'Group') return { name: '', groups: [subject.name] }
  return { name: subject.name, groups: [subject.name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'] }
}

/** Whether the API server lets a subject mint for an account. */
async function mayMint({ client }: SuiteCluster, subject: GrantSubject, namespace: string, name: string): Promise<boolean> {
  const { name: user, groups } = userOf(subject)
  const { verb, apiGroup, resource, subresource } = mintRequest({ namespace, name })
  const resourceAttributes = { verb, group: apiGroup, resource, subresource, namespace, name }
  const { status, body } = await client.request<{ readonly status: { readonly allowed: boolean } }>(
    'POST',
    '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { ...(user === '' ? {} : { user }), groups, resourceAttributes },
    },
  )
  assert.equal(status, 201)
  return body.status.allowed
}

clusterSuite('who can mint, on a real cluster', { users: { reader: [] } }, (cluster) => {
  before(async () => {
    await fillWithMinters(cluster)
  })

  for (const account of accounts)
    test(`who-can sa/${account}: the minters are those whom the API server lets mint`, async () => {
      const [namespace = '', name = ''] = account.split('/')
      const ran = await runOn(cluster, `who-can sa/${name} -n ${namespace} -o json`)
      const said = new Set(
        reportOf(ran).grants.flatMap(({ direct, route, chain, subject }) =>
          direct && route === 'mint-token' && chain === undefined ? [subjectKey(subject as GrantSubject)] : [],
        ),
      )
      const subjects = await everyone(cluster)
      const may = await Promise.all(subjects.map((subject) => mayMint(cluster, subject, namespace, name)))
      const allowed = subjects.filter((_, index) => may[index] === true)
      const byReport = subjects.filter((subject) =>
        // Who has it by a group is told under the group.
        [subject, ...userOf(subject).groups.map((group): GrantSubject => ({ kind: 'Group', name: group }))].some((each) =>
          said.has(subjectKey(each)),
        ),
      )
      const names = (list: readonly GrantSubject[]): readonly string[] => list.map(subjectKey).sort(compareText)
      assert.deepEqual(names(byReport), names(allowed))
      assert.ok(allowed.length > 2 && allowed.length < subjects.length / 2, `${allowed.length} of ${subjects.length}`)
      assert.equal(ran.code, 0)
    })

  for (const words of ['sa/x -n a', '--all'])
    test(`who-can ${words} --verify: RBAC is all there is`, async () => {
      const ran = await runOn(cluster, `who-can ${words} --verify -o json`)
      const { verification } = reportOf(ran)
      assert.ok(verification !== undefined && verification.asked >= (await everyone(cluster)).length)
      assert.deepEqual([verification.outsideRbac, verification.unconfirmed], [[], []])
      assert.equal(ran.code, 0)
    })

  test('a reader who may not create access reviews gets the answer without `--verify`, and with it is told what is missing', async () => {
    assert.equal((await runOn(cluster, 'who-can sa/x -n a', 'reader')).code, 0)
    const { code, out, err } = await runOn(cluster, 'who-can sa/x -n a --verify', 'reader')
    assert.equal(code, 3)
    assert.equal(out, '')
    assert.match(err, /^error: the server does not answer a SubjectAccessReview: .*subjectaccessreviews.* is forbidden/)
    assert.match(err, /grant `create` on `subjectaccessreviews`/)
  })

  const explained: Readonly<Record<string, readonly RegExp[]>> = {
    'user/alice': [/\bnamespace a\b/, /\bmint-token\b/, /RoleBinding\/user-alice in a → ClusterRole\/minter\b/],
    'user/frank': [/nothing was found that it can obtain; all roles and bindings were read/],
    'user/judy': [/\bread-token-secret\b/, /RoleBinding\/user-judy in a → Role\/secret-reader\b/],
    // Through b/x, which mints in namespace b, for everyone there.
    'group/devs': [
      /\bsa\/x in every namespace\b/,
      /ClusterRoleBinding\/group-devs\b/,
      /\bsa\/b\/default\b/,
      /RoleBinding\/sa-b-x in b/,
    ],
    'sa/x -n b': [/^ServiceAccount b\/x$/m, /\bmint-token\b/, /RoleBinding\/sa-b-x in b → ClusterRole\/minter\b/],
  }
  for (const [name, says] of Object.entries(explained))
    test(`explain ${name}`, async () => {
      const { code, out, err } = await runOn(cluster, `explain ${name}`)
      assert.equal(err, '')
      assert.equal(code, 0)
      for (const part of says) assert.match(out, part)
    })

  test('nobody has asked for a token in all of this', () => {
    const uris = readFileSync(cluster.plane.auditLogPath, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as { readonly userAgent?: string; readonly requestURI: string })
      .flatMap(({ userAgent, requestURI }) => (userAgent === 'sparekey' ? [requestURI] : []))
    assert.ok(
      uris.some((uri) => uri.includes('/subjectaccessreviews')),
      'the log shows what the runs have asked for',
    )
    assert.deepEqual(
      uris.filter((uri) => /\/serviceaccounts\/[^/?]+\/token/.test(uri)),
      [],
    )
  })
})

// An attribute-based policy stands for any authorizer beside RBAC: it lets one account do everything with accounts of namespace a.
const folder = mkdtempSync(join(tmpdir(), 'sparekey-verify-'))
const policy = join(folder, 'policy.jsonl')
writeFileSync(
  policy,
  JSON.stringify({
    apiVersion: 'abac.authorization.kubernetes.io/v1beta1',
    kind: 'Policy',
    spec: { user: 'system:serviceaccount:b:default', namespace: 'a', apiGroup: '', resource: 'serviceaccounts' },
  }),
)
after(() => {
  rmSync(folder, { recursive: true })
})

clusterSuite(
  'who can mint, with a second authorizer',
  {
    users: { reader: [] },
    // The modes of the flag are added to those of the test bed.
    apiserverFlags: ['--authorization-mode=ABAC', `--authorization-policy-file=${policy}`],
  },
  (cluster) => {
    before(async () => {
      await fillWithMinters(cluster)
    })

    test('what it allows beyond RBAC is told, and nothing else', async () => {
      const { code, out } = await runOn(cluster, 'who-can sa/y -n a --verify -o json')
      const { verification } = JSON.parse(out) as WhoCanReport
      assert.deepEqual(
        verification?.outsideRbac.map(({ subject, namespace, name }) => ({ subject, namespace, name })),
        [{ subject: { kind: 'ServiceAccount', namespace: 'b', name: 'default' }, namespace: 'a', name: 'y' }],
      )
      assert.deepEqual(verification.unconfirmed, [])
      assert.equal(code, 1)
      assert.match((await runOn(cluster, 'who-can sa/y -n a --verify')).out, /b\/default/)
    })
  },
)
