// Puts a corpus' roles and bindings to the routes, and names who obtains a token by some of them.
import { takeInventory } from '../inventory/index.ts'
import { findGrants, powerOf, subjectKey, terrainOf, type Grant, type GrantSubject, type Power } from '../rbac/index.ts'
import { grantsOfManifests, named, worldOf, type World } from './ask.cases.ts'

/** The minor version of Kubernetes 1.x whose routes are asked about, where a corpus is not about an older one. */
const latest = 36

/** Everything that the routes find in a world of which nothing is known to be complete. */
function foundIn(world: World, minor: number): readonly Grant[] {
  const grants = grantsOfManifests(world)
  return findGrants(grants, terrainOf(takeInventory({ ...world, complete: new Set(), assumptions: new Set() }), grants, minor))
}

/** Those who have one of the routes, as `kind:name`; what a role gives that they could bind to themselves does not count. */
export function holders(world: World, routes: readonly string[], minor: number = latest): string {
  const keys = foundIn(world, minor).flatMap(({ route, subject }) => (routes.includes(route.id) ? [subjectKey(subject)] : []))
  return named([...new Set(keys)])
}

/** The names of bindings that open one of the routes to an account. */
export function bindingsOpening(world: World, routes: readonly string[]): string {
  const names = foundIn(world, latest).flatMap(({ route, subject, supports }) =>
    routes.includes(route.id) && subject.kind === 'ServiceAccount' ? supports.flat(2).map((via) => via.binding.name) : [],
  )
  return named([...new Set(names)])
}

/**
 * A role alone, as somebody has it: each role of the world bound to a user of the role's name, a ClusterRole everywhere.
 * Bindings that the world has itself are left out.
 */
function eachBound(world: World): World {
  const roles = world.objects.flatMap(({ object }) => (object.is === 'role' ? [object] : []))
  const bindings = roles.map(({ ref }) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: `${ref.kind}Binding`,
    metadata: { name: ref.name, ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }) },
    roleRef: { kind: ref.kind, name: ref.name },
    subjects: [{ kind: 'User', name: ref.name }],
  }))
  const objects = roles.map((object) => ({ object }))
  return { ...world, objects: [...objects, ...worldOf(bindings).objects] }
}

/** The names of roles that open one of the routes to whoever has them. */
export function rolesOpening(world: World, routes: readonly string[], minor: number = latest): string {
  return holders(eachBound(world), routes, minor).replaceAll('User:', '')
}

/** The names of bindings by which somebody may do everything. */
export function bindingsOfEverything(world: World): string {
  const bindings = world.objects.filter(({ object }) => object.is === 'binding')
  return named(
    bindings.flatMap((one) => {
      const powers = powersIn({ ...world, objects: [one] })
      return [...powers.values()].some((power) => power.kind === 'everything') ? [one.object.ref.name] : []
    }),
  )
}

/** How much each subject of a world may do by the rules that are bound to it. */
export function powersIn(world: World): ReadonlyMap<string, Power> {
  const grants = grantsOfManifests(world)
  const rulesOf = (subject: GrantSubject) =>
    subject.kind === 'ServiceAccount'
      ? grants.rulesOf(subject)
      : grants.rulesOfUser(subject.kind === 'User' ? { name: subject.name, groups: [] } : { name: '', groups: [subject.name] })
  return new Map(grants.subjects.map((subject) => [subjectKey(subject), powerOf(rulesOf(subject).value)]))
}
