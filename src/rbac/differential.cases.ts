// Random roles, bindings and questions that a real API server accepts, drawn from the words that evaluators get wrong.
import fc, { type Arbitrary } from 'fast-check'
import { accountGroups } from './identity.ts'
import type { Request, UserInfo } from './request.ts'

/** A rule as it is written down. */
export interface WrittenRule {
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

/** Somebody whom a binding names. */
export interface WrittenSubject {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

/** A role or binding as it is written down. */
export interface WrittenObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels: Readonly<Record<string, string>>
  }
  readonly roleRef?: { readonly kind: string; readonly name: string }
  readonly subjects?: readonly WrittenSubject[]
  readonly rules?: readonly WrittenRule[]
  readonly aggregationRule?: {
    readonly clusterRoleSelectors: readonly {
      readonly matchLabels?: Readonly<Record<string, string>>
      readonly matchExpressions?: readonly {
        readonly key: string
        readonly operator: string
        readonly values?: readonly string[]
      }[]
    }[]
  }
}

/** Who asks what. */
export interface Question {
  readonly user: UserInfo
  readonly request: Request
}

/** The namespaces that the objects are in. */
export const namespaces = ['a', 'b', 'a-b'] as const

/** What every object of a world is labelled with, to be found and taken away by. */
export const worldLabel = 'sparekey-test'

/** The objects of a number: the same for the same seed. */
export function worldOf(seed: number): readonly WrittenObject[] {
  const [world] = fc.sample(worlds, { seed, numRuns: 1 })
  return world ?? []
}

/** Questions about a world, most of them near what one of its bindings allows. */
export function questionsAbout(world: readonly WrittenObject[], count: number, seed: number): readonly Question[] {
  const anything = fc.record({ user: users, request: fc.oneof(resourceRequest, nonResourceRequest) })
  const { direct, aggregated } = rightsOf(world)
  const near = fc.oneof({ weight: 5, arbitrary: from(direct) }, { weight: 1, arbitrary: from([...aggregated, ...direct]) })
  const nearly = near.chain(({ subject, rule, namespace }) =>
    fc.record({
      user: fc.oneof({ weight: 4, arbitrary: userNear(subject, namespace ?? '') }, { weight: 1, arbitrary: users }),
      request: requestNear(rule, namespace),
    }),
  )
  return fc.sample(fc.oneof({ weight: 4, arbitrary: nearly }, { weight: 2, arbitrary: anything }), { seed, numRuns: count })
}

interface Right {
  readonly subject: WrittenSubject
  readonly rule: WrittenRule
  readonly namespace: string | undefined
}

/** Who has which rule where, as far as a glance tells: an aggregated role may come to any rule of the world. */
function rightsOf(world: readonly WrittenObject[]): Readonly<Record<'direct' | 'aggregated', readonly Right[]>> {
  const rules = world.flatMap((object) => object.rules ?? [])
  const direct: Right[] = []
  const aggregated: Right[] = []
  for (const { metadata, roleRef, subjects = [] } of world) {
    const { namespace } = metadata
    const role = world.find(
      (other) =>
        other.kind === roleRef?.kind &&
        other.metadata.name === roleRef.name &&
        (other.kind === 'ClusterRole' || other.metadata.namespace === namespace),
    )
    for (const subject of subjects) {
      direct.push(...(role?.rules ?? []).map((rule) => ({ subject, rule, namespace })))
      if (role?.aggregationRule !== undefined) aggregated.push(...rules.map((rule) => ({ subject, rule, namespace })))
    }
  }
  return { direct, aggregated }
}

const from = <T>(values: readonly T[]): Arbitrary<T> => fc.constantFrom(...values)
const someOf = <T>(values: readonly T[], maxLength = 3): Arbitrary<readonly T[]> =>
  fc.uniqueArray(from(values), { minLength: 1, maxLength })
/** One in `rarity` has it. */
const rarely = <T extends object>(rarity: number, values: Arbitrary<T>): Arbitrary<T | Record<string, never>> =>
  fc.oneof({ weight: 1, arbitrary: values }, { weight: rarity - 1, arbitrary: fc.constant({}) })

// Repeated words come up more often: with fewer of them the wildcards would decide nearly everything.
const verbs = ['create', 'create', 'create', 'get', 'get', 'list', 'impersonate', 'creat*', 'mint', '*']
const apiGroups = ['', '', '', '', 'apps', 'authentication.k8s.io', '*']
const resources = [
  ...['serviceaccounts', 'serviceaccounts/token', 'serviceaccounts/*', '*/token', 'token', '*/*', '*'],
  ...['secrets', 'secrets', 'pods', 'pods', 'pods/exec', '*/exec', 'namespaces', '/token', 'Secrets'],
]
const resourceNames = ['app', 'app', 'build', 'a', '*', 'ap*', '']
const urls = ['/healthz', '/healthz/*', '/healthz/**', '/api**', '/api*', '/api/*', '/*/v1', '/', '*']

const resourceRule = fc
  .tuple(
    fc.record({ verbs: someOf(verbs), apiGroups: someOf(apiGroups, 2), resources: someOf(resources) }),
    rarely(3, fc.record({ resourceNames: someOf(resourceNames, 2) })),
  )
  .map(([rule, names]): WrittenRule => ({ ...rule, ...names }))
const urlRule: Arbitrary<WrittenRule> = fc.record({ verbs: someOf(verbs), nonResourceURLs: someOf(urls, 2) })
const roleRules = fc.array(resourceRule, { maxLength: 2 })
const clusterRoleRules = fc.array(fc.oneof({ weight: 2, arbitrary: resourceRule }, { weight: 1, arbitrary: urlRule }), {
  maxLength: 2,
})

// Labels and selectors meet often enough for roles that are aggregated from aggregated ones, from themselves and in rings.
const labels = fc
  .record(
    { tier: from(['one', 'two']), team: from(['red', 'blue']), 'rbac.authorization.k8s.io/aggregate-to-view': from(['true']) },
    { requiredKeys: [] },
  )
  .map((some) => ({ ...some, [worldLabel]: 'true' }))
const ours = { key: worldLabel, operator: 'Exists' }
const selectors = from<object>([
  { matchLabels: { tier: 'one', team: 'red' } },
  { matchLabels: { tier: 'two', team: 'blue' } },
  { matchLabels: { team: 'nobody' } },
  { matchExpressions: [{ key: 'tier', operator: 'In', values: ['two', 'three'] }], matchLabels: { team: 'red' } },
  { matchExpressions: [ours, { key: 'tier', operator: 'DoesNotExist' }] },
  { matchExpressions: [ours, { key: 'team', operator: 'NotIn', values: ['red'] }] },
  { matchExpressions: [{ key: 'rbac.authorization.k8s.io/aggregate-to-view', operator: 'Exists' }] },
  { matchLabels: { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' } },
])
const aggregation = fc.record({ clusterRoleSelectors: fc.array(selectors, { minLength: 1, maxLength: 2 }) })

// Nobody has a role called `missing`; a Role and a ClusterRole may have one name.
const roleNames = ['r0', 'r1', 'r2', 'r3', 'r4']
const clusterRoleNames = [...roleNames, 'c0', 'c1', 'c2', 'c3', 'c4']
const aggregatedNames = ['g0', 'g1', 'g2', 'g3', 'g4']
const boundClusterRoles = [...clusterRoleNames, ...aggregatedNames, 'view', 'edit', 'missing']

const accounts = ['app', 'build', 'default']
const userNames = [
  ...['alice', 'bob', 'carol', 'dave', '*', 'system:anonymous'],
  ...['system:serviceaccount:a:app', 'system:serviceaccount:b:build', 'system:serviceaccount:a:app:x'],
  // Two names that are one to whoever joins the parts by a slash.
  ...['system:serviceaccount:a/b:c', 'system:serviceaccount:a:b/c', 'system:serviceaccount::app', 'a/app'],
]
const groupNames = ['devs', 'ops', 'alice', '*', 'system:serviceaccounts:a', 'system:serviceaccounts:a-b']
const wideGroups = ['system:serviceaccounts', 'system:authenticated', 'system:unauthenticated']

const placedAccount = fc.record({ kind: from(['ServiceAccount']), name: from(accounts), namespace: from(namespaces) })
// A name that no account can have, and a namespace that none can be in: bindings may name them all the same.
const oddAccount = fc.constantFrom(
  { kind: 'ServiceAccount', namespace: 'a/b', name: 'c' },
  { kind: 'ServiceAccount', namespace: 'a:app', name: 'x' },
)
const subject = fc.oneof(
  { weight: 6, arbitrary: placedAccount },
  { weight: 1, arbitrary: oddAccount },
  { weight: 6, arbitrary: fc.record({ kind: from(['User']), name: from(userNames) }) },
  { weight: 5, arbitrary: fc.record({ kind: from(['Group']), name: from(groupNames) }) },
  { weight: 1, arbitrary: fc.record({ kind: from(['Group']), name: from(wideGroups) }) },
)
const bareAccount = fc.record({ kind: from(['ServiceAccount']), name: from(accounts) })

const apiVersion = 'rbac.authorization.k8s.io/v1'
const roleRef = (kind: string, names: readonly string[]) =>
  fc.record({ apiGroup: from(['rbac.authorization.k8s.io']), kind: from([kind]), name: from(names) })
const written = <T extends object>(kind: string, name: string, namespace: string | undefined, body: Arbitrary<T>) =>
  fc.tuple(labels, body).map(([labelled, rest]) => ({
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels: labelled },
    ...rest,
  }))
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)

const worlds: Arbitrary<readonly WrittenObject[]> = fc.tuple(
  ...clusterRoleNames.map((name) => written('ClusterRole', name, undefined, fc.record({ rules: clusterRoleRules }))),
  ...aggregatedNames.map((name) => written('ClusterRole', name, undefined, fc.record({ aggregationRule: aggregation }))),
  ...namespaces.flatMap((namespace) =>
    roleNames.map((name) => written('Role', name, namespace, fc.record({ rules: roleRules }))),
  ),
  ...numbered('cluster-wide-', 12).map((name) =>
    written(
      'ClusterRoleBinding',
      name,
      undefined,
      fc.record({ roleRef: roleRef('ClusterRole', boundClusterRoles), subjects: fc.array(subject, { maxLength: 2 }) }),
    ),
  ),
  ...namespaces.flatMap((namespace) =>
    numbered('within-', 12).map((name) =>
      written(
        'RoleBinding',
        name,
        namespace,
        fc.record({
          roleRef: fc.oneof(roleRef('ClusterRole', boundClusterRoles), roleRef('Role', [...roleNames, 'missing', 'c0'])),
          subjects: fc.array(fc.oneof({ weight: 3, arbitrary: subject }, { weight: 1, arbitrary: bareAccount }), {
            maxLength: 3,
          }),
        }),
      ),
    ),
  ),
)

// With the groups that authentication gives, and sometimes without: a review takes any.
const users: Arbitrary<UserInfo> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(from(namespaces), from(accounts)).map(([namespace, name]) => ({
      name: `system:serviceaccount:${namespace}:${name}`,
      groups: accountGroups({ namespace, name }),
    })),
  },
  {
    weight: 5,
    arbitrary: fc
      .record({ name: from(userNames), groups: fc.uniqueArray(from(groupNames), { maxLength: 2 }) })
      .map(({ name, groups }) => ({ name, groups: [...groups, 'system:authenticated'] })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: from(userNames),
      groups: fc.uniqueArray(from([...groupNames, ...wideGroups, 'system:masters']), { maxLength: 3 }),
    }),
  },
)

const places = ['', ...namespaces, 'elsewhere']
const resourceParts = fc.record({
  verb: from(verbs),
  apiGroup: from(apiGroups),
  resource: from(['serviceaccounts', 'serviceaccounts', 'secrets', 'pods', 'namespaces', 'token', '*', '']),
  subresource: from(['', '', 'token', 'exec', '*']),
  namespace: from(places),
  name: from(['', ...resourceNames]),
})
const resourceRequest: Arbitrary<Request> = resourceParts.map((parts) => ({ kind: 'resource', ...parts }))

const paths = ['/', '/healthz', '/healthz/', '/healthz/ping', '/healthzz', '/api', '/api/', '/api/v1', '/apis', '/version', '*']
const pathParts = fc.record({ verb: from(verbs), path: from(paths) })
const nonResourceRequest: Arbitrary<Request> = pathParts.map((parts) => ({ kind: 'nonResource', ...parts }))

function userNear({ kind, name, namespace }: WrittenSubject, otherNamespace: string): Arbitrary<UserInfo> {
  if (kind === 'Group') return users.map((user) => ({ ...user, groups: [...user.groups, name] }))
  const asAccount = `system:serviceaccount:${namespace ?? otherNamespace}:${name}`
  return fc.constant({ name: kind === 'User' ? name : asAccount, groups: ['system:authenticated'] })
}

/** A request that a rule allows, but for a word here and there. */
function requestNear(rule: WrittenRule, namespace: string | undefined): Arbitrary<Request> {
  const verb = mostly(rule.verbs, from(verbs))
  if (rule.nonResourceURLs !== undefined) {
    return fc
      .record({ verb, path: mostly(rule.nonResourceURLs.flatMap(pathsNear), from(paths)) })
      .map((parts) => ({ kind: 'nonResource', ...parts }))
  }
  return fc
    .record({
      verb,
      apiGroup: mostly(rule.apiGroups, from(apiGroups)),
      entry: mostly(rule.resources, from(resources)),
      namespace: mostly(namespace === undefined ? [] : [namespace], from(places)),
      name: mostly(rule.resourceNames, from(['', ...resourceNames])),
    })
    .map(({ entry, ...parts }) => {
      const [resource = '', subresource = ''] = entry.split('/')
      return { kind: 'resource', ...parts, resource, subresource }
    })
}

const pathsNear = (url: string): readonly string[] => ['', '*', 'v1'].map((end) => url.replace(/\*+$/, end))

/** One of the words, but now and then something else; where there are no words, anything does. */
function mostly(words: readonly string[] = [], otherwise: Arbitrary<string>): Arbitrary<string> {
  if (words.length === 0) return otherwise
  return fc.oneof({ weight: 9, arbitrary: from(words) }, { weight: 1, arbitrary: otherwise })
}
