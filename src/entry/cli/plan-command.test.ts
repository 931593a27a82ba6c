// `plan` as a shell sees it: its exit codes, its formats, the file that it writes, and a choice of namespaces that hides nothing.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readPlan, type Plan } from '../../change/index.ts'
import { planFormatNames } from '../../report/index.ts'
import { writeSnapshot } from '../../sources/snapshot/index.ts'
import { readYamlFile } from '../../sources/yaml/index.ts'
import { runWith, type Ran } from './fake-io.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-plan-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

const plan = (...argv: readonly string[]): Promise<Ran> => runWith(['plan', ...argv])

async function planned(...argv: readonly string[]): Promise<Plan> {
  const { out, err } = await plan('-o', 'json', ...argv)
  assert.equal(err, '')
  return JSON.parse(out) as Plan
}

function snapshotOf(name: string, automountServiceAccountToken: boolean, complete: readonly string[]): string {
  const file = join(folder, name)
  const metadata = { name: 'default', namespace: 'shop', uid: 'a' }
  writeSnapshot(file, {
    takenAt: '2026-11-24T08:00:00Z',
    description: name,
    serverVersion: 'v1.36.3',
    apiAudiences: [],
    complete,
    gaps: complete.length > 1 ? [] : [{ kind: 'listFailed', resource: 'secrets', message: 'forbidden' }],
    objects: [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken }],
  })
  return file
}

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

test('the example has something to change, in every format alike', async () => {
  for (const format of planFormatNames) {
    const { code, out, err } = await plan('-o', format, '--example')
    assert.equal(code, 1, err)
    assert.match(out, /automountServiceAccountToken/, format)
  }
})

test('the same input gives the same bytes', async () => {
  for (const format of planFormatNames) {
    const once = await plan('-o', format, '--example')
    assert.equal((await plan('-o', format, '--example')).out, once.out, format)
  }
})

test('a cluster in order is 0, one not read to its end 2, and one with something to change 1', async () => {
  assert.equal((await plan('--snapshot', snapshotOf('clean', false, everything))).code, 0)
  assert.equal((await plan('--snapshot', snapshotOf('part', false, ['serviceaccounts']))).code, 2)
  assert.equal((await plan('--snapshot', snapshotOf('bad', true, everything))).code, 1)
})

test('-o FILE writes the plan whole, as our own readers take it, and prints its table', async () => {
  const shown = await plan('--example')
  const expected = await planned('--example')
  for (const name of ['plan.yaml', 'plan.yml', 'plan.json', 'PLAN.YAML']) {
    const file = join(folder, name)
    writeFileSync(file, 'something else')
    const { code, out, err } = await plan('-o', file, '--example')
    assert.equal(code, 1)
    assert.equal(out, shown.out)
    assert.match(err, /^wrote .*: \d+ steps?\n$/)
    const read = name.endsWith('.json') ? (JSON.parse(readFileSync(file, 'utf8')) as unknown) : readYamlFile(file, '')
    assert.deepEqual(readPlan(read), { kind: 'plan', plan: expected })
    assert.equal(statSync(file).mode & 0o111, 0)
  }
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.part')),
    [],
  )
})

test('a file that cannot be written is told, and nothing is left of it', async () => {
  const { code, err } = await plan('-o', join(folder, 'missing', 'plan.yaml'), '--example')
  assert.equal(code, 3)
  assert.match(err, /^error: cannot write `.*plan\.yaml`/)
})

for (const [sentence, argv, said] of [
  ['a format that is none', ['-o', 'xml'], /Name a format \(table, yaml, json, .*\), or a file that ends in \.yaml or \.json/],
  ['a risk that is none', ['--max-risk', 'none'], /Allowed choices are low, medium, high/],
  ['a remedy that is none', ['--only', 'magic'], /Allowed choices are narrow-role-created/],
  ['days that are none', ['--delete-quiet-secrets', '0'], /Give a number of days/],
  ['days that are a text', ['--delete-quiet-secrets', 'soon'], /Give a number of days/],
  ['-l, which would leave out who shares an account', ['-l', 'app=web'], /^error: `-l` leaves out workloads/],
  [
    'a remedy that is wanted and not',
    ['--only', 'opt-in', '--skip', 'opt-in'],
    /^error: `opt-in` stands under `--only` and under `--skip`/,
  ],
  ['a namespace that is not there', ['-n', 'nowhere'], /^error: nothing of namespace `nowhere` is in the input/],
] as const satisfies readonly (readonly [string, readonly string[], RegExp])[]) {
  test(`${sentence}: refused, with what to do`, async () => {
    const { code, out, err } = await plan(...argv, '--example')
    assert.equal(code, 3)
    assert.equal(out, '')
    assert.match(err, said)
  })
}

test('--only, --skip and -n narrow the steps, and not what is looked at', async () => {
  const all = await planned('--example')
  const [first] = all.steps
  assert.ok(first !== undefined)
  const { remedy } = first
  assert.ok((await planned('--example', '--skip', remedy)).steps.every((step) => step.remedy !== remedy))
  assert.ok((await planned('--example', '--only', remedy)).steps.every((step) => step.remedy === remedy))
  const [namespace] = all.steps.flatMap(({ object }) => object.namespace ?? [])
  assert.ok(namespace !== undefined)
  const one = await planned('--example', '-n', namespace)
  assert.ok(one.steps.length > 0)
  assert.ok(one.steps.every(({ object }) => object.namespace === namespace))
  assert.equal((await planned('--example', '-n', namespace, '-A')).steps.length, all.steps.length)
})
