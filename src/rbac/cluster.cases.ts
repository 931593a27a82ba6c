// Small clusters in few words, for the tests of this room: who is bound where to which rights, and what there is to reach.
import assert from 'node:assert/strict'
import { takeInventory, type Inventory } from '../inventory/index.ts'
import { decodeObject } from '../kube/index.ts'
import { findGrants } from './find-grants.ts'
import type { Grant } from './grant.ts'
import { indexGrants, type Grants } from './grants.ts'
import type { GrantSubject } from './identity.ts'
import type { Target } from './landing.ts'
import { terrainOf, type Terrain } from './terrain.ts'

/** An object as the API server would show it. */
export type Plain = Readonly<Record<string, unknown>>

/** A rule: `verbs resources`, and `=names` behind the resources; of the core group unless they begin with `group:`. Or a URL. */
export function rule(text: string): Plain {
  const [verbs = '', what = ''] = text.split(' ')
  if (what.startsWith('/')) return { verbs: verbs.split(','), nonResourceURLs: [what] }
  const [qualified = '', names] = what.split('=')
  const [resources = '', apiGroup = ''] = qualified.split(':').reverse()
  return {
    verbs: verbs.split(','),
    apiGroups: [apiGroup],
    resources: resources.split(','),
    ...(names === undefined ? {} : { resourceNames: names.split(',') }),
  }
}

const rbac = 'rbac.authorization.k8s.io/v1'

/** `a/s` is an account, `@g` a group, anything else a user. */
export function subject(text: string): Plain {
  if (text.startsWith('@')) return { kind: 'Group', name: text.slice(1) }
  const [namespace, name] = text.split('/')
  return name === undefined ? { kind: 'User', name: text } : { kind: 'ServiceAccount', namespace, name }
}

/** A ClusterRole `name`, or a Role `namespace/name`. */
export function role(name: string, ...rules: readonly string[]): Plain {
  const [plain, namespace] = name.split('/').reverse()
  return {
    apiVersion: rbac,
    kind: namespace === undefined ? 'ClusterRole' : 'Role',
    metadata: { name: plain, ...(namespace === undefined ? {} : { namespace }) },
    rules: rules.map(rule),
  }
}

/** A ClusterRoleBinding `name`, or a RoleBinding `namespace/name`, to a ClusterRole or, with a slash in front, to a Role there. */
export function bind(name: string, to: string, ...subjects: readonly string[]): Plain {
  const [plain, namespace] = name.split('/').reverse()
  return {
    apiVersion: rbac,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name: plain, ...(namespace === undefined ? {} : { namespace }) },
    roleRef: to.startsWith('/') ? { kind: 'Role', name: to.slice(1) } : { kind: 'ClusterRole', name: to },
    subjects: subjects.map(subject),
  }
}

/** A subject with rights of its own: in a namespace, or (`*`) everywhere. */
export function has(who: string, where: string, ...rules: readonly string[]): readonly Plain[] {
  const name = `${who} ${where} ${rules.join(' ')}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return [role(name, ...rules), bind(where === '*' ? name : `${where}/${name}`, name, who)]
}

/** The account `namespace/name`. */
export function account(name: string): Plain {
  const [namespace, plain] = name.split('/')
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name: plain } }
}

/** The pod `namespace/name` that runs as an account, on a node if one is given. */
export function pod(name: string, serviceAccountName: string, nodeName?: string, more: object = {}): Plain {
  const [namespace, plain] = name.split('/')
  const spec = { serviceAccountName, containers: [{ name: 'app' }], ...(nodeName === undefined ? {} : { nodeName }), ...more }
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name: plain }, spec }
}

/** The Secret `namespace/name` with a token of an account. */
export function tokenSecret(name: string, of: string): Plain {
  const [namespace, plain] = name.split('/')
  const annotations = { 'kubernetes.io/service-account.name': of }
  const type = 'kubernetes.io/service-account-token'
  return { apiVersion: 'v1', kind: 'Secret', type, metadata: { namespace, name: plain, annotations } }
}

/** Everything that routes can end in; without `serviceaccounts` further accounts may exist, and so on. */
export const everything: readonly string[] = [
  ...['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
  ...['serviceaccounts', 'pods', 'secrets', 'csidrivers'],
]

/** What an input of these objects comes to. */
export function inventoryOf(objects: readonly Plain[], complete: readonly string[] = everything): Inventory {
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

/** A cluster with every grant in it. */
export interface Found {
  readonly grants: Grants
  readonly terrain: Terrain
  readonly found: readonly Grant[]
}

/** @param minor - of Kubernetes 1.x; `undefined` where it is not known */
export function findIn(objects: readonly Plain[], minor?: number, complete?: readonly string[]): Found {
  const inventory = inventoryOf(objects, complete)
  const grants = indexGrants(inventory.roles, inventory.bindings)
  const terrain = terrainOf(inventory, grants, minor)
  return { grants, terrain, found: findGrants(grants, terrain) }
}

/** A subject as `subject` reads it. */
export function subjectText(of: GrantSubject): string {
  return of.kind === 'ServiceAccount' ? `${of.namespace}/${of.name}` : of.kind === 'Group' ? `@${of.name}` : of.name
}

/** An account is `a/s`; those of a namespace, of a name, and all have stars for what is open. */
export function targetText(target: Target): string {
  switch (target.scope) {
    case 'serviceAccount':
      return `${target.namespace ?? '*'}/${target.name}`
    case 'namespace':
      return `${target.namespace}/*`
    case 'node':
      return `node ${target.name}`
    case 'cluster':
      return target.identity === undefined ? '*' : `as ${subjectText(target.identity)}`
  }
}

/** A grant in one line: subject, route, target, how many of it exist, and what it needs besides. */
export function grantLine({ subject: of, route, landing, terms }: Grant): string {
  const needs = terms.besides === undefined || terms === route ? '' : '; needs more'
  return `${subjectText(of)} ${route.id} ${targetText(landing.target)} ${landing.existing ?? '?'}${needs}`
}
