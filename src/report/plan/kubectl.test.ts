// The script without a cluster: a shell reads it, names and values reach kubectl as they are, and what has no safe name has no command.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { ranksBack, type PatchOperation, type Plan, type Step } from '../../change/index.ts'
import { hostileNames } from '../sample-stories.cases.ts'
import { renderPlanKubectl } from './kubectl.ts'
import { account, deployment, emptyPlan, object, onePlan, plan, step } from './sample.cases.ts'
import { hostilePlan } from './sample-hostile.cases.ts'
import { wholePlan } from './sample-whole.cases.ts'

const options = { color: false, width: 100 }
const root = mkdtempSync(join(tmpdir(), 'sparekey-script-'))
after(() => {
  rmSync(root, { recursive: true, force: true })
})
// A kubectl that writes down what it is called with, each word behind a zero byte, and answers nothing.
writeFileSync(
  join(root, 'kubectl'),
  '#!/bin/sh\nfor word in "$@"; do printf \'%s\\0\' "$word" >> "$CALLS"; done\nprintf \'\\n\\0\' >> "$CALLS"\n',
)
chmodSync(join(root, 'kubectl'), 0o755)
let runs = 0

interface Ran {
  readonly status: number | null
  readonly stderr: string
  readonly calls: readonly (readonly string[])[]
}

/** Runs the script of a plan with that kubectl, answering its questions. */
function run(sample: Plan, record: string, argv: readonly string[] = [], answers = ''): Ran {
  const [file, calls] = [join(root, `${++runs}.sh`), join(root, `${runs}.calls`)]
  writeFileSync(file, renderPlanKubectl(sample, options))
  writeFileSync(calls, '')
  const { status, stderr } = spawnSync('sh', [file, ...argv], {
    cwd: root,
    encoding: 'utf8',
    input: answers,
    env: { PATH: `${root}${delimiter}${process.env['PATH'] ?? ''}`, CALLS: calls, SPAREKEY_RECORD: record },
  })
  const lines = readFileSync(calls, 'utf8').split('\n\0').slice(0, -1)
  return { status, stderr, calls: lines.map((line) => line.split('\0').slice(0, -1)) }
}

const yes = 'y\n'.repeat(20)
const patchesOf = ({ calls }: Ran): readonly (readonly PatchOperation[])[] =>
  calls
    .filter(([verb]) => verb === 'patch')
    .map((call) => JSON.parse(call[call.indexOf('-p') + 1] ?? '') as readonly PatchOperation[])

test('any shell reads the script of any plan, whatever the names', () => {
  const reads = (sample: Plan): void => {
    for (const shell of ['sh', 'bash', 'dash']) {
      const { status, stderr, error } = spawnSync(shell, ['-n'], { input: renderPlanKubectl(sample, options), encoding: 'utf8' })
      if (error === undefined) assert.equal(status, 0, `${shell}: ${stderr}`)
    }
  }
  for (const sample of [wholePlan, onePlan, emptyPlan, hostilePlan(hostileNames)]) reads(sample)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => reads(hostilePlan([name]))),
    { numRuns: 15 },
  )
})

test('a name that no object can have is in no command: it is told in a comment, and so is what requires it', () => {
  const [first, second] = [
    step({ remedy: 'account-off', object: account('shop', 'a$(reboot)') }),
    step({ remedy: 'pods-renewed', object: deployment('shop', 'b'), requires: ['account-off/ServiceAccount/shop/a$(reboot)'] }),
  ]
  const sample = plan({ steps: [first, second, step({ remedy: 'account-off', object: account('shop', 'c') })] })
  const code = renderPlanKubectl(sample, options).replaceAll(/^ *#.*$/gm, '')
  assert.doesNotMatch(code, /reboot/)
  assert.match(renderPlanKubectl(sample, options), /no command: its name is not written into a shell/)
  assert.match(renderPlanKubectl(sample, options), /no command: it requires step 1, for which no command is written/)
  const { calls, status } = run(sample, 'names')
  assert.equal(status, 0)
  assert.deepEqual(
    calls.map((call) => call.slice(0, 5)),
    [['patch', 'serviceaccount', 'c', '-n', 'shop']],
  )
})

test('a field whose parent has no safe name, and values of environment variables, have no command', () => {
  const edits = (list: Extract<Step['change'], { readonly kind: 'edit' }>['edits']): string =>
    renderPlanKubectl(
      plan({ steps: [step({ remedy: 'opt-in', object: deployment('shop', 'a'), change: { kind: 'edit', edits: list } })] }),
      options,
    )
  assert.match(edits([{ path: "/spec/a';reboot;/b", to: 1 }]), /no command: the name of a field is not written into a shell/)
  const env = edits([{ path: '/spec/template/spec/containers/0/env', remove: { name: 'A', value: 'secret' }, at: 0 }])
  assert.match(env, /no command: values of environment variables are not written into files/)
})

test('any value reaches kubectl as it is, and nothing of it reaches the shell', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), fc.nat(), (text, i) => {
      const value = { name: text, $: '$(touch pwned) `touch pwned` \\ " \'' }
      const edits = [
        { path: '/automountServiceAccountToken', from: text, to: value },
        { path: `/metadata/labels/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`, from: text },
      ]
      const sample = plan({
        steps: [step({ remedy: 'account-off', object: account('shop', 'a'), change: { kind: 'edit', edits } })],
      })
      const ran = run(sample, `value-${i}-${runs}`)
      assert.equal(ran.status, 0, ran.stderr)
      const [operations] = patchesOf(ran)
      assert.deepEqual(operations, [
        { op: 'test', path: '/automountServiceAccountToken', value: text },
        { op: 'replace', path: '/automountServiceAccountToken', value },
        { op: 'test', path: edits[1]?.path, value: text },
        { op: 'remove', path: edits[1]?.path },
      ])
      assert.ok(!existsSync(join(root, 'pwned')))
    }),
    {
      numRuns: 25,
      examples: [
        ["it's", 0],
        ['$(reboot)', 0],
        ['"; reboot; "', 0],
        ['\\', 0],
      ],
    },
  )
})

test('the steps are taken in their order, each once, and taken back in the order of the way back', () => {
  const there = run(wholePlan, 'order', [], yes)
  assert.equal(there.status, 0, there.stderr)
  const numbersOf = (text: string): readonly number[] =>
    [...text.matchAll(/(?:^|\[y\/N\] )(?:taking back )?step (\d+):/gm)].map(([, n]) => Number(n))
  assert.deepEqual(
    numbersOf(there.stderr),
    wholePlan.steps.map((_, i) => i + 1),
  )
  assert.deepEqual(numbersOf(run(wholePlan, 'order', [], yes).stderr), [], 'a second run')
  const back = run(wholePlan, 'order', ['backout'])
  assert.equal(back.status, 0, back.stderr)
  assert.deepEqual(
    numbersOf(back.stderr),
    ranksBack(wholePlan.steps).flatMap((rank) => rank.map((step) => wholePlan.steps.indexOf(step) + 1)),
  )
  assert.deepEqual(numbersOf(run(wholePlan, 'order', ['backout']).stderr), [], 'a second way back')
})

test('what a step requires is waited for before it, by kubectl where it can tell and else by asking', () => {
  const { calls, stderr } = run(wholePlan, 'waits', [], yes)
  const at = (...words: readonly string[]): number => calls.findIndex((call) => words.every((word, i) => call[i] === word))
  const off = at('patch', 'serviceaccount', 'default')
  for (const name of ['web', 'api']) {
    const waited = at('rollout', 'status', `deployment.v1.apps/${name}`)
    assert.ok(at('patch', 'deployment.v1.apps', name) < waited && waited < off, name)
  }
  assert.ok(at('rollout', 'status', 'deployment.v1.apps/cart') > at('patch', 'deployment.v1.apps', 'cart'))
  assert.match(stderr, /step 6, DaemonSet shop\/agent, takes effect when somebody deletes the pods .*: see that it has\. Go on\?/)
})

test('who does not answer yes has taken nothing of the step, and can go on later', () => {
  const stopped = run(wholePlan, 'asked')
  assert.equal(stopped.status, 1)
  assert.match(stopped.stderr, /step 7: .*\n.*Go on\? \[y\/N\] stopped\n$/)
  assert.ok(!existsSync(join(root, 'asked', '7.begun')))
  const later = run(wholePlan, 'asked', [], yes)
  assert.equal(later.status, 0, later.stderr)
  assert.match(later.stderr, /^step 7:/)
})

test('a step that was begun and not finished stops the script in both directions, and says what to do', () => {
  run(onePlan, 'begun')
  renameSync(join(root, 'begun', '1.made'), join(root, 'begun', '1.begun'))
  for (const argv of [[], ['backout']]) {
    const { status, stderr, calls } = run(onePlan, 'begun', argv)
    assert.equal(status, 1)
    assert.match(
      stderr,
      /step 1 was begun and not finished: look at its object.*mv begun\/1\.begun begun\/1\.made; where it is not: rm begun\/1\.begun/,
    )
    assert.deepEqual(calls, [])
  }
})

test('the body of a Secret is asked for by no command', () => {
  const { calls } = run(wholePlan, 'secret', [], yes)
  const back = run(wholePlan, 'secret', ['backout'])
  const reading = [...calls, ...back.calls].filter((call) => call[0] === 'get' && call[1] === 'secret')
  assert.deepEqual(
    reading.map((call) => call.at(-1)),
    ['jsonpath={.metadata.labels}'],
  )
})

test('both halves of the alias of an account are changed, and an edit of both stays one of both', () => {
  const alias = (edits: Extract<Step['change'], { readonly kind: 'edit' }>['edits']): Ran =>
    run(
      plan({ steps: [step({ remedy: 'opt-in', object: deployment('shop', 'a'), change: { kind: 'edit', edits } })] }),
      `alias-${runs}`,
    )
  const name = '/spec/template/spec/serviceAccountName'
  const deprecated = '/spec/template/spec/serviceAccount'
  const both = [
    { op: 'test', path: name, value: 'a' },
    { op: 'remove', path: name },
    { op: 'test', path: deprecated, value: 'a' },
    { op: 'remove', path: deprecated },
  ]
  assert.deepEqual(patchesOf(alias([{ path: name, from: 'a' }]))[0], both)
  assert.deepEqual(
    patchesOf(
      alias([
        { path: name, from: 'a' },
        { path: deprecated, from: 'a' },
      ]),
    )[0],
    both,
  )
})

test('what must be true of the object before is tested in the same patch, as far as a patch can', () => {
  const before: Step['before'] = [
    { kind: 'field', path: '/spec/template/spec/containers/1/name', value: 'proxy' },
    { kind: 'field', path: '/spec/paused' },
    { kind: 'field', path: '/metadata/labels/gone' },
    { kind: 'field', path: '/spec/template/spec/automountServiceAccountToken' },
    { kind: 'exists', object: account('shop', 'a') },
  ]
  const edits = [{ path: '/spec/template/spec/automountServiceAccountToken', to: true }]
  const one = step({ remedy: 'opt-in', object: deployment('shop', 'a'), before, change: { kind: 'edit', edits } })
  assert.deepEqual(patchesOf(run(plan({ steps: [one] }), 'held'))[0], [
    { op: 'test', path: '/spec/template/spec/containers/1/name', value: 'proxy' },
    { op: 'test', path: '/spec/paused', value: null },
    { op: 'test', path: '/spec/template/spec/automountServiceAccountToken', value: null },
    { op: 'add', path: '/spec/template/spec/automountServiceAccountToken', value: true },
  ])
  assert.deepEqual(patchesOf(run(plan({ steps: [one] }), 'held', ['backout']))[0], [
    { op: 'test', path: '/spec/template/spec/automountServiceAccountToken', value: true },
    { op: 'remove', path: '/spec/template/spec/automountServiceAccountToken' },
    { op: 'test', path: '/spec/template/spec/containers/1/name', value: 'proxy' },
  ])
})

test('what a script is called with beside its two words is refused', () => {
  const { status, stderr, calls } = run(onePlan, 'usage', ['bakcout'])
  assert.equal(status, 2)
  assert.match(stderr, /^usage: /)
  assert.deepEqual(calls, [])
})

test('the way back: accounts first, then Secrets, roles and bindings, then workloads, and what was made last', () => {
  const kinds = ['Deployment', 'Role', 'RoleBinding', 'ServiceAccount', 'Secret', 'Namespace']
  const steps = kinds.map((kind) => step({ remedy: 'opt-in', object: object('v1', kind, 'a') }))
  const made = step({ remedy: 'narrow-role-created', object: object('v1', 'Role', 'b'), change: { kind: 'create', object: {} } })
  assert.deepEqual(
    ranksBack([made, ...steps])
      .flat()
      .map(({ object: { kind, name } }) => `${kind} ${name}`),
    ['Namespace a', 'ServiceAccount a', 'Secret a', 'Role a', 'RoleBinding a', 'Deployment a', 'Role b'],
  )
})
