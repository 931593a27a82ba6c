// What there is to reach: accounts, pods that hold their tokens, and Secrets that hold tokens, as far as the input shows them.
import { groupBy } from '../base/index.ts'
import type { Inventory } from '../inventory/index.ts'
import { accountNameOf, formatName, keys, type AccountRef, type PodSpec } from '../kube/index.ts'
import type { Grants } from './grants.ts'

/** A pod, or the template of pods that are not there yet. */
export interface PodFact {
  readonly namespace: string
  /** Absent for a template: its pods have no names yet. */
  readonly name?: string
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
  const pods = inventory.workloads.flatMap((workload): readonly PodFact[] => {
    const running = workload.pods.filter((pod) => pod.phase !== 'Succeeded' && pod.phase !== 'Failed')
    const namespace = workload.ref.namespace ?? 'default'
    if (running.length === 0) return workload.templates.map(({ template }) => podFact(namespace, undefined, template.spec))
    return running.flatMap((pod) =>
      // A mirror pod never holds a token: the admission plugin gives it none, and the kubelet refuses it one.
      pod.meta.annotations[keys.mirrorPod] === undefined ? [podFact(namespace, pod.ref.name, pod.spec)] : [],
    )
  })
  const tokenSecrets = inventory.tokenSecrets.map(({ ref, meta }): TokenSecretFact => {
    const namespace = ref.namespace ?? 'default'
    return { namespace, name: ref.name, account: { namespace, name: meta.annotations[keys.secretAccountName] ?? '' } }
  })
  const bound = [...grants.subjects.values()].flatMap((subject) =>
    subject.kind === 'ServiceAccount' ? [{ namespace: subject.namespace, name: subject.name }] : [],
  )
  const accountsKnown = inventory.complete.has('serviceaccounts')
  const seen = inventory.accounts.map(({ ref }) => ({ namespace: ref.namespace ?? 'default', name: ref.name }))
  const existing = new Map(seen.map((ref) => [formatName(ref), ref]))
  // Where accounts can exist that the input does not show, whatever names one is taken to name an existing one.
  if (!accountsKnown)
    for (const ref of [...bound, ...pods.map((pod) => pod.account), ...tokenSecrets.map((secret) => secret.account)])
      existing.set(formatName(ref), ref)
  const dangling = accountsKnown ? bound.filter((ref) => !existing.has(formatName(ref))) : []
  if (asked !== undefined) existing.set(formatName(asked), asked)
  const byNode = groupBy(pods, (pod) => pod.node)
  return {
    accounts: indexFacts([...existing.values()], accountsKnown),
    dangling: indexFacts(dangling, accountsKnown),
    pods: indexFacts(pods, inventory.complete.has('pods')),
    tokenSecrets: indexFacts(tokenSecrets, inventory.complete.has('secrets')),
    csiPods: pods.filter((pod) => pod.csi),
    podsOn: (node) => byNode.get(node) ?? [],
    ...(minor === undefined ? {} : { minor }),
  }
}

function podFact(namespace: string, name: string | undefined, spec: PodSpec): PodFact {
  return {
    namespace,
    ...(name === undefined ? {} : { name }),
    account: { namespace, name: accountNameOf(spec) },
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
  const byName = groupBy(all, (fact) => fact.name)
  return {
    all,
    known,
    find(namespace, name) {
      if (name === undefined) return namespace === undefined ? all : (byNamespace.get(namespace) ?? [])
      const named = byName.get(name) ?? []
      return namespace === undefined ? named : named.filter((fact) => fact.namespace === namespace)
    },
  }
}
