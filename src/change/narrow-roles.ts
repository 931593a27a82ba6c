// `edit` and `admin` make tokens of, and impersonate, every account of the namespace. Their rules are gathered from other roles and
// restored, so that they can't be edited: a role with all but those rights takes their place in each binding.
import { sameJson } from '../base/index.ts'
import { takeInventory } from '../inventory/index.ts'
import { formatRef, refKey, type BindingObject, type ObjectRef, type PolicyRule, type RoleObject } from '../kube/index.ts'
import { findGrants, indexGrants, isPlatformSubject, ruleAllows, terrainOf, type Request } from '../rbac/index.ts'
import { danglingSubjects, platformOwner, subjectName } from '../verdict/index.ts'
import type { Block } from './draft.ts'
import { rbacVersion, ruleValue } from './live-role.ts'
import { ofPlatform, type PlanBench } from './plan-bench.ts'

const replaceable: ReadonlySet<string> = new Set(['admin', 'edit'])

/** Whether a role is one that a narrow one takes the place of. */
export function isReplaceable({ kind, name }: { readonly kind: string; readonly name: string }): boolean {
  return kind === 'ClusterRole' && replaceable.has(name)
}

/** A role that takes the place of another. */
export interface NarrowRole {
  readonly ref: ObjectRef
  readonly of: RoleObject
  readonly rules: readonly PolicyRule[]
  /** Whether the cluster has it already, as it is to be. */
  readonly exists: boolean
  /** What it still opens, as ids of routes. */
  readonly opens: readonly string[]
}

/** A binding to be replaced, or why it can't be. */
export type Replacement =
  | {
      readonly kind: 'ready'
      readonly binding: BindingObject
      readonly role: NarrowRole
      readonly subjects: BindingObject['subjects']
    }
  | { readonly kind: 'blocked'; readonly binding: BindingObject; readonly why: Block }

const known = new WeakMap<PlanBench, readonly Replacement[]>()

/** Every binding of somebody to `edit` or `admin`; worked out once for a plan. */
export function replacements(bench: PlanBench): readonly Replacement[] {
  const all = known.get(bench) ?? findReplacements(bench)
  known.set(bench, all)
  return all
}

function findReplacements(bench: PlanBench): readonly Replacement[] {
  const roles = new Map<string, NarrowRole | Block>()
  return bench.inventory.bindings
    .filter(({ ref, roleRef }) => isReplaceable(roleRef) && bench.isAsked(ref))
    .flatMap((binding): readonly Replacement[] => {
      const why = blockOf(binding)
      if (why !== undefined) return [{ kind: 'blocked', binding, why }]
      // Whoever is not there does nothing, and is taken out of bindings by another remedy.
      const dangling = danglingSubjects(binding, bench.inventory)
      const subjects = binding.subjects.filter((subject) => !dangling.includes(subject))
      if (subjects.length === 0) return []
      const role = roles.get(binding.roleRef.name) ?? narrowRole(binding.roleRef.name, bench)
      roles.set(binding.roleRef.name, role)
      return 'kind' in role ? [{ kind: 'blocked', binding, why: role }] : [{ kind: 'ready', binding, role, subjects }]
    })
}

function blockOf(binding: BindingObject): Block | undefined {
  if (platformOwner(binding.ref.namespace ?? 'default', binding.meta) !== undefined) return ofPlatform
  const platform = binding.subjects.find((subject) => isPlatform(subject, binding))
  if (platform === undefined) return undefined
  return { ...ofPlatform, reason: `${platform.kind} ${platform.name} belongs to Kubernetes or to the platform` }
}

function isPlatform(subject: BindingObject['subjects'][number], binding: BindingObject): boolean {
  const { kind, name } = subject
  if (kind === 'User' || kind === 'Group') return isPlatformSubject({ kind, name })
  if (kind !== 'ServiceAccount') return false
  const [namespace = ''] = subjectName(subject, binding).split('/')
  return isPlatformSubject({ kind, namespace, name })
}

function narrowRole(name: string, bench: PlanBench): NarrowRole | Block {
  const { inventory } = bench
  const of = inventory.roles.find(({ ref }) => ref.kind === 'ClusterRole' && ref.name === name)
  if (of === undefined || !inventory.complete.has('clusterroles'))
    return {
      kind: 'couldNotTell',
      reason: `the rules of ClusterRole ${name} are not all in the input`,
      remedy: 'plan from a live cluster, or a snapshot of it',
    }
  const rules = withoutDirect(bench.grants().rulesOfRole(of))
  if (rules === undefined)
    return {
      kind: 'needsDecision',
      reason: `a rule of ClusterRole ${name} gives the right by \`*\`, and RBAC can take nothing out of that`,
      remedy: 'bind a role that writes out what is needed',
    }
  const ref: ObjectRef = { apiVersion: rbacVersion, kind: 'ClusterRole', name: `sparekey-${name}-without-tokens` }
  const there = inventory.roles.find((role) => refKey(role.ref) === refKey(ref))
  if (there !== undefined && !sameJson(there.rules.map(ruleValue), rules.map(ruleValue)))
    return {
      kind: 'needsDecision',
      reason: `${formatRef(ref)} exists with other rules than ClusterRole ${name} has now without tokens`,
      remedy: 'look at what differs, and edit or delete it',
    }
  return { ref, of, rules, exists: there !== undefined, opens: opensOf(ref, rules, bench.minor) }
}

const request = (verb: string, apiGroup: string, resource: string, subresource = ''): Request => ({
  kind: 'resource',
  verb,
  apiGroup,
  resource,
  subresource,
  namespace: '',
  name: '',
})

/** To make a token of an account, or to act as somebody, with nothing in between. */
const direct: readonly Request[] = [
  request('create', '', 'serviceaccounts', 'token'),
  ...['serviceaccounts', 'users', 'groups'].map((resource) => request('impersonate', '', resource)),
  ...['serviceaccounts', 'users', 'groups', 'uids', 'userextras'].flatMap((resource) =>
    [
      'impersonate',
      'impersonate:serviceaccount',
      'impersonate:user-info',
      'impersonate:arbitrary-node',
      'impersonate:associated-node',
    ].map((verb) => request(verb, 'authentication.k8s.io', resource)),
  ),
]

/** The rules without every part that gives it; `undefined` where a `*` does. */
export function withoutDirect(rules: readonly PolicyRule[]): readonly PolicyRule[] | undefined {
  const kept = rules
    .map((rule) => ({
      ...rule,
      verbs: rule.verbs.filter((verb) => !/^impersonate(:|-on:|$)/.test(verb)),
      resources: rule.resources.filter((resource) => resource !== 'serviceaccounts/token'),
    }))
    .filter(({ verbs, resources, nonResourceURLs }) => verbs.length > 0 && (resources.length > 0 || nonResourceURLs.length > 0))
  const named = kept.map((rule) => ({ ...rule, resourceNames: [] }))
  return named.some((rule) => direct.some((one) => ruleAllows(rule, one))) ? undefined : kept
}

/** The routes that a role still opens where it is bound in a namespace. */
function opensOf(ref: ObjectRef, rules: readonly PolicyRule[], minor: number | undefined): readonly string[] {
  const meta = { name: ref.name, labels: new Map<string, string>(), annotations: {}, ownerReferences: [] }
  const binding: ObjectRef = { apiVersion: rbacVersion, kind: 'RoleBinding', namespace: 'default', name: ref.name }
  const grants = indexGrants(
    [{ is: 'role', ref, meta, rules }],
    [{ is: 'binding', ref: binding, meta, roleRef: ref, subjects: [{ kind: 'User', name: 'somebody' }] }],
  )
  const world = takeInventory({ objects: [], complete: new Set(), gaps: [], assumptions: new Set() })
  return [...new Set(findGrants(grants, terrainOf(world, grants, minor)).map(({ route }) => route.id))]
}
