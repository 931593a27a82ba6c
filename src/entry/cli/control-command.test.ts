// `control` as a shell sees it: its exit codes, its formats, and a choice of namespaces that hides nothing.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { AuditReport, ProcedureReport } from '../../verdict/index.ts'
import { procedureFormatNames } from '../../report/index.ts'
import { writeSnapshot } from '../../sources/snapshot/index.ts'
import { runWith } from './fake-io.cases.ts'
import { buildProgram, type Actions } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-control-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function control(...argv: readonly string[]): Promise<{ readonly code: number; readonly report: ProcedureReport }> {
  const { code, out, err } = await runWith(['control', '-o', 'json', ...argv])
  assert.equal(err, '')
  return { code, report: JSON.parse(out) as ProcedureReport }
}

function snapshotOf(name: string, objects: readonly object[], complete: readonly string[]): string {
  const file = join(folder, name)
  writeSnapshot(file, {
    takenAt: '2026-11-24T08:00:00Z',
    description: name,
    serverVersion: 'v1.36.3',
    apiAudiences: [],
    complete,
    gaps: [],
    objects,
  })
  return file
}

const account = (automountServiceAccountToken: boolean) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'default', namespace: 'shop' },
  automountServiceAccountToken,
})
const everything = [
  'pods',
  'serviceaccounts',
  'secrets',
  'csidrivers',
  'roles',
  'clusterroles',
  'rolebindings',
  'clusterrolebindings',
]

test('the example fails, in every format alike, and every format says it', async () => {
  for (const format of procedureFormatNames) {
    const { code, out, err } = await runWith(['control', '-o', format, '--example'])
    assert.equal(code, 1, err)
    assert.match(out, /Minimize access to the service account token creation/, format)
    assert.match(out, /kubectl patch serviceaccount default -n/, format)
  }
})

test('a cluster in order is 0, though Azure and admission are left to people', async () => {
  const { code, report } = await control('--snapshot', snapshotOf('clean', [account(false)], everything))
  assert.equal(code, 0, JSON.stringify(report.summary))
  assert.ok(report.summary.manual >= 4)
  assert.equal(report.summary.couldNotTell, 0)
})

test('a cluster not read to its end is 2, and a finding in it 1', async () => {
  assert.equal((await control('--snapshot', snapshotOf('part', [account(false)], ['pods']))).code, 2)
  assert.equal((await control('--snapshot', snapshotOf('bad', [account(true)], ['pods']))).code, 1)
})

test('examples point into the audit of the same source', async () => {
  const { report } = await control('--example')
  const audit = JSON.parse((await runWith(['audit', '-o', 'json', '--example'])).out) as AuditReport
  for (const { evidence } of [...report.prerequisites, ...report.test.kubectl])
    for (const { at } of evidence.examples) assert.ok(resolve(audit, at) !== undefined, at)
})

test('-n narrows what is reported and still looks at accounts, Secrets and rights', async () => {
  const { code, report } = await control('--example', '-n', 'istio-system')
  assert.equal(code, 1)
  assert.deepEqual(report.source.namespaces, ['istio-system'])
  const legacy = report.test.kubectl.find(({ id }) => id === 'legacy-secrets')
  assert.equal(legacy?.result.kind, 'fail')
  const all = await control('--example', '-n', 'istio-system', '-A')
  assert.equal(all.report.source.namespaces, undefined)
})

test('-l is refused, since it would leave out what the control asks about', async () => {
  const { code, err } = await runWith(['control', '--example', '-l', 'app=web'])
  assert.equal(code, 3)
  assert.match(err, /^error: `-l` leaves out/)
})

test('the same input gives the same bytes', async () => {
  for (const format of procedureFormatNames) {
    const once = await runWith(['control', '-o', format, '--example'])
    assert.equal((await runWith(['control', '-o', format, '--example'])).out, once.out)
  }
})

test('every command and option of sparekey that it names exists', async () => {
  const { out } = await runWith(['control', '-o', 'json', '--example'])
  const program = buildProgram('0', {} as Actions)
  const named = [...out.matchAll(/sparekey ([a-z][a-z-]+)((?: -{1,2}[a-z][a-z-]*)*)/g)]
  assert.ok(named.length > 5)
  for (const [text, name, options = ''] of named) {
    const command = program.commands.find((candidate) => candidate.name() === name)
    assert.ok(command !== undefined, text)
    for (const option of options.split(' ').filter((word) => word !== ''))
      assert.ok(
        command.options.some(({ short, long }) => short === option || long === option),
        text,
      )
  }
})

function resolve(value: unknown, pointer: string): unknown {
  return pointer
    .slice(1)
    .split('/')
    .reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>>)[key], value)
}
