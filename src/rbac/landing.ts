// Where a route ends: the target as it is reported, and the place in the graph of reach from which it goes on.
import { formatName, type AccountRef } from '../kube/index.ts'
import { mastersGroup, subjectKey, userSubject, type GrantSubject } from './identity.ts'
import type { Reach } from './routes/route.ts'
import { namespaceOf, type Scope } from './seats.ts'
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
  /** Nothing that exists now. */
  | { readonly kind: 'nowhere' }

/**
 * @param name - the name that the reach turns on; absent: every name
 * @param namespace - absent: all namespaces
 */
export function landingsOf(
  reach: Reach,
  name: string | undefined,
  namespace: string | undefined,
  terrain: Terrain,
): readonly Landing[] {
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
    case 'raised':
      return []
    case 'danglingAccounts':
      return terrain.dangling.find(namespace, name).map((ref) => oneAccount(ref, 0))
  }
}

/** Whether a right in one namespace can lead beyond the accounts that are there. */
export function leadsBeyond(reach: Reach): boolean {
  switch (reach.kind) {
    case 'account':
    case 'anyAccount':
    case 'anyAccountByTokenSecret':
    case 'pods':
    case 'tokenSecrets':
    case 'raised':
      return false
    case 'nodes':
    case 'csiPods':
    case 'anyAccountOfCluster':
    case 'users':
    case 'groups':
    case 'danglingAccounts':
      return true
  }
}

const accountName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/

function place(target: Target, at: Place, key: string, existing?: number): Landing {
  return { key, target, place: at, ...(existing === undefined ? {} : { existing }) }
}

function identity(subject: GrantSubject): Landing {
  return place({ scope: 'cluster', identity: subject }, { kind: 'subject', subject }, subjectKey(subject))
}

function oneAccount(ref: AccountRef, existing: number | undefined): Landing {
  const subject: GrantSubject = { kind: 'ServiceAccount', namespace: ref.namespace, name: ref.name }
  return place(
    { scope: 'serviceAccount', namespace: ref.namespace, name: ref.name },
    { kind: 'subject', subject },
    subjectKey(subject),
    existing,
  )
}

function accounts(namespace: string | undefined, terrain: Terrain): Landing {
  const there = counted(terrain.accounts.find(namespace), terrain.accounts)
  return place(scopeOf(namespace), { kind: 'accounts', namespace }, `accounts ${namespace ?? '*'}`, there)
}

function account(namespace: string | undefined, name: string, terrain: Terrain): Landing {
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
): readonly Landing[] {
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

function nothingNow(target: Target, kind: string, namespace: string | undefined, facts: FactIndex<unknown>): Landing {
  return place(target, { kind: 'nowhere' }, `${kind} ${namespace ?? '*'}`, facts.known ? 0 : undefined)
}

/** How many there are; `undefined` where none is seen and some may exist. */
function counted(there: readonly unknown[], facts: FactIndex<unknown>): number | undefined {
  return facts.known || there.length > 0 ? there.length : undefined
}

function scopeOf(namespace: string | undefined): Target {
  return namespace === undefined ? { scope: 'cluster' } : { scope: 'namespace', namespace }
}

/** Everything in one place: what somebody has who may do whatever the bindings of that place can give. */
export function everythingIn(scope: Scope, terrain: Terrain): Landing {
  return scope.kind === 'cluster' ? identity({ kind: 'Group', name: mastersGroup }) : accounts(namespaceOf(scope), terrain)
}

/** Whether whatever the one ends in is among what the other ends in. */
export function isWithin(inner: Landing, outer: Landing, terrain: Terrain): boolean {
  if (outer.place.kind === 'subject') return outer.key === inner.key || outer.key === mastersKey
  if (outer.place.kind !== 'accounts') return outer.key === inner.key
  const { namespace } = outer.place
  const here = (of: string | undefined): boolean => namespace === undefined || of === namespace
  switch (inner.place.kind) {
    case 'accounts':
    case 'pods':
    case 'secrets':
      return here(inner.place.namespace)
    case 'nowhere':
      return here('namespace' in inner.target ? inner.target.namespace : undefined)
    case 'accountsNamed':
    case 'node':
    case 'csiPods':
      return namespace === undefined
    case 'users':
      return false
    case 'subject': {
      // An account that does not exist is among no others.
      const { subject } = inner.place
      return (
        subject.kind === 'ServiceAccount' &&
        here(subject.namespace) &&
        terrain.accounts.find(subject.namespace, subject.name).length > 0
      )
    }
  }
}

const mastersKey = subjectKey({ kind: 'Group', name: mastersGroup })
