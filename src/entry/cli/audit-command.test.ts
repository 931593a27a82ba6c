// `audit` as a shell sees it: its exit code, the workloads that were asked for, and bytes that `--now` makes repeatable.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { AuditReport } from '../../verdict/index.ts'
import { formatNames } from '../../report/index.ts'
import { writeSnapshot } from '../../sources/snapshot/index.ts'
import { runWith } from './fake-io.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-audit-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

const pod = (name: string, spec: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: { serviceAccountName: 'app', containers: [{ name: 'main' }], ...spec },
})
const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'app' } }
const clean = pod('clean', { automountServiceAccountToken: false })
const finding = pod('finding', { automountServiceAccountToken: true })
const untold = pod('untold', { serviceAccountName: 'missing' })
const hostPath = pod('agent', {
  automountServiceAccountToken: false,
  volumes: [{ name: 'h', hostPath: { path: '/' } }],
  containers: [{ name: 'main', volumeMounts: [{ name: 'h', mountPath: '/host' }] }],
})
const bound = (name: string) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name, namespace: 'shop' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice' }],
})
const refused = pod('refused', { automountServiceAccountToken: 'false' })

function text(...objects: readonly object[]): string {
  return objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('')
}

const codes: readonly {
  readonly says: string
  readonly input: string
  readonly failOn?: string
  readonly also?: readonly string[]
  readonly code: number
}[] = [
  { says: 'nothing to mend is 0', input: text(clean), code: 0 },
  { says: 'a finding is 1', input: text(finding, account), code: 1 },
  { says: 'a finding at the level is 1', input: text(finding, account), failOn: 'medium', code: 1 },
  { says: 'a finding below the level is 0', input: text(finding, account), failOn: 'high', code: 0 },
  { says: 'a graver one is 1', input: text(hostPath), failOn: 'high', code: 1 },
  { says: 'and 0 below the gravest level', input: text(hostPath), failOn: 'critical', code: 0 },
  { says: 'a verdict that could not be told is 2', input: text(untold), code: 2 },
  { says: 'also where the level is the gravest', input: text(untold), failOn: 'critical', code: 2 },
  { says: 'an assumption makes it a finding', input: text(untold), also: ['--assume', 'accounts'], code: 1 },
  { says: 'a finding goes before a gap', input: text(finding, untold), code: 1 },
  { says: 'a gap goes before a finding below the level', input: text(finding, untold), failOn: 'high', code: 2 },
  { says: 'a refused object is 2', input: text(clean, refused), code: 2 },
  { says: 'what a role gives that the manifests leave out is 1', input: text(bound('edit')), code: 1 },
  { says: 'whether such a role gives more is 2', input: text(bound('view')), code: 2 },
  { says: 'unless it is said that it does not', input: text(bound('view')), also: ['--assume', 'roles'], code: 0 },
  { says: 'a role that is missing is 2 all the same', input: text(bound('viewer')), also: ['--assume', 'roles'], code: 2 },
  { says: 'with `none` a finding is 0', input: text(finding, account), failOn: 'none', code: 0 },
  { says: 'with `none` a gap is 0', input: text(untold), failOn: 'none', code: 0 },
  { says: 'nothing of Kubernetes is 3', input: 'replicas: 2', failOn: 'none', code: 3 },
  { says: 'a level that there is not is 3', input: text(clean), failOn: 'severe', code: 3 },
]

for (const { says, input, failOn, also = [], code } of codes) {
  test(`${says}${failOn === undefined ? '' : ` (--fail-on ${failOn})`}`, async () => {
    const level = failOn === undefined ? [] : ['--fail-on', failOn]
    const ran = await runWith(['audit', ...level, ...also, '-f', '-'], input)
    assert.equal(ran.code, code, ran.out + ran.err)
  })
}

test('every report says the same exit code', async () => {
  for (const format of formatNames) {
    assert.equal((await runWith(['audit', '-o', format, '-f', '-'], text(finding, account))).code, 1, format)
    assert.equal((await runWith(['audit', '-o', format, '-f', '-'], text(untold))).code, 2, format)
  }
})

const labelled = text(
  pod('web', {}, { labels: { app: 'web' } }),
  pod('db', {}, { labels: { app: 'db', tier: 'back' } }),
  pod('bare'),
  pod('far', {}, { namespace: 'far', labels: { app: 'web' } }),
)
const picks: readonly (readonly [argv: readonly string[], names: readonly string[]])[] = [
  [[], ['bare', 'db', 'web', 'far']],
  [
    ['-l', 'app=web'],
    ['web', 'far'],
  ],
  [
    ['-l', 'app notin (web)'],
    ['bare', 'db'],
  ],
  [['-l', 'app in (web,db),!tier', '-n', 'default'], ['web']],
  [
    ['-n', 'far'],
    ['bare', 'db', 'far', 'web'],
  ],
  [
    ['-n', 'default'],
    ['bare', 'db', 'web'],
  ],
  [
    ['-n', 'default', '-A'],
    ['bare', 'db', 'web', 'far'],
  ],
  [['-l', 'app=none'], []],
]

for (const [argv, names] of picks) {
  test(`audit ${argv.join(' ')} reports ${names.length} workloads`, async () => {
    const { out } = await runWith(['audit', '-o', 'json', ...argv, '-f', '-'], labelled)
    assert.deepEqual(
      (JSON.parse(out) as AuditReport).workloads.map(({ name }) => name),
      names,
    )
  })
}

test('with --now every report is the same to the byte whatever the clock says; without it the clock is told', async () => {
  const report = async (format: string, now: readonly string[], clock: string) =>
    (await runWith(['audit', '-o', format, ...now, '--example'], '', clock)).out
  for (const format of formatNames) {
    const now = ['--now', '2026-11-24T09:00:00+01:00']
    const bytes = await report(format, now, '2026-11-25T00:00:00.000Z')
    assert.equal(await report(format, now, '2027-01-01T00:00:00.000Z'), bytes, format)
    assert.equal(await report(format, [], '2026-11-24T08:00:00.000Z'), bytes, format)
  }
})

test('--now decides whether a declaration still holds', async () => {
  const annotations = {
    'sparekey.dev/token-required': 'lists pods',
    'sparekey.dev/token-owner': 'team',
    'sparekey.dev/token-until': '2026-12-31',
  }
  const input = text(pod('web', { automountServiceAccountToken: true }, { annotations }), account)
  for (const [now, code] of [
    ['2026-12-31T23:59:59Z', 0],
    ['2026-12-31T23:59:59-01:00', 1],
  ] as const)
    assert.equal((await runWith(['audit', '--now', now, '-f', '-'], input)).code, code, now)
})

test('objects audited from a snapshot, from kubectl’s JSON and from manifests come to the same', async () => {
  const objects = [finding, account, untold, hostPath, refused, clean]
  const snapshot = join(folder, 'small.sparekey')
  writeSnapshot(snapshot, {
    takenAt: '2026-11-24T08:00:00Z',
    description: 'small',
    apiAudiences: [],
    complete: [],
    gaps: [],
    objects: objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace: 'default' } })),
  })
  const dump = join(folder, 'dump.json')
  writeFileSync(dump, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }))
  const told = async (argv: readonly string[], input = '') => {
    const { out, code } = await runWith(['audit', '-o', 'json', ...argv], input)
    const { workloads, findings, gaps, summary } = JSON.parse(out) as AuditReport
    const plain = JSON.parse(JSON.stringify({ workloads, findings, gaps, summary, code })) as object
    return JSON.parse(JSON.stringify(plain, (key, value: unknown) => (key === 'location' ? undefined : value))) as object
  }
  const manifests = await told(['-f', '-'], text(...objects))
  assert.deepEqual(await told(['--snapshot', dump]), manifests)
  assert.deepEqual(await told(['--snapshot', snapshot]), manifests)
})

test('a folder is no snapshot', async () => {
  const { code, err } = await runWith(['audit', '--snapshot', folder])
  assert.equal(code, 3)
  assert.match(err, /^error: cannot read `/)
})

test('a snapshot is not taken for a time that is none', async () => {
  const { code, err } = await runWith(['snapshot', '-o', join(folder, 'x'), '--now', 'noon'])
  assert.equal(code, 3)
  assert.match(err, /`--now` takes a time/)
})

for (const command of ['audit', 'control'])
  test(`${command} of a namespace of which the input has nothing is refused, and not passed`, async () => {
    const { code, err } = await runWith([command, '--example', '-n', 'nope'])
    assert.equal(code, 3)
    assert.match(err, /nothing of namespace `nope` is in the input\n {2}there are /)
  })
