// The roles that every cluster has, as upstream makes them: the API server puts their rules back whenever it starts, unless somebody
// forbade it (plugin/pkg/auth/authorizer/rbac/bootstrappolicy). A cluster may have added rules; manifests never show any of them.
import { sortedBy } from '../../base/index.ts'
import { emptyMeta, keys, type RoleObject } from '../../kube/index.ts'
import { componentRoles } from './component-roles.ts'
import { controllerRoles } from './controller-roles.ts'
import { parseRule } from './rule-text.ts'
import { userFacingRoles } from './user-facing-roles.ts'

/** The version of Kubernetes that the tables were read from. */
export const upstreamRelease = '1.36.3'

const aggregateTo = (name: string) => `rbac.authorization.k8s.io/aggregate-to-${name}`

/** Aggregated roles: each gathers what carries the label that is named for it. */
const aggregated: ReadonlySet<string> = new Set(['admin', 'edit', 'view'])

/** Which aggregated role gathers a role, by its label. */
const feeds: Readonly<Record<string, string>> = {
  edit: 'admin',
  view: 'edit',
  'system:aggregate-to-admin': 'admin',
  'system:aggregate-to-edit': 'edit',
  'system:aggregate-to-view': 'view',
}

const apiVersion = 'rbac.authorization.k8s.io/v1'
let known: readonly RoleObject[] | undefined

/** All of them, by kind and name; aggregated ones have no rules of their own. Read from the tables when they are first asked for. */
export function upstreamRoles(): readonly RoleObject[] {
  known ??= sortedBy(
    [userFacingRoles, componentRoles, controllerRoles].flatMap((table) =>
      Object.entries(table).map(([name, rules]) => roleOf(name, rules)),
    ),
    ({ ref }) => [ref.kind, ref.namespace, ref.name],
  )
  return known
}

function roleOf(qualified: string, rules: readonly string[]): RoleObject {
  // No ClusterRole of upstream's has a slash in its name.
  const [name = '', namespace] = qualified.split('/').reverse()
  const ref = namespace === undefined ? { apiVersion, kind: 'ClusterRole', name } : { apiVersion, kind: 'Role', namespace, name }
  const fed = namespace === undefined ? feeds[name] : undefined
  const gathers = namespace === undefined && aggregated.has(name)
  return {
    is: 'role',
    ref,
    meta: {
      ...emptyMeta,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: new Map([
        [keys.bootstrapping, 'rbac-defaults'],
        ...(fed === undefined ? [] : [[aggregateTo(fed), 'true'] as const]),
      ]),
    },
    rules: rules.map(parseRule),
    ...(gathers
      ? {
          aggregationRule: {
            clusterRoleSelectors: [{ matchLabels: new Map([[aggregateTo(name), 'true']]), matchExpressions: [] }],
          },
        }
      : {}),
  }
}
