// What there is to reach: accounts, pods that hold their tokens, and Secrets that hold tokens, as far as the input shows them.
import { groupBy, PairMap } from '../base/index.ts'
import type { Inventory } from '../inventory/index.ts'
import { accountNameOf, keys, type AccountRef, type PodSpec, type Volume } from '../kube/index.ts'
import type { Grants } from './grants.ts'

/** An account that something names: one object for each, with its number, by which it is told from others. */
export interface NamedAccount extends AccountRef {
  readonly number: number
}

/** A pod, or the template of pods that are not there yet. */
export interface PodFact {
  readonly namespace: string
  /** `undefined` for a template: its pods have no names yet. */
  readonly name: string | undefined
  readonly account: NamedAccount
  readonly node: string | undefined
  /** Whether a CSI driver may serve one of its volumes. */
  readonly csi: boolean
}

/** A Secret that holds a token. */
export interface TokenSecretFact {
  readonly namespace: string
  readonly name: string
  readonly account: NamedAccount
}

/** Facts of one sort, by namespace and by name. */
export interface FactIndex<T> {
  readonly all: readonly T[]
  /** Whether there can be no others than these. */
  readonly known: boolean
  /** Where there are any, in the order of the facts. */
  namespaces(): readonly string[]
  /** Those of a namespace (absent: of all), and of a name (absent: of any). */
  find(namespace: string | undefined, name?: string): readonly T[]
}

/** What routes lead to. */
export interface Terrain {
  readonly accounts: FactIndex<NamedAccount>
  /** Accounts that bindings name and that do not exist; none where not all accounts are known. */
  readonly dangling: FactIndex<AccountRef>
  readonly pods: FactIndex<PodFact>
  readonly tokenSecrets: FactIndex<TokenSecretFact>
  /** Pods with volumes that a CSI driver may serve. */
  readonly csiPods: readonly PodFact[]
  podsOn(node: string): readonly PodFact[]
  /** Whether there can be no other roles than those of the input, by kind. */
  readonly rolesKnown: Readonly<Record<'Role' | 'ClusterRole', boolean>>
  /** The minor version of Kubernetes 1.x; absent where it is not known: then every version's routes are shown. */
  readonly minor?: number
}

/**
 * Takes from an inventory what routes can lead to.
 *
 * @param minor - the minor version of Kubernetes 1.x; `undefined` where it is not known
 * @param asked - an account to be counted as existing even where the input does not show it
 */
export function terrainOf(inventory: Inventory, grants: Grants, minor?: number, asked?: AccountRef): Terrain {
  const refs: NamedAccount[] = []
  const named = new PairMap<string, string, NamedAccount>()
  const accountCalled = (namespace: string, name: string): NamedAccount => {
    const known = named.get(namespace, name)
    if (known !== undefined) return known
    const ref = { namespace, name, number: refs.length }
    named.set(namespace, name, ref)
    refs.push(ref)
    return ref
  }
  // Those that exist are named first: whatever a binding names after them and is new does not exist.
  for (const { ref } of inventory.accounts) accountCalled(ref.namespace ?? 'default', ref.name)
  const shown = refs.length
  for (const subject of grants.subjects) if (subject.kind === 'ServiceAccount') accountCalled(subject.namespace, subject.name)
  const accountsKnown = inventory.complete.has('serviceaccounts')
  const dangling = accountsKnown ? refs.slice(shown) : []

  const pods: PodFact[] = []
  // As in binding-index.ts, `for…of` would leave its steps behind for every pod.
  inventory.workloads.forEach(({ ref, pods: members, templates }) => {
    const namespace = ref.namespace ?? 'default'
    let running = 0
    members.forEach((pod) => {
      if (pod.phase === 'Succeeded' || pod.phase === 'Failed') return
      running++
      // A mirror pod never holds a token: the admission plugin gives it none, and the kubelet refuses it one.
      if (pod.meta.annotations[keys.mirrorPod] === undefined)
        pods.push(podFact(pod.ref.name, pod.spec, accountCalled(namespace, accountNameOf(pod.spec))))
    })
    if (running > 0) return
    for (const { template } of templates)
      pods.push(podFact(undefined, template.spec, accountCalled(namespace, accountNameOf(template.spec))))
  })
  const tokenSecrets = inventory.tokenSecrets.map(({ ref, meta }): TokenSecretFact => {
    const namespace = ref.namespace ?? 'default'
    return { namespace, name: ref.name, account: accountCalled(namespace, meta.annotations[keys.secretAccountName] ?? '') }
  })
  // Where accounts can exist that the input does not show, whatever names one is taken to name an existing one.
  const existing = accountsKnown ? refs.slice(0, shown) : refs
  const counted = asked === undefined ? undefined : accountCalled(asked.namespace, asked.name)
  let byNode: ReadonlyMap<string, readonly PodFact[]> | undefined
  return {
    accounts: indexFacts(counted === undefined || existing.includes(counted) ? existing : [...existing, counted], accountsKnown),
    dangling: indexFacts(dangling, accountsKnown),
    pods: indexFacts(pods, inventory.complete.has('pods')),
    tokenSecrets: indexFacts(tokenSecrets, inventory.complete.has('secrets')),
    csiPods: pods.filter((pod) => pod.csi),
    podsOn: (node) => (byNode ??= groupBy(pods, (pod) => pod.node)).get(node) ?? [],
    rolesKnown: { Role: inventory.complete.has('roles'), ClusterRole: inventory.complete.has('clusterroles') },
    ...(minor === undefined ? {} : { minor }),
  }
}

function podFact(name: string | undefined, spec: PodSpec, account: NamedAccount): PodFact {
  return {
    namespace: account.namespace,
    name,
    account,
    node: spec.nodeName,
    csi: spec.volumes.some(mayBeServed),
  }
}

/** Whether a CSI driver may serve a volume. */
function mayBeServed(volume: Volume): boolean {
  return volume.csi !== undefined || volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined
}

function indexFacts<T extends { readonly namespace: string; readonly name?: string | undefined }>(
  all: readonly T[],
  known: boolean,
): FactIndex<T> {
  // Few of these are ever asked for: each is made when it is.
  const named = (facts: readonly T[]): ReadonlyMap<string, readonly T[]> => groupBy(facts, (fact) => fact.name)
  let byNamespace: ReadonlyMap<string, readonly T[]> | undefined
  let byName: ReadonlyMap<string, readonly T[]> | undefined
  const byNameWithin = new Map<string, ReadonlyMap<string, readonly T[]>>()
  const placed = (): ReadonlyMap<string, readonly T[]> => (byNamespace ??= groupBy(all, (fact) => fact.namespace))
  return {
    all,
    known,
    namespaces: () => [...placed().keys()],
    find(namespace, name) {
      if (namespace === undefined) return name === undefined ? all : ((byName ??= named(all)).get(name) ?? [])
      const there = placed().get(namespace) ?? []
      if (name === undefined) return there
      let names = byNameWithin.get(namespace)
      if (names === undefined) byNameWithin.set(namespace, (names = named(there)))
      return names.get(name) ?? []
    },
  }
}
