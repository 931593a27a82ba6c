// What a declaration can say beside "a token, everywhere": only the files, only some containers; and who makes whose tokens.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { audited, account, app, declared, deployment, granted, looks, projecting } from './procedure/procedure.cases.ts'
import { readRequirements } from './index.ts'
import type { WorkloadReport } from './audit-report.ts'

const twice = { containers: [{ name: 'app' }, { name: 'proxy' }] }
const rights = granted('looks', app, looks)

function judged(annotations: object, spec: object = twice): WorkloadReport {
  const stated = { annotations: { ...declared.annotations, ...annotations } }
  const [workload] = audited([deployment(spec, stated), account('app'), ...rights]).workloads
  return workload ?? assert.fail()
}

const needs = (value: string) => ({ 'sparekey.dev/token-needs': value })
const only = (value: string) => ({ 'sparekey.dev/token-containers': value })

test('a workload that needs only the files is found as long as it holds a token, and no longer', () => {
  const workload = judged(needs('files'))
  assert.equal(workload.verdict, 'notProvenRequired')
  assert.match(workload.reason, /only the files/)
  assert.equal(workload.declaration?.needs, 'files')
  assert.equal(judged(needs('files'), { automountServiceAccountToken: false, ...twice }).verdict, 'noApiToken')
})

test('a declaration that names its containers speaks for the tokens in these alone', () => {
  assert.equal(judged(only('app, proxy')).verdict, 'requiredByDeclaration')
  const workload = judged(only('app'))
  assert.equal(workload.verdict, 'notProvenRequired')
  assert.deepEqual(workload.declaration?.containers, ['app'])
  const report = audited([
    deployment(twice, { annotations: { ...declared.annotations, ...only('app') } }),
    account('app'),
    ...rights,
  ])
  const [finding] = report.findings.filter(({ id }) => id === 'token-not-proven-required')
  assert.match(finding?.message ?? '', /^container `proxy` holds/)
})

test('it speaks for a token that somebody wrote into the template as for a mounted one', () => {
  const spec = { automountServiceAccountToken: false, ...projecting() }
  assert.equal(judged(only('app'), spec).verdict, 'requiredByDeclaration')
  assert.equal(judged(only('other'), spec).verdict, 'notProvenRequired')
})

test('what is not known, or names nothing, makes a statement incomplete, and never a wider one', () => {
  for (const [annotations, says] of [
    [needs('everything'), /only `files` is known/],
    [only(''), /without a name/],
    [only('app,,proxy'), /without a name/],
  ] as const) {
    const stated = { annotations: { ...declared.annotations, ...annotations } }
    const report = audited([deployment(twice, stated), account('app'), ...rights])
    assert.equal(report.workloads[0]?.verdict, 'notProvenRequired')
    assert.match(report.findings.find(({ id }) => id === 'declaration-incomplete')?.message ?? '', says)
  }
  const alone = audited([deployment(twice, { annotations: needs('files') }), account('app'), ...rights])
  assert.match(alone.findings.find(({ id }) => id === 'declaration-incomplete')?.message ?? '', /it lacks/)
})

test('the file says the same, and who makes tokens of which accounts', () => {
  const file = (more: object) => ({ apiVersion: 'sparekey.dev/v1', kind: 'TokenRequirements', ...more })
  const entry = { namespace: 'shop', name: 'web', reason: 'r', owner: 'o', until: '2027-01-31' }
  const subject = { kind: 'ServiceAccount', namespace: 'ci', name: 'runner' }
  const good = file({
    required: [
      { ...entry, needs: 'files' },
      { ...entry, containers: ['app'] },
    ],
    minters: [{ subject, accounts: ['ci/build'], reason: 'r', owner: 'o', until: '2027-01-31' }],
  })
  const { requirements, problems } = readRequirements(good)
  assert.deepEqual(problems, [])
  assert.deepEqual(requirements.minters[0]?.accounts, ['ci/build'])
  for (const [wrong, says] of [
    [{ required: [{ ...entry, needs: 'token' }] }, /`required\[0\].needs`: expected `files`/],
    [{ required: [{ ...entry, containers: [] }] }, /name a container/],
    [{ minters: [{ subject: { kind: 'Robot', name: 'x' }, accounts: [] }] }, /`minters\[0\].subject`/],
    [{ minters: [{ subject: { kind: 'ServiceAccount', name: 'x' }, accounts: [] }] }, /`minters\[0\].subject`/],
    [{ minters: [{ subject, accounts: ['build'] }] }, /expected `namespace\/name`, found `build`/],
    [{ minters: [{ subject, accounts: ['ci/build'], names: [] }] }, /`minters\[0\]`: no such field: `names`/],
  ] as const) {
    assert.match(readRequirements(file(wrong)).problems.join(), says)
  }
})

test('a statement about the account counts where it stands on `default`, for the account and the workloads that it names', () => {
  const about = (name: string, more: object = {}): object => {
    const words = Object.entries({ ...declared.annotations, ...more })
    const annotations = Object.fromEntries(words.map(([key, said]) => [`${name}.exceptions.${key}`, said as unknown]))
    return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'shop', annotations } }
  }
  const verdict = (index: object): WorkloadReport => {
    const { workloads } = audited([deployment(twice, {}), account('app'), index as never, ...rights])
    return workloads[0] ?? assert.fail()
  }
  assert.equal(verdict(about('app')).verdict, 'requiredByDeclaration')
  assert.match(verdict(about('app')).declaration?.from ?? '', /ServiceAccount `shop\/default` about `app`/)
  assert.equal(verdict(about('other')).verdict, 'notProvenRequired')
  assert.equal(verdict(about('app', { 'sparekey.dev/token-workloads': 'Deployment/web' })).verdict, 'requiredByDeclaration')
  assert.equal(verdict(about('app', { 'sparekey.dev/token-workloads': 'Job/web' })).verdict, 'notProvenRequired')
  assert.equal(verdict(about('app', { 'sparekey.dev/token-until': '2020-01-01' })).verdict, 'notProvenRequired')
})
