// Somebody who tries everything: roles and bindings are written as the API server lets one write them (pkg/registry/rbac,
// policybased), every state that comes of it is visited, and in each the authorizer is asked. Slow, and obvious.
import type { AccountRef, BindingObject, PolicyRule, RoleObject } from '../kube/index.ts'
import { inventoryOf, type Plain } from './cluster.cases.ts'
import { indexGrants, type GrantedRule } from './grants.ts'
import type { ResourceRequest } from './request.ts'
import { ruleAllows } from './rule-allows.ts'

type RoleKind = 'Role' | 'ClusterRole'

interface RoleState {
  /** What it was written to be. */
  readonly as: string
  readonly rules: readonly PolicyRule[]
  /** Names of the roles that it feeds, by its label. */
  readonly feeds: readonly string[]
  /** The label that it gathers by; absent: it gathers nothing. */
  readonly gathers?: string
}

interface BindingState {
  readonly role: string
  readonly subjects: BindingObject['subjects']
}

/** Roles by `/name` or `namespace/name`, bindings likewise. */
interface State {
  readonly roles: ReadonlyMap<string, RoleState>
  readonly bindings: ReadonlyMap<string, BindingState>
  /** Bindings that were made under the only name that was allowed: no second one is made, once it is deleted. */
  readonly spent: ReadonlySet<string>
  readonly steps: readonly string[]
}

const group = 'rbac.authorization.k8s.io'
const mostStates = 400
const full: readonly PolicyRule[] = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] }]
/** Whatever a role may be called that nobody has called so. */
const freshRoles = ['new1', 'new2']

/** What trying it out has come to. */
export interface Tried {
  readonly reached: ReadonlySet<string>
  /** The steps to an account. */
  how(account: string): readonly string[]
  /** Whether every state was visited. */
  readonly whole: boolean
}

/** @param user - a user's name; nobody else acts */
export function reachedByWriting(objects: readonly Plain[], user: string, accounts: readonly AccountRef[]): Tried {
  const { roles, bindings, nodes } = read(objects)
  const how = new Map<string, readonly string[]>()
  const seen = new Set<string>()
  const open: State[] = []
  const visit = (state: State): void => {
    const settled = bindFreely(gathered(state), user)
    const key = keyOf(settled)
    if (seen.has(key)) return
    seen.add(key)
    open.push(settled)
    const may = askerOf(settled, user)
    for (const ref of accounts) {
      const text = `${ref.namespace}/${ref.name}`
      if (!how.has(text) && obtains(ref, may, nodes)) how.set(text, settled.steps)
    }
  }
  visit({ roles, bindings, spent: new Set(), steps: [] })
  for (let state = open.pop(); state !== undefined && seen.size < mostStates; state = open.pop()) {
    if (how.size === accounts.length) break
    for (const next of choicesIn(state, user)) visit(next)
  }
  return {
    reached: new Set(how.keys()),
    how: (text) => how.get(text) ?? [],
    whole: seen.size < mostStates || how.size === accounts.length,
  }
}

type Asker = (verb: string, resource: string, namespace: string, name?: string, apiGroup?: string) => boolean

type Rules = readonly GrantedRule[]

const known = new WeakMap<State, Rules>()

/** What the user may do. */
function rulesIn(state: State, user: string): Rules {
  const before = known.get(state)
  if (before !== undefined) return before
  const named = (kind: string, key: string): Pick<RoleObject, 'ref' | 'meta'> => {
    const [namespace = '', name = ''] = key.split('/')
    const ref = { apiVersion: `${group}/v1`, kind, ...(namespace === '' ? {} : { namespace }), name }
    return { ref, meta: { name, labels: new Map(), annotations: {}, ownerReferences: [] } }
  }
  const kindOf = (key: string, kind: string): string => (key.startsWith('/') ? `Cluster${kind}` : kind)
  const grants = indexGrants(
    [...state.roles].map(([key, { rules }]): RoleObject => ({ is: 'role', ...named(kindOf(key, 'Role'), key), rules })),
    [...state.bindings].map(([key, { role, subjects }]): BindingObject => {
      const roleRef = { kind: kindOf(role, 'Role'), name: role.slice(role.indexOf('/') + 1) }
      return { is: 'binding', ...named(kindOf(key, 'RoleBinding'), key), roleRef, subjects }
    }),
  )
  const rules = grants.rulesOfUser({ name: user, groups: ['system:authenticated'] }).value
  known.set(state, rules)
  return rules
}

function askerOf(state: State, user: string): Asker {
  const rules = rulesIn(state, user)
  return (verb, resource, namespace, name = '', apiGroup = group) => {
    const [plain = '', subresource = ''] = resource.split('/')
    const request: ResourceRequest = { kind: 'resource', verb, apiGroup, resource: plain, subresource, namespace, name }
    return rules.some(
      (granted) => (granted.namespace === undefined || granted.namespace === namespace) && ruleAllows(granted.rule, request),
    )
  }
}

/** Whether an account's token can be had at once. */
function obtains({ namespace, name }: AccountRef, may: Asker, nodes: ReadonlySet<string>): boolean {
  const core = (verb: string, resource: string, named?: string, at = namespace): boolean => may(verb, resource, at, named, '')
  if (core('create', 'serviceaccounts/token', name) || core('create', 'pods')) return true
  if (core('create', 'secrets') && core('get', 'secrets', 'x')) return true
  const volume = (at: string): boolean => core('create', 'persistentvolumeclaims', '', at) && core('create', 'pods', '', at)
  return nodes.has(`${namespace}/${name}`) && core('create', 'persistentvolumes', '', '') && ['a', 'b'].some(volume)
}

/** Upstream's BreakdownRule and Covers (component-helpers auth/rbac/validation). */
function covers(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): boolean {
  const has = (list: readonly string[], value: string): boolean => list.includes('*') || list.includes(value)
  return wanted.every((rule) =>
    rule.apiGroups.every((apiGroup) =>
      rule.resources.every((resource) =>
        rule.verbs.every((verb) =>
          (rule.resourceNames.length === 0 ? [undefined] : rule.resourceNames).every((name) =>
            owned.some(
              (own) =>
                has(own.verbs, verb) &&
                has(own.apiGroups, apiGroup) &&
                has(own.resources, resource) &&
                (own.resourceNames.length === 0 || (name !== undefined && own.resourceNames.includes(name))),
            ),
          ),
        ),
      ),
    ),
  )
}

function holds(state: State, user: string, namespace: string, wanted: readonly PolicyRule[]): boolean {
  const owned = rulesIn(state, user).filter((granted) => granted.namespace === undefined || granted.namespace === namespace)
  return covers(
    owned.map(({ rule }) => rule),
    wanted,
  )
}

/** The rules of aggregated roles, as the controller writes them. */
function gathered(state: State): State {
  const roles = new Map(state.roles)
  for (let round = 0; round < roles.size; round++)
    for (const [key, role] of roles) {
      const { gathers } = role
      if (gathers === undefined) continue
      const rules = [...roles].flatMap(([other, { feeds, rules: fed }]) =>
        other !== key && other.startsWith('/') && feeds.includes(gathers) ? fed : [],
      )
      roles.set(key, { ...role, rules })
    }
  return { ...state, roles }
}

function mayBind(state: State, may: Asker, user: string, namespace: string, role: string): boolean {
  const [ofRole = '', name = ''] = role.split('/')
  if (may('bind', ofRole === '' ? 'clusterroles' : 'roles', namespace, name)) return true
  const there = state.roles.get(role)
  return there !== undefined && holds(state, user, namespace, there.rules)
}

function rolesBindable(state: State, namespace: string): readonly string[] {
  const wanted = ['/x', `${namespace}/x`, ...state.roles.keys()]
  return [...new Set(wanted)].filter((key) => key.startsWith('/') || (namespace !== '' && key.startsWith(`${namespace}/`)))
}

/** Bindings that cost nothing: made by POST under names that are free, and joined. To be bound to more never does harm. */
function bindFreely(start: State, user: string): State {
  const self = { kind: 'User', name: user }
  let state = start
  for (let before = ''; before !== keyOf(state);) {
    before = keyOf(state)
    const may = askerOf(state, user)
    const bindings = new Map(state.bindings)
    const steps = [...state.steps]
    for (const namespace of ['', 'a', 'b']) {
      const resource = namespace === '' ? 'clusterrolebindings' : 'rolebindings'
      for (const role of rolesBindable(state, namespace)) {
        const key = `${namespace}/free ${role.replace('/', ' ')}`
        if (bindings.has(key) || !may('create', resource, namespace) || !mayBind(state, may, user, namespace, role)) continue
        bindings.set(key, { role, subjects: [self] })
        steps.push(`bind ${role} in ${namespace}`)
      }
    }
    for (const [key, { role, subjects }] of state.bindings) {
      const [namespace = '', name = ''] = key.split('/')
      const resource = namespace === '' ? 'clusterrolebindings' : 'rolebindings'
      if (subjects.some((subject) => subject.name === user)) continue
      if (!['update', 'patch'].some((verb) => may(verb, resource, namespace, name))) continue
      if (!mayBind(state, may, user, namespace, role)) continue
      bindings.set(key, { role, subjects: [...subjects, self] })
      steps.push(`join ${key}`)
    }
    state = { ...state, bindings, steps }
  }
  return state
}

/** What a role can be written to be, that could help: nothing, everything, or whatever another one feeds it. */
const contents: readonly RoleState[] = [
  { as: 'empty', rules: [], feeds: ['fed', 'own'] },
  { as: 'full', rules: full, feeds: ['fed', 'own'] },
  { as: 'gathering', rules: [], feeds: [], gathers: 'own' },
]

/** Everything that can be done next and can stand in the way of something else. */
function* choicesIn(state: State, user: string): Generator<State> {
  const may = askerOf(state, user)
  for (const namespace of ['', 'a', 'b']) {
    const kind: RoleKind = namespace === '' ? 'ClusterRole' : 'Role'
    const resource = namespace === '' ? 'clusterroles' : 'roles'
    const mentioned = namespace === '' ? ['x', 'fed', ...freshRoles] : ['r', 'x', ...freshRoles]
    const names = new Set([
      ...mentioned,
      ...[...state.roles.keys()].flatMap((key) => (key.startsWith(`${namespace}/`) ? [key.slice(namespace.length + 1)] : [])),
    ])
    for (const name of names) {
      const key = `${namespace}/${name}`
      const before = state.roles.get(key)
      const changes = ['update', 'patch'].some((verb) => may(verb, resource, namespace, name))
      for (const content of contents) {
        if (kind === 'Role' && content.gathers !== undefined) continue
        const written = (step: string): State => ({
          ...state,
          roles: new Map([...state.roles, [key, content]]),
          steps: [...state.steps, `${step} ${key} ${content.as}`],
        })
        const passes = (asName: string): boolean =>
          may('escalate', resource, namespace, asName) ||
          (content.gathers === undefined && before?.gathers === undefined && holds(state, user, namespace, content.rules))
        if (before === undefined && may('create', resource, namespace) && passes('')) yield written('post')
        const creates = before !== undefined || may('create', resource, namespace, name)
        if (changes && creates && passes(name)) yield written('put')
      }
      if (before !== undefined && (may('delete', resource, namespace, name) || may('deletecollection', resource, namespace))) {
        const roles = new Map(state.roles)
        roles.delete(key)
        yield { ...state, roles, steps: [...state.steps, `delete ${key}`] }
      }
    }
  }
  for (const namespace of ['', 'a', 'b']) {
    const resource = namespace === '' ? 'clusterrolebindings' : 'rolebindings'
    for (const name of ['y', 'b0']) {
      const key = `${namespace}/${name}`
      if (state.bindings.has(key)) {
        if (!may('delete', resource, namespace, name) && !may('deletecollection', resource, namespace)) continue
        const bindings = new Map(state.bindings)
        bindings.delete(key)
        yield { ...state, bindings, steps: [...state.steps, `delete binding ${key}`] }
        continue
      }
      if (state.spent.has(key) || !may('create', resource, namespace, name)) continue
      if (!['update', 'patch'].some((verb) => may(verb, resource, namespace, name))) continue
      for (const role of rolesBindable(state, namespace))
        if (mayBind(state, may, user, namespace, role)) {
          const made: BindingState = { role, subjects: [{ kind: 'User', name: user }] }
          const bindings = new Map([...state.bindings, [key, made]])
          yield { ...state, bindings, spent: new Set([...state.spent, key]), steps: [...state.steps, `put ${key} to ${role}`] }
        }
    }
  }
}

/** What states differ in: what feeds what follows from it. */
function keyOf({ roles, bindings, spent }: State): string {
  return [
    ...[...spent].sort(),
    ...[...roles].map(([key, { as }]) => `${key} ${as}`).sort(),
    ...[...bindings].map(([key, { role, subjects }]) => `${key} ${role} ${subjects.length}`).sort(),
  ].join('\n')
}

function read(objects: readonly Plain[]): {
  readonly roles: ReadonlyMap<string, RoleState>
  readonly bindings: ReadonlyMap<string, BindingState>
  /** Accounts of pods that run on some node. */
  readonly nodes: ReadonlySet<string>
} {
  const { roles, bindings, workloads } = inventoryOf(objects)
  const at = (ref: { readonly namespace?: string; readonly name: string }): string => `${ref.namespace ?? ''}/${ref.name}`
  return {
    roles: new Map(
      roles.map(({ ref, rules, aggregationRule }): readonly [string, RoleState] => {
        const [selector] = aggregationRule?.clusterRoleSelectors ?? []
        if (selector === undefined) return [at(ref), { as: 'found', rules, feeds: [] }]
        const gathers = selector.matchExpressions.length === 0 ? selector.matchLabels.get('feeds') : undefined
        return [at(ref), { as: 'found', rules, feeds: [], gathers: gathers ?? 'what nobody can be' }]
      }),
    ),
    bindings: new Map(
      bindings.map(({ ref, roleRef, subjects }): readonly [string, BindingState] => [
        at(ref),
        {
          role: `${roleRef.kind === 'Role' ? (ref.namespace ?? '') : ''}/${roleRef.name}`,
          subjects,
        },
      ]),
    ),
    nodes: new Set(
      workloads.flatMap(({ ref, pods }) => pods.map((one) => `${ref.namespace ?? ''}/${one.spec.serviceAccountName ?? ''}`)),
    ),
  }
}
