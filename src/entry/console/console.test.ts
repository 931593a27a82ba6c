// The console's answers without a browser: they say what the commands say, and what cannot be done is told with what to do.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  pageCommand,
  type AccountView,
  type BindingLossView,
  type GuardView,
  type MinterTable,
  type NeedInSource,
  type OverviewView,
  type PackedWorkloads,
  type PlanView,
  type ProcedureReport,
  type SessionView,
  type ShownPage,
  type WorkloadView,
} from '../../console/index.ts'
import type { AuditReport, WhoCanReport } from '../../verdict/index.ts'
import { runWith } from '../cli/fake-io.cases.ts'
import { openTestConsole, type TestConsole } from './open.cases.ts'
import { rawRequest, sessionCookie } from './raw-request.cases.ts'

const now = '2026-11-26T08:00:00.000Z'
let open: TestConsole
let cookie = ''
before(async () => {
  open = await openTestConsole({ example: true, now })
  cookie = await sessionCookie(open.newLink())
})
after(async () => {
  await open.close()
})

async function view<T>(path: string): Promise<T> {
  const { status, body } = await rawRequest(open.origin, path, { headers: { cookie } })
  assert.equal(status, 200, body)
  return JSON.parse(body) as T
}

async function printed<T>(line: string): Promise<T> {
  const { out, err } = await runWith([...line.split(' '), '--example', '--now', now, '-o', 'json'])
  assert.equal(err, '')
  return JSON.parse(out) as T
}

test('the numbers of the overview are those of `audit -o json`', async () => {
  const overview = await view<OverviewView>('/api/overview')
  const report = await printed<AuditReport>('audit')
  assert.deepEqual(overview.summary, report.summary)
  assert.deepEqual(overview.benchmarks, report.benchmarks)
  assert.deepEqual(overview.gaps, report.gaps)
  assert.deepEqual(overview.evidence, { statement: report.evidence?.statement, sufficient: report.evidence?.sufficient })
  const everyone = await printed<WhoCanReport>('who-can --all')
  const { subjects, direct, indirect, platform } = everyone.summary
  assert.deepEqual(overview.minters, { subjects, direct, indirect, platform })
  const sum = overview.namespaces.flatMap(({ verdicts }) => Object.values(verdicts)).reduce((a, b) => a + b, 0)
  assert.equal(sum, report.summary.workloads)
})

test('the list has every workload of the audit, and each has its page', async () => {
  const table = await view<PackedWorkloads>('/api/workloads')
  const report = await printed<AuditReport>('audit')
  assert.equal(table.rows.length, report.workloads.length)
  for (const [i, [link]] of table.rows.entries()) {
    const page = await view<WorkloadView>(`/api/workload?object=${encodeURIComponent(link)}`)
    assert.deepEqual(page.workload, report.workloads[i])
  }
})

test('a page of an account is `who-can`, and the cut of it leaves nobody', async () => {
  const account = await view<AccountView>('/api/account?account=istio-system/kiali')
  const report = await printed<WhoCanReport>('who-can sa/istio-system/kiali')
  assert.equal(account.ways.length, report.grants.length)
  assert.equal(account.cut.kind, report.cut?.kind)
  assert.ok(account.cut.bindings.length > 0)
  const without = account.cut.bindings.map((link) => `&without=${encodeURIComponent(link)}`).join('')
  const left = await view<AccountView>(`/api/account?account=istio-system/kiali${without}`)
  const others = left.ways.filter(({ platform, subject }) => !platform && subject !== 'ServiceAccount istio-system/kiali')
  assert.deepEqual(others, [])
  assert.equal(left.cut.kind, 'none')
  assert.ok(left.lost.length > 0)
})

test('what would be gone with a binding is what an audit without it does not have', async () => {
  const { rows } = await view<MinterTable>('/api/minters')
  const [link] = rows.flatMap(({ via, platform }) => (platform ? [] : via.map(({ binding }) => binding)))
  const loss = await view<BindingLossView>(`/api/binding?object=${encodeURIComponent(link ?? '')}`)
  assert.ok(loss.lost.length > 0)
  assert.ok(loss.lost.every(({ via }) => via.some(({ binding }) => binding === link)))
})

test('the control is `control -o json`, and the guard is `guard test -o json`', async () => {
  assert.deepEqual(await view<ProcedureReport>('/api/control'), await printed<ProcedureReport>('control'))
  const guard = await view<GuardView>('/api/guard')
  const tested = await printed<{ readonly workloads: readonly { readonly answer: string }[] }>('guard test')
  assert.deepEqual(
    guard.answers.map(({ answer }) => answer),
    tested.workloads.map(({ answer }) => answer),
  )
  assert.equal(guard.status, null)
  // Its snapshot has the API server's policies, and the guard is not among them: known, and not "could not tell".
  const { admission } = await printed<AuditReport>('audit')
  assert.ok(admission !== undefined && admission.guard === undefined)
  assert.deepEqual(guard.seen, [])
})

for (const risk of ['low', 'medium', 'high']) {
  test(`the plan of ${risk} risk is \`plan --max-risk ${risk}\``, async () => {
    const plan = await view<PlanView>(`/api/plan?maxRisk=${risk}`)
    const said = await printed<{ readonly steps: readonly { readonly id: string }[] }>(`plan --max-risk ${risk}`)
    assert.deepEqual(
      plan.steps.map(({ id }) => id),
      said.steps.map(({ id }) => id),
    )
    assert.ok(plan.steps.every(({ diff }) => diff.length > 0))
  })
}

test('every page as a command is one that runs', async () => {
  const { words } = await view<SessionView>('/api/session')
  const pages: readonly ShownPage[] = [
    { kind: 'overview' },
    { kind: 'control' },
    { kind: 'guard' },
    { kind: 'workloads', namespace: 'bookinfo' },
    { kind: 'workload', object: 'Deployment', name: 'kiali', namespace: 'istio-system' },
    { kind: 'minters' },
    { kind: 'account', account: 'istio-system/kiali' },
  ]
  for (const page of pages) {
    const command = pageCommand(page, words)
    const [program, ...argv] = command.replace(/ > .*$/, '').split(' ')
    assert.equal(program, 'sparekey')
    const { code, err } = await runWith(argv)
    assert.ok(code !== 3, `${command}: ${err}`)
  }
  assert.equal(
    pageCommand({ kind: 'plan', maxRisk: 'low' }, words),
    `sparekey plan --example --now ${now} --max-risk low -o plan.yaml`,
  )
})

for (const { says, more } of [
  { says: 'one namespace', more: { namespace: 'shop' } },
  { says: 'one namespace for manifests without, and all', more: { namespace: 'shop', allNamespaces: true } },
  { says: 'all', more: {} },
]) {
  test(`asked for ${says}, each page as a command counts what the page counts`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'sparekey-narrow-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const documents = [
      'kind: ServiceAccount\nmetadata: {name: x}',
      'kind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: main}]}',
      'kind: Pod\nmetadata: {name: b, namespace: shop}\nspec: {containers: [{name: main}]}',
      'kind: Pod\nmetadata: {name: c, namespace: other}\nspec: {containers: [{name: main}]}',
    ]
    writeFileSync(join(folder, 'all.yaml'), documents.map((one) => `apiVersion: v1\n${one}\n`).join('---\n'))
    const narrow = await openTestConsole({ filename: [folder], now, ...more })
    try {
      const headers = { cookie: await sessionCookie(narrow.newLink()) }
      const ask = async <T>(path: string): Promise<T> =>
        JSON.parse((await rawRequest(narrow.origin, path, { headers })).body) as T
      const { words } = await ask<SessionView>('/api/session')
      const answer = async <T>(page: ShownPage): Promise<T> => {
        const argv = pageCommand(page, words)
          .replace(/ -o \S+/, '')
          .split(' ')
          .slice(1)
        return JSON.parse((await runWith([...argv, '-o', 'json'])).out) as T
      }
      assert.deepEqual(
        (await ask<OverviewView>('/api/overview')).summary,
        (await answer<AuditReport>({ kind: 'overview' })).summary,
      )
      assert.equal(
        (await ask<PackedWorkloads>('/api/workloads')).rows.length,
        (await answer<AuditReport>({ kind: 'workloads', namespace: '' })).workloads.length,
      )
      const account = `${more.namespace ?? 'default'}/x`
      const { exists } = await ask<AccountView>(`/api/account?account=${account}`)
      const { asked } = await answer<WhoCanReport>({ kind: 'account', account })
      assert.deepEqual([exists, asked.kind === 'serviceAccount' && asked.exists], [true, true])
    } finally {
      await narrow.close()
    }
  })
}

test('a need is stated as an annotation that the audit takes, and a day that has passed is told', async () => {
  const object = encodeURIComponent('Deployment.apps/istio-system/kiali')
  const ask = async (until: string) =>
    await view<Readonly<Record<string, string>>>(
      `/api/need?object=${object}&reason=it%20watches%20%22all%22&owner=a%40b.c&until=${until}`,
    )
  const said = await ask('2027-01-31')
  assert.equal(said['kind'], 'statement')
  assert.match(said['patch'] ?? '', /sparekey\.dev\/token-required: "it watches \\"all\\""\n/)
  assert.match(
    said['command'] ?? '',
    /^kubectl annotate --overwrite deployment\/kiali -n istio-system 'sparekey\.dev\/token-required=it watches "all"'/,
  )
  const past = await ask('2026-11-25')
  assert.deepEqual([past['kind'], past['message']], ['problem', '2026-11-25 has passed: say a day to come'])
})

test('of files a need is a difference of its own file, which git takes and the audit too', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-need-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'web.yaml')
  const written = `# Kept by people.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the shop
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: web
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: default, namespace: shop }
`
  writeFileSync(file, written)
  const console = await openTestConsole({ filename: [folder], now })
  try {
    const cookie = await sessionCookie(console.newLink())
    const path = '/api/need?object=Deployment.apps/shop/web&reason=it%20watches&owner=a%40b.c&until=2027-01-31'
    const { body } = await rawRequest(console.origin, path, { headers: { cookie } })
    const { source } = JSON.parse(body) as { readonly source: NeedInSource }
    assert.ok(source.kind === 'diff', body)
    const added = source.diff.split('\n').filter((line) => /^[+-](?![+-])/.test(line))
    assert.deepEqual(added, [
      '+  annotations:',
      '+    sparekey.dev/token-required: "it watches"',
      '+    sparekey.dev/token-owner: "a@b.c"',
      '+    sparekey.dev/token-until: "2027-01-31"',
    ])
    // It is written nowhere.
    assert.equal(readFileSync(file, 'utf8'), written)
  } finally {
    await console.close()
  }
})

test('earlier snapshots make a history, the oldest first', async () => {
  const console = await openTestConsole({ snapshot: 'examples/cluster.sparekey', earlier: ['examples/cluster.sparekey'], now })
  try {
    const entry = await sessionCookie(console.newLink())
    const { body } = await rawRequest(console.origin, '/api/overview', { headers: { cookie: entry } })
    const { history, summary } = JSON.parse(body) as OverviewView
    assert.deepEqual(
      history.map(({ from }) => from),
      ['examples/cluster.sparekey', 'now'],
    )
    assert.ok(history.every((point) => point.summary.apiTokens === summary.apiTokens))
  } finally {
    await console.close()
  }
})

test('what is read anew is what is there then', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-console-test-'))
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: a}\nspec: {automountServiceAccountToken: true, containers: [{name: main}]}\n`
  writeFileSync(join(folder, 'a.yaml'), pod('one'))
  const console = await openTestConsole({ filename: [folder] })
  try {
    const entry = await sessionCookie(console.newLink())
    const ask = async (path: string, method = 'GET') =>
      (
        await rawRequest(console.origin, path, {
          method,
          headers: { cookie: entry, origin: console.origin, 'content-type': 'application/json' },
          ...(method === 'POST' ? { body: '{}' } : {}),
        })
      ).body
    writeFileSync(join(folder, 'b.yaml'), pod('two'))
    assert.equal((JSON.parse(await ask('/api/overview')) as OverviewView).summary.workloads, 1)
    assert.equal((JSON.parse(await ask('/api/refresh', 'POST')) as SessionView).reading, 2)
    assert.equal((JSON.parse(await ask('/api/overview')) as OverviewView).summary.workloads, 2)
  } finally {
    await console.close()
    rmSync(folder, { recursive: true })
  }
})

const refusals: readonly { readonly line: string; readonly says: RegExp }[] = [
  { line: 'console --example --allow-changes', says: /`--allow-changes` needs a live cluster/ },
  { line: 'console -f -', says: /standard input can be read once/ },
  { line: 'console --example -l app=web', says: /pages have filters/ },
  { line: 'console --example --journals no-such-folder', says: /is no folder/ },
  { line: 'console --example --port 99999', says: /It takes a port/ },
  { line: 'console --example --address 0.0.0.0', says: /Allowed choices are 127\.0\.0\.1, ::1/ },
  { line: 'console --example --earlier no-such-file', says: /no `no-such-file`, which `--earlier` names/ },
  { line: 'console --snapshot no-such-file', says: /no-such-file/ },
]
for (const { line, says } of refusals) {
  test(`\`${line}\` is refused with what to do`, async () => {
    const { code, err } = await runWith(line.split(' '))
    assert.equal(code, 3)
    assert.match(err, says)
  })
}

test('the command prints a link, and ends when it is interrupted', async () => {
  const stop = new AbortController()
  const { code, out, err } = await runWith(['console', '--example', '--no-open'], '', now, {
    signal: stop.signal,
    onErr: () => stop.abort(),
  })
  assert.equal(code, 0)
  assert.match(out, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/)
  assert.match(err, /the link works once/)
})
