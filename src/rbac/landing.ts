// Where a route ends: the target as it is reported, and the place in the graph of reach from which it goes on.
import { formatName, type AccountRef } from '../kube/index.ts'
import type { BoundRole, Grants } from './grants.ts'
import type { Holder } from './holders.ts'
import { impliedGroups, mastersGroup, subjectKey, userSubject, type GrantSubject } from './identity.ts'
import type { Reach } from './routes/route.ts'
import type { FactIndex, PodFact, Terrain, TokenSecretFact } from './terrain.ts'

/** Whose token, as it is reported. */
export type Target =
  /** One account; without a namespace, the account of that name in every namespace. */
  | { readonly scope: 'serviceAccount'; readonly namespace?: string; readonly name: string }
  /** Accounts of one namespace. */
  | { readonly scope: 'namespace'; readonly namespace: string }
  /** Accounts of the pods on one node. */
  | { readonly scope: 'node'; readonly name: string }
  /** Accounts anywhere; or another user or group, with all that it may do. */
  | { readonly scope: 'cluster'; readonly identity?: GrantSubject }

/** A place in the graph of reach: a subject, or everything of one sort in one namespace (`*`: in all). */
export interface Landing {
  readonly key: string
  readonly target: Target
  readonly place: Place
  /** How many accounts, pods or Secrets there are now for this to end in; absent where the input does not show it. */
  readonly existing?: number
}

/** What a place in the graph stands for. */
export type Place =
  | { readonly kind: 'subject'; readonly subject: GrantSubject }
  | { readonly kind: 'accounts' | 'pods' | 'secrets'; readonly namespace: string | undefined }
  /** The accounts of that name in every namespace. */
  | { readonly kind: 'accountsNamed'; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'csiPods' | 'users' }
  /** What a role that the holder binds to itself leads to; its grants are the grant's `onward`. */
  | { readonly kind: 'onward' }
  /** Nothing that exists now. */
  | { readonly kind: 'nowhere' }

/** A landing; `rights` gives the roles that the holder can bind to itself on the way. */
export interface Landed {
  readonly landing: Landing
  readonly rights?: (() => Pick<Holder, 'own' | 'inherited'>) | undefined
}

/**
 * @param name - the name that the reach turns on; absent: every name
 * @param namespace - absent: all namespaces
 */
export function landingsOf(
  reach: Reach,
  name: string | undefined,
  namespace: string | undefined,
  holder: Holder,
  terrain: Terrain,
  grants: Grants,
): readonly Landed[] {
  switch (reach.kind) {
    case 'account':
      if (name === undefined) return [accounts(namespace, terrain)]
      // `*` among `resourceNames` is a name like any other, and none that an account can have.
      return accountName.test(name) ? [account(namespace, name, terrain)] : []
    case 'anyAccount':
      return [accounts(namespace, terrain)]
    case 'anyAccountOfCluster':
      return [accounts(undefined, terrain)]
    case 'anyAccountByTokenSecret': {
      const there = terrain.tokenSecrets.find(namespace, name)
      if (there.length === 0 && terrain.tokenSecrets.known)
        return name === undefined ? [nothingNow(scopeOf(namespace), 'secrets', namespace, terrain.tokenSecrets)] : []
      if (namespace !== undefined || there.length === 0) return [accounts(namespace, terrain)]
      // In every namespace with such a Secret the patch reaches any account of that namespace.
      return [...new Set(there.map((secret) => secret.namespace))].map((each) => accounts(each, terrain))
    }
    case 'pods':
      return some(terrain.pods, 'pods', name, namespace)
    case 'tokenSecrets':
      return some(terrain.tokenSecrets, 'secrets', name, namespace)
    case 'nodes':
      if (name === undefined) return some(terrain.pods, 'pods', undefined, undefined)
      return [place({ scope: 'node', name }, { kind: 'node', name }, `node ${name}`, counted(terrain.podsOn(name), terrain.pods))]
    case 'csiPods':
      return [place({ scope: 'cluster' }, { kind: 'csiPods' }, 'csiPods', counted(terrain.csiPods, terrain.pods))]
    case 'users':
      if (name === undefined) return [place({ scope: 'cluster' }, { kind: 'users' }, 'users')]
      // To be a service account is asked for on `serviceaccounts`, whatever names `users` allows.
      return userSubject(name).kind === 'User' ? [identity({ kind: 'User', name })] : []
    case 'groups':
      return [identity({ kind: 'Group', name: name ?? mastersGroup })]
    case 'ownRoles':
      return ownRoles(reach.of, name, namespace, holder, terrain, grants)
    case 'roles':
      return bindable(reach, name, namespace, holder, terrain, grants)
    case 'danglingAccounts':
      return terrain.dangling.find(namespace, name).map((ref) => oneAccount(ref, 0))
  }
}

const accountName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/

function place(target: Target, at: Place, key: string, existing?: number): Landed {
  return { landing: { key, target, place: at, ...(existing === undefined ? {} : { existing }) } }
}

function identity(subject: GrantSubject): Landed {
  return place({ scope: 'cluster', identity: subject }, { kind: 'subject', subject }, subjectKey(subject))
}

function oneAccount(ref: AccountRef, existing: number | undefined): Landed {
  const subject: GrantSubject = { kind: 'ServiceAccount', namespace: ref.namespace, name: ref.name }
  return place(
    { scope: 'serviceAccount', namespace: ref.namespace, name: ref.name },
    { kind: 'subject', subject },
    subjectKey(subject),
    existing,
  )
}

function accounts(namespace: string | undefined, terrain: Terrain): Landed {
  const there = counted(terrain.accounts.find(namespace), terrain.accounts)
  return place(scopeOf(namespace), { kind: 'accounts', namespace }, `accounts ${namespace ?? '*'}`, there)
}

function account(namespace: string | undefined, name: string, terrain: Terrain): Landed {
  const there = counted(terrain.accounts.find(namespace, name), terrain.accounts)
  if (namespace !== undefined) return oneAccount({ namespace, name }, there)
  return place({ scope: 'serviceAccount', name }, { kind: 'accountsNamed', name }, `accountsNamed ${name}`, there)
}

/** The accounts of pods or Secrets: each by itself where they are named, else all of a namespace together. */
function some(
  facts: FactIndex<PodFact | TokenSecretFact>,
  kind: 'pods' | 'secrets',
  name: string | undefined,
  namespace: string | undefined,
): readonly Landed[] {
  const there = facts.find(namespace, name)
  if (name === undefined) {
    if (there.length === 0 && facts.known) return [nothingNow(scopeOf(namespace), kind, namespace, facts)]
    return [place(scopeOf(namespace), { kind, namespace }, `${kind} ${namespace ?? '*'}`, counted(there, facts))]
  }
  // A named Secret that holds no token is none of our business; a named pod that is not there may come.
  if (there.length === 0)
    return kind === 'secrets' && facts.known ? [] : [nothingNow(scopeOf(namespace), `${kind} ${name}`, namespace, facts)]
  return [...new Map(there.map((fact) => [formatName(fact.account), fact.account])).values()].map((ref) => oneAccount(ref, 1))
}

function nothingNow(target: Target, kind: string, namespace: string | undefined, facts: FactIndex<unknown>): Landed {
  return place(target, { kind: 'nowhere' }, `${kind} ${namespace ?? '*'}`, facts.known ? 0 : undefined)
}

/** How many there are; `undefined` where none is seen and some may exist. */
function counted(there: readonly unknown[], facts: FactIndex<unknown>): number | undefined {
  return facts.known || there.length > 0 ? there.length : undefined
}

function scopeOf(namespace: string | undefined): Target {
  return namespace === undefined ? { scope: 'cluster' } : { scope: 'namespace', namespace }
}

/** With `escalate` a role that one is bound to can be made to give everything, where its binding reaches. */
function ownRoles(
  of: 'Role' | 'ClusterRole',
  name: string | undefined,
  namespace: string | undefined,
  holder: Holder,
  terrain: Terrain,
  grants: Grants,
): readonly Landed[] {
  const landed = new Map<string, Landed>()
  // Any role will do, even one that opens nothing yet.
  const identities: readonly GrantSubject[] = [
    holder.subject,
    ...impliedGroups(holder.subject).map((name): GrantSubject => ({ kind: 'Group', name })),
  ]
  for (const bound of identities.flatMap((subject) => grants.boundTo(subject))) {
    const { ref } = bound.role
    if (ref.kind !== of || (name !== undefined && ref.name !== name)) continue
    if (of === 'Role' && namespace !== undefined && ref.namespace !== namespace) continue
    const one =
      bound.namespace === undefined ? identity({ kind: 'Group', name: mastersGroup }) : accounts(bound.namespace, terrain)
    landed.set(one.landing.key, one)
  }
  return [...landed.values()]
}

/** With `bind` a role that one does not hold can be bound to oneself: the named one, or any, of which `cluster-admin` always exists. */
function bindable(
  { of, confined }: Extract<Reach, { readonly kind: 'roles' }>,
  name: string | undefined,
  namespace: string | undefined,
  holder: Holder,
  terrain: Terrain,
  grants: Grants,
): readonly Landed[] {
  if (of === 'ClusterRole' && (name === undefined || name === 'cluster-admin'))
    return [namespace === undefined && !confined ? identity({ kind: 'Group', name: mastersGroup }) : accounts(namespace, terrain)]
  const roles = grants.rolesCalled(of, namespace, name)
  if (roles.length === 0) return []
  const rights = (): Pick<Holder, 'own' | 'inherited'> => ({
    own: roles.map((role): BoundRole => {
      const within = of === 'Role' ? role.ref.namespace : namespace
      const binding = selfBinding(role, within, confined)
      return { role, rules: grants.rulesOfRole(role), binding, confined, ...(within === undefined ? {} : { namespace: within }) }
    }),
    inherited: [...holder.own, ...holder.inherited],
  })
  const key = `onward ${of} ${name ?? '*'} ${namespace ?? (confined ? '*' : '')}`
  return [{ ...place(scopeOf(namespace), { kind: 'onward' }, key), rights }]
}

/** The binding that the holder would make; it does not exist yet. */
function selfBinding(role: BoundRole['role'], namespace: string | undefined, confined: boolean): BoundRole['binding'] {
  const kind = confined ? 'RoleBinding' : 'ClusterRoleBinding'
  const name = `(new, to ${role.ref.name})`
  return {
    is: 'binding',
    ref: { apiVersion: role.ref.apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name },
    meta: role.meta,
    subjects: [],
    roleRef: { kind: role.ref.kind, name: role.ref.name },
  }
}
