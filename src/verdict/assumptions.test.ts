// Roles that an input leaves out: where upstream's stand in for them, how it is told, and where nothing is assumed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeInventory, type Assumption, type Inventory } from '../inventory/index.ts'
import { decodeObject } from '../kube/index.ts'
import { upstreamRelease } from '../rbac/index.ts'
import { defaultApiAudiences } from '../tokens/index.ts'
import type { AuditReport, SourceReport } from './audit-report.ts'
import { audit } from './audit.ts'
import { noRequirements } from './requirements.ts'
import type { WhoCanReport } from './who-can-report.ts'
import { whoCan } from './who-can.ts'

type Plain = Readonly<Record<string, unknown>>
const apiVersion = 'rbac.authorization.k8s.io/v1'

/** A RoleBinding of namespace `shop` that binds alice. */
const binding = (name: string, role: string): Plain => ({
  apiVersion,
  kind: 'RoleBinding',
  metadata: { namespace: 'shop', name },
  roleRef: { kind: 'ClusterRole', name: role },
  subjects: [{ kind: 'User', name: 'alice' }],
})
const role = (name: string, rule: object, more: object = {}): Plain => ({
  apiVersion,
  kind: 'ClusterRole',
  metadata: { name },
  rules: [rule],
  ...more,
})
const mints = { verbs: ['create'], apiGroups: [''], resources: ['serviceaccounts/token'] }

interface Setting {
  readonly from?: SourceReport['kind']
  readonly complete?: readonly string[]
  readonly assume?: readonly Assumption[]
}

function inventoryOf(objects: readonly Plain[], { complete = [], assume = [] }: Setting): Inventory {
  return takeInventory({
    objects: objects.map((value) => {
      const decoded = decodeObject(value)
      assert.ok(decoded.kind === 'object', JSON.stringify(decoded))
      return { object: decoded.object }
    }),
    complete: new Set(complete),
    gaps: [],
    assumptions: new Set(assume),
  })
}

function ask(objects: readonly Plain[], setting: Setting = {}): WhoCanReport {
  return whoCan(inventoryOf(objects, setting), {
    generatedAt: '2026-11-24T08:00:00Z',
    source: { kind: setting.from ?? 'manifests', description: 'test', apiAudiences: [] },
    target: { kind: 'all' },
  })
}

function audited(objects: readonly Plain[], setting: Setting = {}): AuditReport {
  return audit(inventoryOf(objects, setting), {
    generatedAt: '2026-11-24T08:00:00Z',
    source: { kind: setting.from ?? 'manifests', description: 'test' },
    apiAudiences: defaultApiAudiences,
    requirements: noRequirements,
  })
}

const upstreams = `roles that are not in the input have upstream's rules (Kubernetes ${upstreamRelease})`
/** Direct minters by binding, role and rule, with a star where the rule is assumed. */
const minters = ({ grants }: Pick<WhoCanReport, 'grants'>): readonly string[] =>
  grants
    .filter(({ direct }) => direct)
    .flatMap(({ via }) => via.map((one) => `${one.binding.name} ${one.role.name}#${one.rule}${one.assumed === true ? '*' : ''}`))
const gapTexts = ({ gaps }: Pick<WhoCanReport, 'gaps'>): readonly string[] =>
  gaps.map(({ kind, message }) => `${kind} ${/ClusterRole [a-z-]+/.exec(message.replace(/^RoleBinding \S+ /, ''))?.[0] ?? ''}`)

const everyRole = ['roles', 'clusterroles']
const cases: readonly {
  readonly says: string
  readonly objects: readonly Plain[]
  readonly setting?: Setting
  readonly minters: readonly string[]
  readonly assumptions: readonly string[]
  readonly gaps: readonly string[]
}[] = [
  {
    says: 'manifests that leave a role out: its rules are assumed, and whether it has more is a gap',
    objects: [binding('devs', 'edit'), binding('lookers', 'view')],
    minters: ['devs edit#5*'],
    assumptions: [`${upstreams}: ClusterRole \`edit\`, ClusterRole \`view\``],
    gaps: ['roleAssumed ClusterRole edit', 'roleAssumed ClusterRole view'],
  },
  {
    says: 'whoever says that it has no more closes the gap',
    objects: [binding('devs', 'edit')],
    setting: { assume: ['roles'] },
    minters: ['devs edit#5*'],
    assumptions: [`${upstreams}: ClusterRole \`edit\``],
    gaps: [],
  },
  {
    says: 'an assumption that the user asked for is told even where it was not needed',
    objects: [binding('devs', 'mine'), role('mine', mints)],
    setting: { assume: ['roles', 'accounts', 'drivers', 'secrets'] },
    minters: ['devs mine#0'],
    assumptions: [
      'ServiceAccounts that are not in the input leave `automountServiceAccountToken` unset',
      'CSIDrivers that are not in the input ask for no token',
      upstreams,
      'Secrets that are not in the input hold no token',
    ],
    gaps: [],
  },
  {
    says: 'to a role that gives everything nothing can be added',
    objects: [binding('admins', 'cluster-admin')],
    minters: ['admins cluster-admin#0*'],
    assumptions: [`${upstreams}: ClusterRole \`cluster-admin\``],
    gaps: [],
  },
  {
    says: 'a role of the input goes first, and nothing is assumed',
    objects: [binding('devs', 'edit'), role('edit', { ...mints, verbs: ['get'] })],
    minters: [],
    assumptions: [],
    gaps: [],
  },
  {
    says: 'a role that no cluster has of itself is missing',
    objects: [binding('devs', 'editor')],
    minters: [],
    assumptions: [],
    gaps: ['roleMissing ClusterRole editor'],
  },
  {
    says: 'a role that somebody may bind is assumed, too',
    objects: [
      binding('binders', 'binds'),
      role('binds', {
        verbs: ['bind'],
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles'],
        resourceNames: ['edit', 'view'],
      }),
      role('writes', { verbs: ['create'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'] }),
      binding('writers', 'writes'),
    ],
    minters: [],
    assumptions: [`${upstreams}: ClusterRole \`edit\`, ClusterRole \`view\``],
    gaps: ['roleAssumed ClusterRole edit', 'roleAssumed ClusterRole view'],
  },
  {
    says: 'also where the right to bind it comes with a role that one binds first',
    objects: [
      binding('binders', 'binds'),
      role('binds', {
        verbs: ['bind'],
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles'],
        resourceNames: ['next'],
      }),
      role('next', {
        verbs: ['bind'],
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles'],
        resourceNames: ['view'],
      }),
    ],
    minters: [],
    assumptions: [`${upstreams}: ClusterRole \`view\``],
    gaps: ['roleAssumed ClusterRole view'],
  },
  {
    says: 'and so is one that somebody may join, though nobody is bound to it yet',
    objects: [
      { ...binding('lookers', 'view'), subjects: [] },
      binding('binders', 'binds'),
      role('binds', {
        verbs: ['bind', 'escalate', 'update'],
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles', 'rolebindings'],
        resourceNames: ['view', 'lookers'],
      }),
      {
        ...binding('fillers', 'fills'),
        kind: 'ClusterRoleBinding',
        metadata: { name: 'fillers' },
      },
      role('fills', {
        verbs: ['escalate', 'update'],
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles'],
        resourceNames: ['view'],
      }),
    ],
    minters: [],
    assumptions: [`${upstreams}: ClusterRole \`view\``],
    gaps: ['roleAssumed ClusterRole view'],
  },
  {
    says: 'and so is a Role among all those of its namespace, where it leads to a token',
    objects: [
      {
        ...binding('binders', 'binds'),
        metadata: { namespace: 'kube-system', name: 'binders' },
      },
      role('binds', {
        verbs: ['bind', 'create'],
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['roles', 'rolebindings'],
      }),
    ],
    minters: [],
    assumptions: [
      `${upstreams}: Role \`kube-system/system:controller:bootstrap-signer\`, Role \`kube-system/system:controller:token-cleaner\``,
    ],
    gaps: ['roleAssumed ', 'roleAssumed '],
  },
  {
    says: 'of a cluster every role is known: one that is not there does not exist',
    objects: [binding('devs', 'edit')],
    setting: { from: 'live', complete: [...everyRole, 'rolebindings', 'clusterrolebindings'] },
    minters: [],
    assumptions: [],
    gaps: [],
  },
  {
    says: 'nor is it assumed there when the user asks for it',
    objects: [binding('devs', 'edit')],
    setting: { from: 'snapshot', complete: everyRole, assume: ['roles'] },
    minters: [],
    assumptions: [upstreams],
    gaps: ['roleMissing ClusterRole edit'],
  },
  {
    says: 'where roles of a cluster could not be read, nothing is assumed',
    objects: [binding('devs', 'edit')],
    setting: { from: 'live', complete: ['roles'] },
    minters: [],
    assumptions: [],
    gaps: ['roleMissing ClusterRole edit'],
  },
  {
    says: 'unless the user asks for it',
    objects: [binding('devs', 'edit')],
    setting: { from: 'live', complete: ['roles'], assume: ['roles'] },
    minters: ['devs edit#5*'],
    assumptions: [`${upstreams}: ClusterRole \`edit\``],
    gaps: [],
  },
]
for (const { says, objects, setting, minters: found, assumptions, gaps } of cases)
  test(says, () => {
    const answer = ask(objects, setting)
    assert.deepEqual(minters(answer), found)
    assert.deepEqual(answer.source.assumptions, assumptions)
    assert.deepEqual(gapTexts(answer), gaps)
    // The audit says the same of the same input.
    const report = audited(objects, setting)
    assert.deepEqual(minters(report), found)
    assert.deepEqual(report.source.assumptions, assumptions)
    assert.deepEqual(gapTexts(report), gaps)
  })

test('a finding on a binding says where the role is assumed', () => {
  const objects = [binding('devs', 'edit'), binding('makers', 'mine'), role('mine', mints)]
  const messages = audited(objects).findings.map(({ object, message }) => `${object.name}: ${message.replace(/ lets .*/, '')}`)
  assert.deepEqual(messages, ["devs: ClusterRole edit (assumed, with upstream's rules)", 'makers: ClusterRole mine'])
})

test('of what one gives oneself, too, rules that are assumed are marked, and a role that one fills is not', () => {
  const rbac = { apiGroups: ['rbac.authorization.k8s.io'] }
  const marked = (objects: readonly Plain[]): readonly string[] => {
    const all = ask(objects).grants.flatMap(({ route, via, made = [] }) =>
      Object.entries({ via, made }).flatMap(([key, list]) =>
        list.map((one) => `${route} ${key} ${one.role.name}#${one.rule ?? ''}${one.assumed === true ? '*' : ''}`),
      ),
    )
    return [...new Set(all)].sort()
  }
  const binds = role('binds', { ...rbac, verbs: ['bind'], resources: ['clusterroles'], resourceNames: ['edit'] })
  const writes = role('writes', { ...rbac, verbs: ['create'], resources: ['rolebindings'] })
  const bound = marked([binding('binders', 'binds'), binding('writers', 'writes'), binds, writes])
  assert.deepEqual(
    bound.filter((one) => one.includes(' via ')),
    ['bind-role via binds#0', 'bind-role via writes#0'],
  )
  const made = bound.filter((one) => one.includes(' made '))
  assert.ok(made.length > 0 && made.every((one) => /^bind-role made edit#\d+\*$/.test(one)), made.join('\n'))

  const fills = role('fills', { ...rbac, verbs: ['escalate', 'update'], resources: ['clusterroles'], resourceNames: ['view'] })
  const everywhere = { ...binding('fillers', 'fills'), kind: 'ClusterRoleBinding', metadata: { name: 'fillers' } }
  assert.deepEqual(marked([binding('lookers', 'view'), everywhere, fills]), [
    'escalate-role via fills#0',
    'escalate-role via view#',
  ])
})
