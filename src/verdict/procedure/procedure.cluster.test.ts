// The procedure's commands on a real control plane: the printed ones deceive as told, the right ones show it, and patches go and come back.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { before, test } from 'node:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import { listPolicies } from './steps/admission.ts'
import { printedRestriction } from './steps/restrict-roles.ts'
import { steps } from './steps/index.ts'
import { mountedTokens } from './steps/mounted-tokens.ts'
import { tokenCreators } from './steps/token-creators.ts'
import { account, alice, app, audited, declared, deployment, granted, mints, readsSecrets } from './procedure.cases.ts'
import type { ActionReport } from './procedure-report.ts'
import { procedure } from './procedure.ts'

const missing = ['kubectl', 'jq'].filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
const skip = missing.length > 0 ? `NOT PROVED: this machine has no ${missing.join(' and no ')}` : false

const shop = { metadata: { namespace: 'shop' } }
const runnable = (spec: object = {}, metadata: object = {}) => ({
  ...deployment(spec, metadata),
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { serviceAccountName: 'app', containers: [{ name: 'app', image: 'pause' }], ...spec },
    },
  },
})
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'bare', namespace: 'shop' },
  spec: { serviceAccountName: 'app', containers: [{ name: 'app', image: 'pause' }] },
}
const objects = [
  account('app'),
  account('default'),
  runnable({}, { name: 'web' }),
  runnable({}, { name: 'needs', ...declared }),
  runnable({ automountServiceAccountToken: true }, { name: 'insists' }),
  ...granted('minter', alice, mints),
  ...granted('looks', app, mints),
  ...granted('edit', { kind: 'User', name: 'dev' }, mints, readsSecrets),
]
const plans = procedure(audited(objects))

clusterSuite('the procedure on a real cluster', { users: { alice: [] } }, (cluster) => {
  let folder: string
  const shell = (command: string, input?: string) =>
    spawnSync('sh', ['-c', command], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, KUBECONFIG: cluster.plane.kubeconfigPath },
      ...(input === undefined ? {} : { input }),
    })
  const shown = (command: string, input?: string): string => {
    const { status, stdout, stderr } = shell(command, input)
    assert.equal(status, 0, `${command}\n${stderr}`)
    return stdout
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sparekey-procedure-'))
    process.on('exit', () => {
      rmSync(folder, { recursive: true, force: true })
    })
    if (skip !== false) return
    shown('kubectl create namespace shop')
    await waitUntil('the default account', () =>
      Promise.resolve(shell('kubectl get serviceaccount default -n shop').status === 0),
    )
    for (const object of [...objects.filter(isMissing), pod]) shown('kubectl create -f -', JSON.stringify(withSubjects(object)))
  })

  test('the printed path prints nothing where a pod holds a token, and the right one prints it', { skip }, () => {
    assert.match(shown('kubectl get pod bare -n shop -o json'), /serviceAccountToken/)
    const { printed, commands } = mountedTokens
    assert.equal(shown(printed?.command ?? assert.fail()), '')
    assert.match(shown(commands[0]?.command ?? assert.fail()), /^shop\tbare\t\(API server\)\t3607$/m)
  })

  test('every command that only looks is understood by the server', { skip }, () => {
    const all = [...steps, ...plans.prerequisites].flatMap((step) => step.commands)
    const tried = all.filter(({ command }) => command.startsWith('kubectl '))
    assert.ok(tried.length > 20)
    for (const { command } of [...tried, ...listPolicies]) {
      const filled = fill(command)
      const { status, stdout, stderr } = shell(filled)
      // `auth can-i` answers no by 1; the record of the use of legacy tokens is made a while after the start.
      const answered = status === 0 || stdout === 'no\n' || /tracking" not found/.test(stderr)
      assert.ok(answered, `${filled}\n${stdout}${stderr}`)
      assert.doesNotMatch(stderr, /parse error|compile error|unknown flag|doesn't have a resource type/, filled)
    }
  })

  test('the right question finds who can mint, and the one without --subresource does not', { skip }, () => {
    const ask = (what: string) => shell(`kubectl auth can-i create ${what} -n shop --as=alice`).stdout
    assert.equal(ask('serviceaccounts/app --subresource=token'), 'yes\n')
    assert.equal(ask('serviceaccounts/token'), 'no\n')
    const roles = shown(tokenCreators.commands[0]?.command ?? assert.fail())
    for (const name of ['/minter', '/edit', '/admin', '/cluster-admin']) assert.ok(roles.includes(name), name)
    assert.doesNotMatch(roles, /\/view$/m)
  })

  test('the printed Role is refused on one line, and restricts nobody as YAML', { skip }, () => {
    const rule = 'rules: - apiGroups: [""] resources: ["serviceaccounttokens"] verbs: ["get", "list"]'
    const oneLine = `apiVersion: rbac.authorization.k8s.io/v1 kind: Role metadata: namespace: shop name: restrict-token-creation ${rule}\n`
    writeFileSync(join(folder, 'rbac-policy.yaml'), oneLine)
    const refused = shell(printedRestriction.command)
    assert.notEqual(refused.status, 0)
    assert.match(refused.stderr, /mapping values are not allowed/)
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'restrict-token-creation', namespace: 'shop' },
      rules: [{ apiGroups: [''], resources: ['serviceaccounttokens'], verbs: ['get', 'list'] }],
    }
    writeFileSync(join(folder, 'rbac-policy.yaml'), JSON.stringify(role))
    shown(printedRestriction.command)
    assert.equal(shown('kubectl auth can-i create serviceaccounts/app --subresource=token -n shop --as=alice'), 'yes\n')
    shown('kubectl delete role restrict-token-creation --namespace=shop')
  })

  test('the printed change of a running pod is refused', { skip }, () => {
    writeFileSync(
      join(folder, 'pod-spec.yaml'),
      JSON.stringify({ ...pod, spec: { ...pod.spec, automountServiceAccountToken: false } }),
    )
    const { status, stderr } = shell('kubectl apply -f pod-spec.yaml')
    assert.notEqual(status, 0)
    assert.match(stderr, /pod updates may not change fields other than/)
  })

  test(
    'every change that was written for objects goes, and its backout brings the former state back, absent as absent',
    { skip },
    () => {
      const state = () =>
        [
          'kubectl get serviceaccounts -n shop -o json | jq -S "[.items[] | [.metadata.name, has(\\"automountServiceAccountToken\\"), .automountServiceAccountToken]]"',
          'kubectl get deployments -n shop -o json | jq -S "[.items[] | [.metadata.name, .spec.template.spec]]"',
          'kubectl get rolebindings -n shop -o json | jq -S "[.items[] | [.metadata.name, .roleRef, .subjects]]"',
        ].map((command) => shown(command))
      shown('kubectl create -f -', JSON.stringify(tokenSecretObject))
      const withSecret = procedure(audited([...objects, tokenSecretObject]))
      const formerly = state()
      for (const action of withSecret.implementation.kubectl) apply(action)
      assert.notDeepEqual(state(), formerly)
      assert.match(shown('kubectl get secret app-token -n shop -o json'), /legacy-token-invalid-since/)
      for (const action of withSecret.backout.kubectl) apply(action)
      assert.deepEqual(state(), formerly)
      assert.doesNotMatch(shown('kubectl get secret app-token -n shop -o json'), /legacy-token-invalid-since/)
    },
  )

  test('the volumes of the plan are taken by the server, and narrow roles are made as told', { skip }, () => {
    for (const { command, file } of plans.implementation.kubectl.flatMap(({ commands }) => commands)) {
      if (file === undefined) continue
      const text = file.text.replaceAll('CONTAINER', 'app').replaceAll('AUDIENCE', 'vault')
      assert.ok(load(text) !== null)
      writeFileSync(join(folder, file.name), text)
      shown(`${fill(command)} --dry-run=server`)
    }
    for (const { command } of plans.implementation.kubectl.flatMap(({ commands }) => commands))
      if (command.startsWith('kubectl create role')) shown(`${fill(command)} --dry-run=server`)
  })

  function apply({ commands }: ActionReport): void {
    for (const { command, about, file } of commands) {
      if (file !== undefined) writeFileSync(join(folder, file.name), file.text)
      if (about !== undefined || command.endsWith('app-operator.yaml')) shown(command)
    }
  }
})

const tokenSecretObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { ...shop.metadata, name: 'app-token', annotations: { 'kubernetes.io/service-account.name': 'app' } },
  type: 'kubernetes.io/service-account-token',
}

/** The cluster has a default account, and the ClusterRole `edit`. */
function isMissing({ kind, metadata }: Readonly<Record<string, unknown>>): boolean {
  const { name } = metadata as { readonly name: string }
  return name !== 'default' && !(kind === 'ClusterRole' && name === 'edit')
}

/** The API server wants groups that a test of RBAC does without. */
function withSubjects(object: Readonly<Record<string, unknown>>): object {
  if (object['kind'] !== 'RoleBinding') return object
  const group = 'rbac.authorization.k8s.io'
  const subjects = object['subjects'] as readonly { readonly kind: string }[]
  return {
    ...object,
    roleRef: { ...(object['roleRef'] as object), apiGroup: group },
    subjects: subjects.map((subject) => (subject.kind === 'ServiceAccount' ? subject : { ...subject, apiGroup: group })),
  }
}

function fill(command: string): string {
  const values = { NAMESPACE: 'shop', NAME: 'web', SUBJECT: 'alice', OTHER: 'default', ACCOUNT: 'app', MINTER: 'app' }
  return Object.entries(values).reduce((text, [word, value]) => text.replaceAll(new RegExp(`\\b${word}\\b`, 'g'), value), command)
}
