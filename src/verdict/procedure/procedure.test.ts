// The control carried out on small inputs: what each step comes to, what its evidence points at, and what the plans would change.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { checks } from '../checks/index.ts'
import {
  account,
  alice,
  app,
  audited,
  declared,
  deployment,
  granted,
  looks,
  mints,
  projecting,
  readsSecrets,
  tokenSecret,
  type CaseSource,
  type Plain,
} from './procedure.cases.ts'
import type { ActionReport, CommandReport, ProcedureReport, StepReport, StepResult } from './procedure-report.ts'
import { procedure } from './procedure.ts'
import { steps } from './steps/index.ts'

const manifests: CaseSource = { complete: [], source: { kind: 'manifests' } }
const rights = granted('looks', app, looks)
const off = account('app', false)
const platform = { labels: { 'kubernetes.azure.com/managedby': 'aks' }, namespace: 'kube-system' }
const platformPods: readonly Plain[] = [
  deployment({ automountServiceAccountToken: true }, platform),
  account('app', undefined, { namespace: 'kube-system' }),
]
const shared = (spec: object): readonly Plain[] => [deployment(spec), off, ...rights]
const hostPath = { volumes: [{ name: 'h', hostPath: { path: '/var/lib/kubelet' } }] }
const agent = {
  automountServiceAccountToken: false,
  ...hostPath,
  containers: [{ name: 'a', volumeMounts: [{ name: 'h', mountPath: '/h' }] }],
}
const missingAccount = deployment()
const boundOnly = (name: string): Plain => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name },
  rules: [looks],
})
const kubelets = { kind: 'Group', name: 'system:nodes' }

const cases: readonly {
  readonly step: string
  readonly says: string
  readonly objects: readonly Plain[]
  readonly from?: CaseSource
  readonly result: StepResult['kind']
}[] = [
  { step: 'rbac-authorizer', says: 'objects alone do not prove the authorizer', objects: rights, result: 'manual' },
  { step: 'rbac-authorizer', says: 'manifests do not show RBAC', objects: [off], from: manifests, result: 'couldNotTell' },
  { step: 'account-admission', says: 'no pod runs', objects: shared({}), result: 'manual' },
  { step: 'own-admission-policies', says: 'were not read', objects: [], result: 'manual' },
  {
    step: 'mounted-tokens',
    says: 'of an account with rights',
    objects: [deployment(), account('app'), ...rights],
    result: 'fail',
  },
  { step: 'mounted-tokens', says: 'none', objects: shared({}), result: 'pass' },
  { step: 'mounted-tokens', says: 'of an account without rights', objects: [deployment(), account('app')], result: 'accepted' },
  {
    step: 'mounted-tokens',
    says: 'declared',
    objects: [deployment({}, declared), account('app'), ...rights],
    result: 'accepted',
  },
  { step: 'mounted-tokens', says: "the platform's", objects: platformPods, result: 'accepted' },
  {
    step: 'mounted-tokens',
    says: 'an account that is not there',
    objects: [missingAccount],
    from: manifests,
    result: 'couldNotTell',
  },
  { step: 'account-field', says: 'a silent account', objects: [deployment(), account('app'), ...rights], result: 'fail' },
  {
    step: 'account-field',
    says: 'a pod that asks itself',
    objects: shared({ automountServiceAccountToken: true }),
    result: 'pass',
  },
  { step: 'account-field', says: 'declared', objects: [deployment({}, declared), account('app'), ...rights], result: 'accepted' },
  { step: 'account-field', says: 'not in the manifests', objects: [missingAccount], from: manifests, result: 'couldNotTell' },
  { step: 'hand-projected', says: 'the switch is off and a volume is there', objects: shared(projecting()), result: 'fail' },
  { step: 'hand-projected', says: 'for a vault', objects: shared(projecting('vault')), result: 'pass' },
  {
    step: 'hand-projected',
    says: 'declared',
    objects: [deployment(projecting(), declared), off, ...rights],
    result: 'accepted',
  },
  { step: 'hand-projected', says: 'not in the manifests', objects: [missingAccount], from: manifests, result: 'couldNotTell' },
  { step: 'other-audiences', says: 'a vault is left alone', objects: shared(projecting('vault')), result: 'pass' },
  { step: 'other-audiences', says: 'gaps leave it open', objects: [missingAccount], from: manifests, result: 'couldNotTell' },
  { step: 'legacy-secrets', says: 'one', objects: [tokenSecret, off], result: 'fail' },
  { step: 'legacy-secrets', says: 'none in a cluster', objects: [off], result: 'pass' },
  { step: 'legacy-secrets', says: 'none in manifests proves nothing', objects: [off], from: manifests, result: 'couldNotTell' },
  { step: 'default-accounts', says: 'a silent one', objects: [account('default')], result: 'fail' },
  { step: 'default-accounts', says: 'one that says false', objects: [account('default', false)], result: 'pass' },
  { step: 'default-accounts', says: 'none in manifests', objects: [off], from: manifests, result: 'couldNotTell' },
  { step: 'ways-around', says: "the kubelet's directory", objects: shared(agent), result: 'fail' },
  { step: 'ways-around', says: 'none', objects: shared({}), result: 'pass' },
  { step: 'ways-around', says: "the platform's", objects: [deployment(agent, platform), off], result: 'accepted' },
  { step: 'token-creators', says: 'a user', objects: [off, ...granted('minter', alice, mints)], result: 'fail' },
  { step: 'token-creators', says: 'nodes alone', objects: [off, ...granted('minter', kubelets, mints)], result: 'accepted' },
  { step: 'token-creators', says: 'nobody', objects: [off], result: 'pass' },
  { step: 'token-creators', says: 'not shown', objects: [off], from: manifests, result: 'couldNotTell' },
  {
    step: 'token-creators',
    says: 'a find without all of RBAC',
    objects: [off, ...granted('m', alice, mints)],
    from: manifests,
    result: 'fail',
  },
  {
    step: 'indirect-ways',
    says: 'reading Secrets',
    objects: [tokenSecret, ...granted('r', alice, readsSecrets)],
    result: 'fail',
  },
  { step: 'indirect-ways', says: 'nobody', objects: [off], result: 'pass' },
  {
    step: 'indirect-ways',
    says: 'nodes alone',
    objects: [tokenSecret, ...granted('r', kubelets, readsSecrets)],
    result: 'accepted',
  },
  { step: 'indirect-ways', says: 'not shown', objects: [off], from: manifests, result: 'couldNotTell' },
  { step: 'restrict-roles', says: 'a name', objects: [boundOnly('restrict-token-creation')], result: 'fail' },
  { step: 'restrict-roles', says: 'none', objects: [boundOnly('reader')], result: 'pass' },
  { step: 'restrict-roles', says: 'not shown', objects: [], from: manifests, result: 'couldNotTell' },
  { step: 'dangling-bindings', says: 'to a role', objects: [clusterWide('gone')], result: 'fail' },
  { step: 'dangling-bindings', says: 'none', objects: [off, ...rights], result: 'pass' },
  { step: 'dangling-bindings', says: 'not shown', objects: [], from: manifests, result: 'couldNotTell' },
  { step: 'admission-policies', says: 'were not read', objects: [], result: 'manual' },
  { step: 'azure-admin-credential', says: 'is never seen', objects: [], result: 'manual' },
  { step: 'azure-rbac', says: 'is never seen', objects: [], result: 'manual' },
  { step: 'azure-run-command', says: 'is never seen', objects: [], result: 'manual' },
]

for (const { step, says, objects, from, result } of cases) {
  test(`${step}: ${says}: ${result}`, () => {
    const found = stepOf(procedure(audited(objects, from)), step)
    assert.equal(found.result.kind, result, JSON.stringify(found, null, 1))
    if (found.result.kind === 'couldNotTell') assert.ok(found.result.gaps.length > 0)
  })
}

test('every step has a case, and names of steps and actions are distinct', () => {
  const report = procedure(audited([]))
  const ids = [...report.prerequisites, ...report.test.kubectl].map(({ id }) => id)
  assert.deepEqual(
    ids.filter((id) => !cases.some(({ step }) => step === id)),
    [],
  )
  const all = [...ids, ...report.implementation.kubectl.map(({ id }) => id), ...report.backout.kubectl.map(({ id }) => id)]
  assert.equal(new Set(all).size, all.length)
})

test('running pods with the token that was foretold show that the admission plugin runs', () => {
  const silent = audited([deployment(), account('app')])
  const [workload] = silent.workloads
  assert.ok(workload !== undefined)
  const running = { ...silent, workloads: [{ ...workload, pods: { running: 2, drift: [] } }] }
  assert.equal(stepOf(procedure(running), 'account-admission').result.kind, 'pass')
  const files = { ...running, source: { ...running.source, kind: 'manifests' } as const }
  assert.equal(stepOf(procedure(files), 'account-admission').result.kind, 'manual')
})

const seen = { bound: 2, unbound: 1, onPods: ['pods'], onTokenRequests: ['minting'] }
const whole = { settings: [], objects: [] }
for (const [says, admission, result] of [
  ['policies on both', seen, /^policies see pods and requests for tokens: try one of each/],
  ['none on tokens', { ...seen, onTokenRequests: [] }, /^no policy of the API server itself sees requests for tokens: /],
  ['none at all', { ...seen, onPods: [], onTokenRequests: [] }, /sees pods or requests for tokens: /],
  ['the guard', { ...seen, guard: whole }, /^the guard is as it was installed: /],
] as const)
  test(`policies that were read are counted, and a person tries them: ${says}`, () => {
    const report = procedure({ ...audited([deployment(), account('app')]), admission })
    const step = stepOf(report, 'admission-policies')
    assert.equal(step.result.kind, 'manual')
    assert.match(step.result.reason, result)
    const counted = step.evidence.counts.map(({ count, what }) => `${count} ${what}`).join('\n')
    assert.match(counted, /^2 admission policies .* bound$/m)
    assert.match(counted, /^1 admission policies that no binding puts to work$/m)
    if (admission.onPods.length > 0) assert.match(counted, /^1 bound policies that see new pods: pods$/m)
    const own = stepOf(report, 'own-admission-policies')
    assert.match(own.result.reason, /^the API server's own are counted here/)
  })

test('every check has a step that fails by it', () => {
  const ids = checks.map(({ id }) => id)
  const objects = [deployment(), account('app'), ...rights]
  const base = audited(objects)
  for (const id of ids) {
    const [first] = base.findings
    assert.ok(first !== undefined)
    const report = procedure({ ...base, findings: [{ ...first, id }], workloads: [], grants: [] })
    // A finding on access stands for its grants, which have the steps on rights.
    if (id !== 'token-access') assert.ok(report.summary.fail > 0, id)
  }
  assert.ok(
    procedure({ ...base, findings: [], workloads: [], grants: audited([off, ...granted('m', alice, mints)]).grants }).summary
      .fail > 0,
  )
})

const crowd: readonly Plain[] = [
  deployment({}, { name: 'unproven' }),
  deployment({}, { name: 'needs', ...declared }),
  deployment({ automountServiceAccountToken: true }, { name: 'insists' }),
  account('app'),
  account('default'),
  ...rights,
  tokenSecret,
  ...granted('minter', alice, mints),
  ...granted('edit', { kind: 'Group', name: 'the devs' }, mints, readsSecrets),
  boundOnly('restrict-token-creation'),
]

test('every example points at what it says, in the audit of the same source', () => {
  const audit = audited(crowd)
  const report = procedure(audit)
  const examples = [...report.prerequisites, ...report.test.kubectl].flatMap(({ evidence }) => evidence.examples)
  assert.ok(examples.length > 6)
  for (const { at, object } of examples) {
    const found = JSON.stringify(resolve(audit, at))
    if (!at.includes('/automount')) assert.ok(found.includes(object.name) || at.startsWith('/workloads/'), `${at}: ${found}`)
  }
})

test('a choice of namespaces leaves the others out, and keeps what concerns the whole cluster', () => {
  const audit = audited([...crowd, deployment({}, { namespace: 'far' }), account('app', undefined, { namespace: 'far' })])
  const objects = (report: ProcedureReport) =>
    report.test.kubectl.flatMap(({ evidence }) => evidence.examples.map(({ object }) => object.namespace))
  assert.ok(objects(procedure(audit, ['far'])).every((namespace) => namespace === undefined || namespace === 'far'))
  assert.deepEqual(procedure(audit, ['far']).source.namespaces, ['far'])
  assert.equal(procedure(audit).source.namespaces, undefined)
  const cluster = audited([off, { ...(granted('m', alice, mints)[0] ?? {}) }, clusterWide('m')])
  assert.equal(stepOf(procedure(cluster, ['far']), 'token-creators').result.kind, 'fail')
})

test('the plan lets those who need a token ask for it first, turns off what is silent, and leaves the platform alone', () => {
  const { implementation } = procedure(audited([...crowd, ...platformPods]))
  assert.deepEqual(commandsFor(actionOf(implementation.kubectl, 'opt-in')), [
    `kubectl patch deployment needs -n shop --type merge -p '{"spec":{"template":{"spec":{"automountServiceAccountToken":true}}}}'`,
  ])
  assert.deepEqual(commandsFor(actionOf(implementation.kubectl, 'default-off')), [
    `kubectl patch serviceaccount default -n shop --type merge -p '{"automountServiceAccountToken":false}'`,
    `kubectl patch serviceaccount app -n shop --type merge -p '{"automountServiceAccountToken":false}'`,
  ])
  assert.deepEqual(commandsFor(actionOf(implementation.kubectl, 'templates-off')), [
    `kubectl patch deployment insists -n shop --type merge -p '{"spec":{"template":{"spec":{"automountServiceAccountToken":false}}}}'`,
  ])
  assert.deepEqual(commandsFor(actionOf(implementation.kubectl, 'invalidate-secrets')), [
    'kubectl label secret app-token -n shop kubernetes.io/legacy-token-invalid-since=2026-11-24',
  ])
  assert.ok(
    commandsFor(actionOf(implementation.kubectl, 'replace-edit')).includes(
      `kubectl create rolebinding edit-narrow -n shop --clusterrole=app-operator --group='the devs'`,
    ),
  )
})

test('the backout restores absent as absent, and what was true as true', () => {
  const { backout } = procedure(audited(crowd))
  assert.deepEqual(commandsFor(actionOf(backout.kubectl, 'restore-accounts')), [
    `kubectl patch serviceaccount app -n shop --type json -p '[{"op":"remove","path":"/automountServiceAccountToken"}]'`,
    `kubectl patch serviceaccount default -n shop --type json -p '[{"op":"remove","path":"/automountServiceAccountToken"}]'`,
  ])
  assert.deepEqual(commandsFor(actionOf(backout.kubectl, 'restore-templates')), [
    `kubectl patch deployment needs -n shop --type json -p '[{"op":"remove","path":"/spec/template/spec/automountServiceAccountToken"}]'`,
    `kubectl patch deployment insists -n shop --type merge -p '{"spec":{"template":{"spec":{"automountServiceAccountToken":true}}}}'`,
  ])
  const loud = procedure(audited([deployment(), account('app', true), account('default', true), ...rights]))
  assert.deepEqual(
    commandsFor(actionOf(loud.backout.kubectl, 'restore-accounts')).map((command) => command.slice(-39)),
    Array<string>(2).fill(`'{"automountServiceAccountToken":true}'`),
  )
  assert.deepEqual(commandsFor(actionOf(backout.kubectl, 'validate-secrets')), [
    'kubectl label secret app-token -n shop kubernetes.io/legacy-token-invalid-since-',
  ])
})

test('an account that the platform or an unknown need lives on is left alone, and its templates are switched instead', () => {
  const objects = [
    deployment({}, { name: 'own', namespace: 'kube-system' }),
    deployment({}, platform),
    account('app', undefined, { namespace: 'kube-system' }),
    ...granted('looks', { ...app, namespace: 'kube-system' }, looks).map((object) =>
      object['kind'] === 'RoleBinding' ? { ...object, metadata: { name: 'looks', namespace: 'kube-system' } } : object,
    ),
  ]
  const { kubectl } = procedure(audited(objects)).implementation
  assert.deepEqual(commandsFor(actionOf(kubectl, 'default-off')), [])
  assert.match(actionOf(kubectl, 'default-off').notes.join('\n'), /Left alone.*kube-system\/app/)
  assert.deepEqual(commandsFor(actionOf(kubectl, 'templates-off')), [
    `kubectl patch deployment own -n kube-system --type merge -p '{"spec":{"template":{"spec":{"automountServiceAccountToken":false}}}}'`,
  ])
})

const hostile = ["a'b", '$(reboot)', '`x`', 'a"b', 'a b', '-rf', 'a\nb', 'a;b', '\u202ea', '<b>', 'a\\']

test('a shell reads every command, whatever objects and subjects are called', () => {
  for (const name of ['plain', ...hostile]) {
    const objects = [
      deployment({}, { name }),
      account('app'),
      ...rights,
      { ...tokenSecret, metadata: { ...(tokenSecret['metadata'] as object), name } },
      ...granted(name, { kind: 'User', name }, mints),
      ...granted('edit', { kind: 'User', name }, mints),
    ]
    const commands = allCommands(procedure(audited(objects)))
    assert.ok(commands.length > 50)
    const script = commands.map(({ command }) => command).join('\n')
    // What stands in single quotes is text to a shell.
    assert.doesNotMatch(script.replaceAll(/'[^']*'/g, ''), /\$|`|\u202e|;/, name)
    const { status, stderr } = spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' })
    assert.equal(status, 0, `${name}: ${stderr}`)
  }
})

test('commands for objects have nothing left to fill in', () => {
  for (const { command, about } of allCommands(procedure(audited(crowd)))) {
    if (about !== undefined) assert.doesNotMatch(command, /\b(NAME|NAMESPACE|ACCOUNT|SUBJECT|KIND)\b/)
  }
})

test('patches in commands are JSON', () => {
  for (const { command } of allCommands(procedure(audited(crowd)))) {
    const patch = / -p '(.*)'$/.exec(command)?.[1]
    if (patch !== undefined) assert.doesNotThrow(() => JSON.parse(patch) as unknown, command)
  }
})

test('what a step prints as common is not what it tells to run', () => {
  for (const { id, printed, commands } of steps) {
    if (printed !== undefined)
      assert.ok(
        commands.every(({ command }) => command !== printed.command),
        id,
      )
  }
})

function clusterWide(role: string): Plain {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'wide' },
    roleRef: { kind: 'ClusterRole', name: role },
    subjects: [alice],
  }
}

function stepOf({ prerequisites, test: plan }: ProcedureReport, id: string): StepReport {
  return [...prerequisites, ...plan.kubectl].find((step) => step.id === id) ?? assert.fail(id)
}

function actionOf(actions: readonly ActionReport[], id: string): ActionReport {
  return actions.find((action) => action.id === id) ?? assert.fail(id)
}

function commandsFor({ commands }: ActionReport): readonly string[] {
  return commands.filter(({ about }) => about !== undefined).map(({ command }) => command)
}

function allCommands(report: ProcedureReport): readonly CommandReport[] {
  const plans = [report.test, report.implementation, report.backout]
  return [
    ...report.prerequisites,
    ...plans.flatMap(({ portal, azureCli, kubectl }) => [...portal, ...azureCli, ...kubectl]),
  ].flatMap(({ commands }) => commands)
}

function resolve(value: unknown, pointer: string): unknown {
  return pointer
    .slice(1)
    .split('/')
    .reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>>)[key], value)
}
