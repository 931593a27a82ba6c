// Sample answers for the tests of the renderers: a builder with defaults, and stories that meet every target, form and gap.
import type { ObjectRef } from '../../kube/index.ts'
import type {
  CutReport,
  GrantReport,
  HopReport,
  RouteReport,
  SubjectReport,
  TargetReport,
  ViaReport,
  WhoCanReport,
} from '../../verdict/index.ts'

const rbac = 'rbac.authorization.k8s.io/v1'

/** A ServiceAccount as a subject. */
export function account(namespace: string, name: string): SubjectReport {
  return { kind: 'ServiceAccount', name, namespace }
}

/** A ServiceAccount as a target. */
export function tokenOf(namespace: string, name: string): TargetReport {
  return { scope: 'serviceAccount', namespace, name }
}

/** A RoleBinding in a namespace, or a ClusterRoleBinding without. */
export function binding(name: string, namespace?: string): ObjectRef {
  return namespace === undefined
    ? { apiVersion: rbac, kind: 'ClusterRoleBinding', name }
    : { apiVersion: rbac, kind: 'RoleBinding', namespace, name }
}

/** A rule of a ClusterRole, through a binding. */
export function via(bound: ObjectRef, role: string, rule = 0): ViaReport {
  return { binding: bound, role: { apiVersion: rbac, kind: 'ClusterRole', name: role }, rule }
}

/** A binding that counts whatever its role says. */
export function withoutRule({ binding: bound, role }: ViaReport): ViaReport {
  return { binding: bound, role }
}

/** A grant with the defaults of a direct minter of one account. */
export function grant(story: Partial<GrantReport> = {}): GrantReport {
  return {
    subject: account('ci', 'deployer'),
    route: 'mint-token',
    direct: true,
    target: tokenOf('shop', 'payments'),
    via: [via(binding('deployers', 'shop'), 'token-maker', 2)],
    existing: 1,
    platform: false,
    severity: 'high',
    ...story,
  }
}

/** Routes to the token of somebody in whose namespace `edit` is bound. */
export const editRoutes: readonly string[] = [
  'mint-token',
  'create-token-secret',
  'read-token-secret',
  'patch-token-secret',
  'delete-token-secret',
  'delete-collection-of-secrets',
  'create-pod',
  'change-pod',
  'create-apps-workload',
  'create-batch-workload',
  'create-replication-controller',
  'exec-in-pod',
  'attach-to-pod',
  'impersonate-account',
]
const direct: ReadonlySet<string> = new Set(['mint-token', 'impersonate-account'])

/** What a story says of an answer. */
export interface WhoCanStory extends Partial<Omit<WhoCanReport, 'source' | 'summary' | 'routes'>> {
  readonly source?: Partial<WhoCanReport['source']>
}

/** A whole answer with its counts and the routes that it names. */
export function whoCanReport({ source, ...story }: WhoCanStory = {}): WhoCanReport {
  const { grants = [] } = story
  const others = grants.filter((one) => !one.platform)
  return {
    apiVersion: 'sparekey.dev/v1',
    kind: 'WhoCanReport',
    generatedAt: '2026-11-24T02:57:00Z',
    source: { kind: 'live', description: 'aks-prod-weu', apiAudiences: [], assumptions: [], rolesKnown: true, ...source },
    gaps: [],
    asked: { kind: 'all' },
    summary: {
      subjects: new Set(others.map((one) => JSON.stringify(one.subject))).size,
      direct: others.filter((one) => one.direct).length,
      indirect: others.filter((one) => !one.direct && one.chain === undefined).length,
      chained: others.filter((one) => one.chain !== undefined).length,
      platform: grants.length - others.length,
    },
    ...story,
    grants,
    routes: routesOf(grants),
  }
}

/** The routes that grants name, explained. */
export function routesOf(grants: readonly GrantReport[]): readonly RouteReport[] {
  const ids = new Set(grants.flatMap((one) => [one.route, ...(one.chain ?? []).map((hop) => hop.route)]))
  return [...ids].map((id) => ({
    id,
    title: `takes the way \`${id}\``,
    direct: direct.has(id),
    remedy: `take the rule that allows \`${id}\` out of the role`,
  }))
}

/** `edit` in one namespace, for a group: every route of it to the accounts there. */
export const editGrants: readonly GrantReport[] = editRoutes.map((route, i) =>
  grant({
    subject: { kind: 'Group', name: 'devs' },
    route,
    direct: direct.has(route),
    target: { scope: 'namespace', namespace: 'shop' },
    via: [via(binding('devs-edit', 'shop'), 'edit', i)],
    existing: i === 2 ? 0 : 12,
    severity: i === 0 ? 'high' : 'medium',
  }),
)

const manyRoutes = Array.from({ length: 28 }, (_, i) => editRoutes[i] ?? `way-${i}`)

/** Everything on everything. */
export const adminGrants: readonly GrantReport[] = manyRoutes.map((route) =>
  grant({
    subject: { kind: 'User', name: 'alice@example.com' },
    route,
    direct: direct.has(route),
    target: { scope: 'cluster' },
    via: [via(binding('alice-is-admin'), 'cluster-admin')],
    existing: 214,
    severity: 'critical',
  }),
)

const hops: readonly HopReport[] = [
  {
    subject: account('ci', 'runner'),
    route: 'create-pod',
    target: { scope: 'namespace', namespace: 'build' },
    via: [via(binding('runner-edit', 'build'), 'edit', 6)],
  },
  {
    subject: account('build', 'operator'),
    memberOf: 'system:serviceaccounts:build',
    route: 'read-token-secret',
    target: { scope: 'namespace', namespace: 'infra' },
    via: [via(binding('secrets', 'infra'), 'secret-reader')],
  },
  {
    subject: account('infra', 'admin'),
    route: 'mint-token',
    target: { scope: 'cluster' },
    via: [via(binding('infra-admin'), 'cluster-admin')],
  },
]

/** Three steps to one account. */
export const chainGrant: GrantReport = grant({
  subject: account('ci', 'runner'),
  route: 'create-pod',
  direct: false,
  target: tokenOf('shop', 'payments'),
  via: hops[0]?.via ?? [],
  chain: hops,
  existing: 1,
})

/** What Kubernetes itself holds. */
export const platformGrants: readonly GrantReport[] = [
  ...['mint-token', 'read-token-secret'].map((route) =>
    grant({
      subject: { kind: 'User', name: 'system:kube-controller-manager' },
      route,
      direct: direct.has(route),
      target: { scope: 'cluster' },
      via: [via(binding('system:kube-controller-manager'), 'system:kube-controller-manager', 4)],
      existing: 214,
      platform: true,
    }),
  ),
  grant({
    subject: account('kube-system', 'legacy-service-account-token-cleaner'),
    route: 'delete-token-secret',
    direct: false,
    target: { scope: 'cluster' },
    via: [
      via(
        binding('system:controller:legacy-service-account-token-cleaner'),
        'system:controller:legacy-service-account-token-cleaner',
      ),
    ],
    existing: 0,
    platform: true,
    severity: 'low',
  }),
]

/** One account with every kind of holder, a cut, and what each binding opens. */
export const onePayments: WhoCanReport = whoCanReport({
  asked: { kind: 'serviceAccount', namespace: 'shop', name: 'payments', exists: true },
  grants: [
    grant(),
    grant({ subject: { kind: 'User', name: 'bob' }, memberOf: 'devs', severity: 'medium' }),
    ...editGrants,
    chainGrant,
    ...platformGrants,
  ],
  cut: { kind: 'smallest', bindings: [binding('deployers', 'shop'), binding('devs-edit', 'shop'), binding('infra-admin')] },
  bindings: [
    { binding: binding('infra-admin'), accounts: 214, alone: 201 },
    { binding: binding('devs-edit', 'shop'), accounts: 12, alone: 11 },
    { binding: binding('deployers', 'shop'), accounts: 1, alone: 0 },
  ],
})

/** A whole cluster: every scope, and forms that few grants have. */
export const wholeCluster: WhoCanReport = whoCanReport({
  source: { kind: 'snapshot', description: 'prod.sparekey', serverVersion: 'v1.36.3', takenAt: '2026-11-20T10:00:00Z' },
  asked: { kind: 'all' },
  grants: [
    ...adminGrants,
    ...editGrants,
    grant({ target: { scope: 'serviceAccount', name: 'cni' }, existing: null, severity: 'low' }),
    grant({
      subject: account('monitoring', 'agent'),
      route: 'proxy-to-kubelet',
      direct: false,
      target: { scope: 'node', name: 'aks-pool-000001' },
      existing: 31,
    }),
    grant({
      subject: { kind: 'User', name: 'carol' },
      route: 'impersonate-group',
      direct: false,
      target: { scope: 'cluster', identity: { kind: 'Group', name: 'system:masters' } },
      existing: null,
      severity: 'critical',
    }),
    grant({
      subject: account('certs', 'issuer'),
      route: 'sign-certificate',
      direct: false,
      target: { scope: 'cluster' },
      besides: 'the key of a certificate authority that the API server trusts',
      versions: { since: 22, until: 40 },
      existing: null,
    }),
    grant({
      subject: { kind: 'User', name: 'dave' },
      route: 'escalate-role',
      direct: false,
      target: { scope: 'namespace', namespace: 'shop' },
      via: [withoutRule(via(binding('helpers', 'shop'), 'helper')), via(binding('role-writers'), 'role-writer', 1)],
      made: [via(binding('(new, to helper)', 'shop'), 'helper')],
      existing: 12,
    }),
    ...platformGrants,
  ],
})

/** What somebody has by a role that manifests leave out. */
export const assumedGrant: GrantReport = grant({
  subject: { kind: 'User', name: 'erin' },
  target: { scope: 'namespace', namespace: 'web' },
  via: [{ ...via(binding('erin-edits', 'web'), 'edit', 5), assumed: true }],
  existing: null,
})

/** Manifests with a binding to a role that they leave out. */
export const withAssumedRole: WhoCanReport = whoCanReport({
  source: {
    kind: 'manifests',
    description: 'deploy/',
    rolesKnown: false,
    assumptions: ["roles that are not in the input have upstream's rules (Kubernetes 1.36.3): ClusterRole `edit`"],
  },
  grants: [assumedGrant, grant()],
  gaps: [
    {
      kind: 'roleAssumed',
      message: "ClusterRole edit is not in the input: whether the cluster's own allows more is not known",
      remedy: 'add the role to the input, or say `--assume roles`',
    },
  ],
})

/** Manifests that do not show all: gaps, roles not known, an account that is not there, and a live cluster that says otherwise. */
export const withGaps: WhoCanReport = whoCanReport({
  source: { kind: 'manifests', description: 'deploy/', rolesKnown: false, assumptions: ['absent accounts are there'] },
  asked: { kind: 'serviceAccount', namespace: 'web', name: 'site', exists: null },
  gaps: Array.from({ length: 7 }, (_, i) => ({
    kind: 'roleMissing',
    message: `ClusterRole \`r${i}\` is not in the input`,
    remedy: 'add the role to the input',
    location: { file: 'deploy/rbac.yaml', line: i + 1, column: 3 },
  })),
  cut: { kind: 'none', bindings: [] },
  verification: {
    asked: 24,
    outsideRbac: [
      { subject: { kind: 'Group', name: 'entra-admins' }, namespace: '', name: '', reason: 'Access granted by Azure RBAC' },
      { subject: { kind: 'User', name: 'dave' }, namespace: 'web', name: 'site', reason: 'webhook' },
    ],
    unconfirmed: [{ subject: account('ci', 'deployer'), namespace: 'web', name: '', reason: '' }],
  },
})

/** Nothing at all. */
export const emptyAnswer: WhoCanReport = whoCanReport({ asked: { kind: 'all', namespaces: ['shop', 'web'] } })

/** What one subject can obtain, also as a member of a group. */
export const ofBob: WhoCanReport = whoCanReport({
  asked: { kind: 'subject', subject: { kind: 'User', name: 'bob' } },
  grants: [
    grant({ subject: { kind: 'User', name: 'bob' } }),
    grant({ subject: { kind: 'User', name: 'bob' }, memberOf: 'devs', target: { scope: 'namespace', namespace: 'shop' } }),
  ],
})

/** An answer whose every text is one of some names. */
export function hostileAnswer(names: readonly string[]): WhoCanReport {
  const [first = ''] = names
  const grants = names.flatMap((name) => hostileGrants(name))
  const answer = whoCanReport({
    source: { kind: 'manifests', description: first, serverVersion: first, namespaces: names, assumptions: names },
    asked: { kind: 'serviceAccount', namespace: first, name: first, exists: false },
    gaps: names.map((name) => ({
      kind: 'listFailed',
      message: name,
      remedy: name,
      location: { file: name, line: 1, column: 1 },
    })),
    grants,
    cut: { kind: 'some', bindings: names.map((name) => binding(name, name)) } satisfies CutReport,
    bindings: names.map((name) => ({ binding: binding(name), accounts: 1, alone: 1 })),
    verification: {
      asked: 1,
      outsideRbac: names.map((name) => ({ subject: account(name, name), namespace: name, name, reason: name })),
      unconfirmed: names.map((name) => ({ subject: { kind: 'User', name }, namespace: name, name, reason: name })),
    },
  })
  return { ...answer, routes: answer.routes.map((route, i) => ({ ...route, title: names[i] ?? first, remedy: first })) }
}

function hostileGrants(name: string): readonly GrantReport[] {
  const hostile = [via(binding(name, name), name)]
  const base = { via: hostile, besides: name }
  const step: HopReport = {
    subject: account(name, name),
    memberOf: name,
    route: 'create-pod',
    target: { scope: 'namespace', namespace: name },
    via: hostile,
  }
  return [
    grant({ ...base, subject: account(name, name), target: tokenOf(name, name) }),
    grant({ ...base, subject: { kind: 'User', name }, memberOf: name, target: { scope: 'node', name } }),
    grant({
      ...base,
      subject: { kind: 'Group', name },
      target: { scope: 'cluster', identity: { kind: 'User', name } },
      direct: false,
    }),
    grant({ ...base, subject: { kind: 'User', name }, platform: true, target: { scope: 'serviceAccount', name } }),
    grant({
      via: hostile,
      subject: account(name, name),
      route: 'create-pod',
      direct: false,
      target: tokenOf(name, name),
      chain: [step, step],
    }),
  ]
}
