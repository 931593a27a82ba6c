// Who can obtain whose token, through the whole answer: counts, order, platform, chains, severities, the cut; and what the audit finds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeInventory, type Inventory } from '../inventory/index.ts'
import { decodeObject, formatName } from '../kube/index.ts'
import { defaultApiAudiences } from '../tokens/index.ts'
import {
  audit,
  noRequirements,
  whoCan,
  type GrantReport,
  type SubjectReport,
  type TargetReport,
  type WhoCanReport,
  type WhoCanTarget,
} from './index.ts'

type Plain = Readonly<Record<string, unknown>>

const rbac = 'rbac.authorization.k8s.io/v1'
const everything: readonly string[] = [
  ...['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
  ...['serviceaccounts', 'pods', 'secrets', 'csidrivers'],
]

const meta = (path: string): Plain => {
  const [name, namespace] = path.split('/').reverse()
  return { name, ...(namespace === undefined ? {} : { namespace }) }
}
const account = (path: string, annotations: Plain = {}): Plain => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { ...meta(path), annotations },
})
const pod = (path: string, serviceAccountName: string, nodeName: string): Plain => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta(path),
  spec: { serviceAccountName, nodeName, containers: [{ name: 'app' }] },
})
const role = (path: string, ...rules: readonly Plain[]): Plain => ({
  apiVersion: rbac,
  kind: path.includes('/') ? 'Role' : 'ClusterRole',
  metadata: meta(path),
  rules,
})
const may = (verbs: string, resources: string, more: Plain = {}): Plain => ({
  verbs: verbs.split(','),
  apiGroups: [''],
  resources: resources.split(','),
  ...more,
})
const subject = (text: string): Plain => {
  if (text.startsWith('@')) return { kind: 'Group', name: text.slice(1) }
  return text.includes('/') ? { kind: 'ServiceAccount', ...meta(text) } : { kind: 'User', name: text }
}
const bind = (path: string, name: string, ...subjects: readonly string[]): Plain => ({
  apiVersion: rbac,
  kind: path.includes('/') ? 'RoleBinding' : 'ClusterRoleBinding',
  metadata: meta(path),
  roleRef: { kind: 'ClusterRole', name },
  subjects: subjects.map(subject),
})

const mints = role('mints', may('create', 'serviceaccounts/token'))
const reads = role('reads', may('get', 'pods'))
const admin = role('cluster-admin', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] })
const accounts = ['a/s', 'a/t', 'b/u'].map((path) => account(path))
const there = [...accounts, mints, reads, admin]

function inventoryOf(objects: readonly Plain[], complete: readonly string[] = everything): Inventory {
  return takeInventory({
    objects: objects.map((value) => {
      const decoded = decodeObject(value)
      assert.ok(decoded.kind === 'object', JSON.stringify(decoded))
      return { object: decoded.object }
    }),
    complete: new Set(complete),
    gaps: [],
    assumptions: new Set(),
  })
}

const about = (namespace: string, name: string): WhoCanTarget => ({ kind: 'serviceAccount', account: { namespace, name } })
const all: WhoCanTarget = { kind: 'all' }

function ask(target: WhoCanTarget, objects: readonly Plain[], complete?: readonly string[]): WhoCanReport {
  const source = { kind: 'live', description: 'test', apiAudiences: [], serverVersion: 'v1.36.3' } as const
  return whoCan(inventoryOf(objects, complete), { generatedAt: '2026-11-24T08:00:00Z', source, target })
}

const subjectText = ({ kind, ...names }: SubjectReport): string => (kind === 'Group' ? `@${names.name}` : formatName(names))
function targetText({ scope, namespace, name, identity }: TargetReport): string {
  if (scope === 'serviceAccount') return `${namespace ?? '*'}/${name ?? ''}`
  if (scope === 'namespace') return `${namespace ?? ''}/*`
  if (scope === 'node') return `node ${name ?? ''}`
  return identity === undefined ? '*' : `as ${subjectText(identity)}`
}
/** Subject, route and target; every step where there are several. */
const line = (grant: GrantReport): string =>
  (grant.chain ?? [grant])
    .map(
      ({ subject: who, memberOf, route, target }) =>
        `${subjectText(who)}${memberOf === undefined ? '' : ` (@${memberOf})`} ${route} ${targetText(target)}`,
    )
    .join(' > ')
const lines = (report: WhoCanReport): readonly string[] => report.grants.map(line)

const mixed = [
  ...there,
  role('runs', may('create', 'pods')),
  bind('a/minters', 'mints', 'zoe', 'alice', 'a/s'),
  bind('b/runners', 'runs', 'alice'),
  bind('everywhere', 'mints', 'system:kube-controller-manager'),
]

test('the platform is counted apart, and stands last', () => {
  const { summary, grants } = ask(all, mixed)
  assert.deepEqual(summary, { subjects: 3, direct: 3, indirect: 1, chained: 0, platform: 1 })
  assert.deepEqual(
    grants.map(({ platform }) => platform),
    [false, false, false, false, true],
  )
})

test('grants stand by target, kind of subject and name', () => {
  assert.deepEqual(lines(ask(all, mixed)), [
    'a/s mint-token a/*',
    'alice mint-token a/*',
    'zoe mint-token a/*',
    'alice create-pod b/*',
    'system:kube-controller-manager mint-token *',
  ])
})

test('the order of the objects is nothing', () => {
  assert.deepEqual(ask(about('a', 't'), [...mixed].reverse()), ask(about('a', 't'), mixed))
})

test('namespaces leave out what concerns others only', () => {
  assert.deepEqual(lines(ask({ kind: 'all', namespaces: ['b'] }, mixed)), [
    'alice create-pod b/*',
    'system:kube-controller-manager mint-token *',
  ])
})

test('for one account further steps are told, the shortest way of each subject once', () => {
  const chained = [...mixed, bind('b/more', 'mints', 'b/u'), bind('a/third', 'mints', 'b/u')]
  const report = ask(about('a', 't'), chained)
  assert.deepEqual(lines(report), [
    'a/s mint-token a/*',
    'b/u mint-token a/*',
    'alice mint-token a/*',
    'zoe mint-token a/*',
    'system:kube-controller-manager mint-token *',
  ])
  const far = [...there, bind('a/one', 'mints', 'b/u'), bind('b/two', 'mints', 'alice')]
  assert.deepEqual(
    lines(ask(about('a', 't'), far)),
    ['alice mint-token b/* > b/u mint-token a/*', 'b/u mint-token a/*'].reverse(),
  )
  assert.deepEqual(ask(about('a', 't'), far).summary, { subjects: 2, direct: 1, indirect: 0, chained: 1, platform: 0 })
  assert.deepEqual(lines(ask({ kind: 'subject', subject: { kind: 'User', name: 'alice' } }, far)), [
    'alice mint-token b/*',
    'alice mint-token b/* > b/u mint-token a/*',
    'alice mint-token b/* > b/u mint-token a/*',
  ])
})

test('a step that a group gives names the group', () => {
  const grouped = [...there, bind('a/one', 'mints', '@system:serviceaccounts:b'), bind('b/two', 'mints', 'alice')]
  assert.ok(
    lines(ask(about('a', 't'), grouped)).includes('alice mint-token b/* > b/u (@system:serviceaccounts:b) mint-token a/*'),
  )
})

for (const [says, objects, complete, exists] of [
  ['exists', there, everything, true],
  ['does not', [mints], everything, false],
  ['may exist', [mints], [], null],
] as const)
  test(`an account that ${says}`, () => {
    const { asked } = ask(about('a', 's'), objects, complete)
    assert.ok(asked.kind === 'serviceAccount')
    assert.equal(asked.exists, exists)
  })

const severities: readonly (readonly [says: string, objects: readonly Plain[], severity: string])[] = [
  ['an account without rights', [bind('a/x', 'mints-t', 'alice')], 'low'],
  ['an account with a right', [bind('a/x', 'mints-t', 'alice'), bind('a/y', 'reads', 'a/t')], 'low'],
  ['an account that may do everything', [bind('a/x', 'mints-t', 'alice'), bind('y', 'cluster-admin', 'a/t')], 'medium'],
  ['a namespace without rights', [bind('a/x', 'mints', 'alice')], 'low'],
  ['a namespace with a right', [bind('a/x', 'mints', 'alice'), bind('a/y', 'reads', 'a/t')], 'medium'],
  ['a namespace with everything', [bind('a/x', 'mints', 'alice'), bind('y', 'cluster-admin', 'a/t')], 'high'],
  [
    'a namespace with the trust of another cloud',
    [bind('a/x', 'mints', 'alice'), account('a/f', { 'azure.workload.identity/client-id': 'x' })],
    'high',
  ],
  ['a cluster without rights', [bind('x', 'mints', 'alice')], 'medium'],
  ['a cluster with a right', [bind('x', 'mints', 'alice'), bind('a/y', 'reads', 'a/t')], 'high'],
  ['a cluster with everything', [bind('x', 'mints', 'alice'), bind('y', 'cluster-admin', 'a/t')], 'critical'],
  ['outsiders', [bind('a/x', 'mints', '@system:authenticated')], 'critical'],
  ['outsiders without a name', [bind('a/x', 'mints', 'system:anonymous')], 'critical'],
  ['outsiders where nothing is', [bind('c/x', 'mints', '@system:authenticated')], 'low'],
  ['the accounts of a namespace, who are no outsiders', [bind('a/x', 'mints', '@system:serviceaccounts:a')], 'medium'],
  ['a node', [bind('x', 'proxies', 'alice'), pod('a/p', 't', 'n'), bind('a/y', 'reads', 'a/t')], 'high'],
  ['a node without a pod', [bind('x', 'proxies', 'alice')], 'low'],
]
const named = [
  role('mints-t', may('create', 'serviceaccounts/token', { resourceNames: ['t'] })),
  role('proxies', may('get', 'nodes/proxy', { resourceNames: ['n'] })),
]
for (const [says, objects, severity] of severities)
  test(`${says}: ${severity}`, () => {
    const grant = ask(all, [...there, ...named, ...objects]).grants.find(({ subject: { namespace } }) => namespace === undefined)
    assert.equal(grant?.severity, severity)
  })

test('what a holder gives itself is told with the binding that it makes, and with the one whose role it fills', () => {
  const rbacGroup = { apiGroups: ['rbac.authorization.k8s.io'] }
  const binder = role(
    'binder',
    may('bind', 'clusterroles', { ...rbacGroup, resourceNames: ['mints'] }),
    may('create', 'rolebindings', rbacGroup),
  )
  const filler = role('filler', may('escalate,patch', 'clusterroles', { ...rbacGroup, resourceNames: ['reads'] }))
  const report = ask(all, [
    ...there,
    binder,
    filler,
    bind('a/x', 'binder', 'alice'),
    bind('y', 'filler', 'bob'),
    bind('b/z', 'reads', 'bob'),
  ])
  assert.deepEqual(lines(report), ['alice bind-role a/*', 'bob escalate-role b/*'])
  const told = report.grants.map(({ via, made = [] }) =>
    [via, made].map((list) => list.map(({ binding, rule }) => `${formatName(binding)} ${rule ?? 'whatever'}`)),
  )
  assert.deepEqual(told, [
    [['a/x 0', 'a/x 1'], ['a/(new, to mints) 0']],
    [['y 0', 'b/z whatever'], []],
  ])
})

const cuts: readonly (readonly [says: string, objects: readonly Plain[], kind: string, bindings: readonly string[]])[] = [
  ['nobody', [], 'none', []],
  [
    'a role that somebody may bind to themselves',
    [
      { ...role('a/minter', may('create', 'serviceaccounts/token')) },
      role(
        'binder',
        { verbs: ['bind'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'] },
        { verbs: ['create'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'] },
      ),
      bind('a/binders', 'binder', 'alice'),
    ],
    'smallest',
    ['a/binders'],
  ],
  ['two bindings of the same right', [bind('a/x', 'mints', 'alice'), bind('a/y', 'mints', 'alice')], 'smallest', ['a/x', 'a/y']],
  [
    'one binding that everybody goes through',
    [bind('a/x', 'mints', 'b/u'), bind('b/y', 'mints', 'alice', 'bob')],
    'smallest',
    ['a/x'],
  ],
  [
    'a role that somebody is bound to and can fill',
    [
      role(
        'filler',
        may('escalate,patch', 'clusterroles', { apiGroups: ['rbac.authorization.k8s.io'], resourceNames: ['reads'] }),
      ),
      bind('y', 'filler', 'bob'),
      bind('a/z', 'reads', 'bob'),
    ],
    'smallest',
    ['y'],
  ],
  ['the platform alone', [bind('x', 'mints', 'system:kube-controller-manager')], 'none', []],
]
for (const [says, objects, kind, bindings] of cuts)
  test(`the cut where there is ${says}`, () => {
    const { cut } = ask(about('a', 't'), [...there, ...objects])
    assert.deepEqual([cut?.kind, cut?.bindings.map((ref) => formatName(ref))], [kind, bindings])
  })

test('what a binding opens alone is told of it', () => {
  const { bindings = [] } = ask(about('a', 't'), [...there, bind('x', 'mints', 'alice'), bind('a/y', 'mints', 'alice')])
  assert.deepEqual(
    bindings.map(({ binding, accounts: opened, alone }) => [formatName(binding), opened, alone]),
    [
      ['x', 3, 1],
      ['a/y', 3, 0],
    ],
  )
})

/** What the audit says of an object, by a check: severity, object and the beginning of the message. */
const found: readonly (readonly [says: string, objects: readonly Plain[], check: string, finding: RegExp | undefined])[] = [
  [
    '`edit` in a namespace',
    [role('edit', may('create', 'serviceaccounts/token,pods')), bind('a/team', 'edit', '@devs')],
    'token-access',
    /^low a\/team: ClusterRole edit lets Group `devs` obtain tokens of accounts of namespace `a`: by making new ones, by 2 routes/,
  ],
  [
    'cluster-admin',
    [bind('root', 'cluster-admin', 'alice')],
    'token-access',
    /^\w+ root: ClusterRole cluster-admin lets User `alice` obtain tokens of accounts of the whole cluster/,
  ],
  [
    'everybody',
    [bind('a/open', 'mints', '@system:authenticated')],
    'token-access',
    /^critical a\/open: .*; nobody has picked who is in that group$/,
  ],
  ["the platform's own", [bind('x', 'mints', 'system:kube-controller-manager')], 'token-access', undefined],
  [
    'a resource that no API has',
    [role('a/no-tokens', { verbs: ['get'], apiGroups: [''], resources: ['serviceaccounttokens'] })],
    'inert-restriction',
    /^medium a\/no-tokens: rule 0 names `serviceaccounttokens`, which allows nothing/,
  ],
  [
    'the group of TokenRequest',
    [role('a/r', may('create', 'serviceaccounts/token', { apiGroups: ['authentication.k8s.io'] }))],
    'inert-restriction',
    /^medium a\/r: rule 0 names `authentication\.k8s\.io`, which allows nothing/,
  ],
  [
    'a wildcard that is none',
    [role('a/r', may('get', 'pods'), may('create', 'serviceaccounts/*'))],
    'inert-restriction',
    /^medium a\/r: rule 1 names `serviceaccounts\/\*`, which allows nothing/,
  ],
  [
    'a restriction that is bound to nobody',
    [role('restrict-token', may('get', 'pods'))],
    'inert-restriction',
    /^medium restrict-token: .* is bound to nobody/,
  ],
  [
    'a Role that is named like a restriction and bound',
    [role('restrict-token', may('get', 'pods')), bind('x', 'restrict-token', 'alice')],
    'inert-restriction',
    undefined,
  ],
  ['a Role that mints', [role('a/r', may('create', 'serviceaccounts/token'))], 'inert-restriction', undefined],
]
for (const [says, objects, check, finding] of found)
  test(`${check}: ${says}`, () => {
    const { findings } = audit(inventoryOf([...there, ...objects]), {
      generatedAt: '2026-11-24T08:00:00Z',
      source: { kind: 'live', description: 'test' },
      apiAudiences: defaultApiAudiences,
      requirements: noRequirements,
    })
    const texts = findings
      .filter((one) => one.id === check)
      .map(({ severity, object, message }) => `${severity} ${formatName(object)}: ${message}`)
    if (finding === undefined) return assert.deepEqual(texts, [])
    assert.equal(texts.length, 1, texts.join('\n'))
    assert.match(texts[0] ?? '', finding)
  })

test('a way that may end in pods or Secrets which the input does not show is told', () => {
  const objects = [
    ...there,
    role('execs', may('create', 'pods/exec')),
    role('secrets', may('get', 'secrets')),
    bind('a/execs', 'execs', 'alice'),
    bind('a/secrets', 'secrets', 'zoe'),
  ]
  const known = everything.filter((resource) => resource !== 'pods' && resource !== 'secrets')
  const { grants } = ask(about('a', 's'), objects, known)
  assert.deepEqual(grants.map(line), ['alice exec-in-pod a/*', 'zoe read-token-secret a/*'])
  assert.deepEqual(
    grants.map(({ existing }) => existing),
    [null, null],
  )
  assert.deepEqual(lines(ask(about('a', 's'), objects)), [])
})
