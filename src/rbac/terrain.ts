// What there is to reach: accounts, pods that hold their tokens, and Secrets that hold tokens, as far as the input shows them.
import { groupBy } from '../base/index.ts'
import type { Inventory } from '../inventory/index.ts'
import { accountNameOf, keys, type AccountRef, type PodSpec } from '../kube/index.ts'
import type { Grants } from './grants.ts'

/** A pod, or the template of pods that are not there yet. */
export interface PodFact {
  readonly namespace: string
  /** Absent for a template: its pods have no names yet. */
  readonly name?: string
  /** The same object for every pod of the account, and among the accounts. */
  readonly account: AccountRef
  readonly node?: string
  /** Whether a CSI driver may serve one of its volumes. */
  readonly csi: boolean
}

/** A Secret that holds a token. */
export interface TokenSecretFact {
  readonly namespace: string
  readonly name: string
  readonly account: AccountRef
}

/** Facts of one sort, by namespace and by name. */
export interface FactIndex<T> {
  readonly all: readonly T[]
  /** Whether there can be no others than these. */
  readonly known: boolean
  /** Those of a namespace (absent: of all), and of a name (absent: of any). */
  find(namespace: string | undefined, name?: string): readonly T[]
}

/** What routes lead to. */
export interface Terrain {
  readonly accounts: FactIndex<AccountRef>
  /** Accounts that bindings name and that do not exist; none where not all accounts are known. */
  readonly dangling: FactIndex<AccountRef>
  readonly pods: FactIndex<PodFact>
  readonly tokenSecrets: FactIndex<TokenSecretFact>
  /** Pods with volumes that a CSI driver may serve. */
  readonly csiPods: readonly PodFact[]
  podsOn(node: string): readonly PodFact[]
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
  // One object for each account, so that whoever walks over pods need not spell names again to know that two run as the same.
  const named = new Map<string, AccountRef>()
  const accountCalled = (namespace: string, name: string): AccountRef => {
    const key = `${namespace}/${name}`
    const known = named.get(key)
    if (known !== undefined) return known
    const ref = { namespace, name }
    named.set(key, ref)
    return ref
  }
  const pods: PodFact[] = []
  for (const { ref, pods: members, templates } of inventory.workloads) {
    const namespace = ref.namespace ?? 'default'
    let running = 0
    for (const pod of members) {
      if (pod.phase === 'Succeeded' || pod.phase === 'Failed') continue
      running++
      // A mirror pod never holds a token: the admission plugin gives it none, and the kubelet refuses it one.
      if (pod.meta.annotations[keys.mirrorPod] === undefined)
        pods.push(podFact(pod.ref.name, pod.spec, accountCalled(namespace, accountNameOf(pod.spec))))
    }
    if (running > 0) continue
    for (const { template } of templates)
      pods.push(podFact(undefined, template.spec, accountCalled(namespace, accountNameOf(template.spec))))
  }
  const tokenSecrets = inventory.tokenSecrets.map(({ ref, meta }): TokenSecretFact => {
    const namespace = ref.namespace ?? 'default'
    return { namespace, name: ref.name, account: accountCalled(namespace, meta.annotations[keys.secretAccountName] ?? '') }
  })
  const bound = [...grants.subjects.values()].flatMap((subject) =>
    subject.kind === 'ServiceAccount' ? [accountCalled(subject.namespace, subject.name)] : [],
  )
  const accountsKnown = inventory.complete.has('serviceaccounts')
  const existing = new Set(inventory.accounts.map(({ ref }) => accountCalled(ref.namespace ?? 'default', ref.name)))
  // Where accounts can exist that the input does not show, whatever names one is taken to name an existing one.
  if (!accountsKnown)
    for (const ref of [...bound, ...pods.map((pod) => pod.account), ...tokenSecrets.map((secret) => secret.account)])
      existing.add(ref)
  const dangling = accountsKnown ? bound.filter((ref) => !existing.has(ref)) : []
  if (asked !== undefined) existing.add(accountCalled(asked.namespace, asked.name))
  let byNode: ReadonlyMap<string, readonly PodFact[]> | undefined
  return {
    accounts: indexFacts([...existing], accountsKnown),
    dangling: indexFacts(dangling, accountsKnown),
    pods: indexFacts(pods, inventory.complete.has('pods')),
    tokenSecrets: indexFacts(tokenSecrets, inventory.complete.has('secrets')),
    csiPods: pods.filter((pod) => pod.csi),
    podsOn: (node) => (byNode ??= groupBy(pods, (pod) => pod.node)).get(node) ?? [],
    ...(minor === undefined ? {} : { minor }),
  }
}

function podFact(name: string | undefined, spec: PodSpec, account: AccountRef): PodFact {
  return {
    namespace: account.namespace,
    ...(name === undefined ? {} : { name }),
    account,
    ...(spec.nodeName === undefined ? {} : { node: spec.nodeName }),
    csi: spec.volumes.some(
      (volume) => volume.csi !== undefined || volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined,
    ),
  }
}

function indexFacts<T extends { readonly namespace: string; readonly name?: string }>(
  all: readonly T[],
  known: boolean,
): FactIndex<T> {
  const byNamespace = groupBy(all, (fact) => fact.namespace)
  let byName: ReadonlyMap<string, readonly T[]> | undefined
  let byBoth: ReadonlyMap<string, readonly T[]> | undefined
  return {
    all,
    known,
    find(namespace, name) {
      if (name === undefined) return namespace === undefined ? all : (byNamespace.get(namespace) ?? [])
      if (namespace === undefined) return (byName ??= groupBy(all, (fact) => fact.name)).get(name) ?? []
      return (
        (byBoth ??= groupBy(all, (fact) => (fact.name === undefined ? undefined : `${fact.namespace}/${fact.name}`))).get(
          `${namespace}/${name}`,
        ) ?? []
      )
    },
  }
}
