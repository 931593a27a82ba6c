// One moment of a cluster (or of a folder), indexed: what exists where, and what the input would have shown had it existed.
import { compareText } from '../base/index.ts'
import {
  keys,
  tokenSecretType,
  refKey,
  type AccountRef,
  type AdmissionObject,
  type BindingObject,
  type Gap,
  type KubeObject,
  type ObjectRef,
  type RoleObject,
  type SecretObject,
  type ServiceAccountObject,
} from '../kube/index.ts'
import { groupWorkloads, type Workload } from './workloads.ts'

/** A place in a text file; lines and columns count from 1. */
export interface Location {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Finds a field of an object in the file it came from: the field itself, or the nearest part of the object around it. */
export type Locator = (field: string) => Location

/** An object as a source hands it over. */
export interface InputObject {
  readonly object: KubeObject
  readonly locate?: Locator
}

/** What may be supposed of objects that the input lacks; each is said in the report. */
export type Assumption = 'accounts' | 'secrets' | 'drivers' | 'roles'

/** Everything that a source knows. */
export interface Input {
  readonly objects: readonly InputObject[]
  /** Plural resource names that were read to their end: an object of these that is not here does not exist. */
  readonly complete: ReadonlySet<string>
  readonly gaps: readonly Gap[]
  readonly assumptions: ReadonlySet<Assumption>
  /** Since when the API server records the use of legacy tokens (`YYYY-MM-DD`); absent where it was not read. */
  readonly legacyTrackingSince?: string
}

/** A ServiceAccount, or why there is none to look at. */
export type AccountFact =
  { readonly kind: 'known'; readonly account: ServiceAccountObject } | { readonly kind: 'assumed' } | { readonly kind: 'missing' }

/** Whether a Secret holds a token. */
export type SecretFact =
  | { readonly kind: 'token'; readonly secret: SecretObject; readonly account: AccountRef }
  | { readonly kind: 'noToken' }
  | { readonly kind: 'unknown' }

/** For which audiences a CSI driver is handed tokens of the pods that use it. */
export type DriverFact = { readonly kind: 'known'; readonly audiences: readonly string[] } | { readonly kind: 'unknown' }

/** The indexed input. */
export interface Inventory {
  readonly workloads: readonly Workload[]
  readonly accounts: readonly ServiceAccountObject[]
  /** Secrets of the token type, whoever uses them. */
  readonly tokenSecrets: readonly SecretObject[]
  readonly roles: readonly RoleObject[]
  readonly bindings: readonly BindingObject[]
  /** Admission policies of the API server itself, and their bindings. */
  readonly admission: readonly AdmissionObject[]
  readonly complete: ReadonlySet<string>
  readonly gaps: readonly Gap[]
  readonly assumptions: ReadonlySet<Assumption>
  readonly legacyTrackingSince: string | undefined
  account(ref: AccountRef): AccountFact
  secret(namespace: string, name: string): SecretFact
  driver(name: string): DriverFact
  /** The driver that serves a claim; `undefined` where it is not known, `null` where no CSI driver serves it. */
  claimDriver(namespace: string, name: string): string | null | undefined
  /** The driver that would serve a new claim of a class. */
  classDriver(name: string): string | undefined
  locate(ref: ObjectRef, field: string): Location | undefined
}

/**
 * Indexes an input. Where an object is there twice the last one counts, as with `kubectl apply`, and a gap says so. Beside
 * that, the order of the objects changes nothing.
 *
 * @throws nothing: whatever is odd about the input is in `gaps`
 */
export function takeInventory(input: Input): Inventory {
  const gaps = [...input.gaps]
  const byRef = new Map<string, InputObject>()
  const nameless = new Map<ObjectRef, InputObject>()
  const setAside: { readonly key: string; readonly item: InputObject }[] = []
  for (const item of input.objects) {
    // Where the API server chooses the names, two objects that are told alike are two.
    if (item.object.meta.name === '') {
      nameless.set(item.object.ref, item)
      continue
    }
    const key = refKey(item.object.ref)
    const before = byRef.get(key)
    if (before !== undefined) setAside.push({ key, item: before })
    byRef.set(key, item)
  }
  for (const { key, item } of setAside) {
    const kept = byRef.get(key)?.locate?.('metadata.name')
    const place = item.locate?.('metadata.name')
    gaps.push({ kind: 'objectDuplicated', object: item.object.ref, ...place, ...(kept === undefined ? {} : { kept }) })
  }
  const inOrder = [...byRef].sort(([a], [b]) => compareText(a, b)).map(([, item]) => item)
  const sorted = sortObjects([...inOrder, ...nameless.values()].map((item) => item.object))
  const index = { accounts: new Map<string, ServiceAccountObject>(), secrets: new Map<string, SecretObject>() }
  for (const account of sorted.serviceAccount) index.accounts.set(nameKey(account.ref), account)
  for (const secret of sorted.secret) index.secrets.set(nameKey(secret.ref), secret)
  const drivers = new Map(sorted.driver.map((driver) => [driver.ref.name, driver]))
  const claims = new Map(sorted.claim.map((claim) => [nameKey(claim.ref), claim]))
  const volumes = new Map(sorted.volume.map((volume) => [volume.ref.name, volume]))
  const classes = new Map(sorted.class.map((entry) => [entry.ref.name, entry]))
  const known = (resource: string, assumption: Assumption) => input.complete.has(resource) || input.assumptions.has(assumption)
  // Where no driver asks for tokens it does not matter which driver serves which claim.
  const driversAsk = sorted.driver.some((driver) => driver.tokenRequests.length > 0)

  return {
    workloads: groupWorkloads(sorted.workload, sorted.pod),
    accounts: sorted.serviceAccount,
    tokenSecrets: sorted.secret.filter((secret) => secret.type === tokenSecretType),
    roles: sorted.role,
    bindings: sorted.binding,
    admission: sorted.admission,
    complete: input.complete,
    gaps,
    assumptions: input.assumptions,
    legacyTrackingSince: input.legacyTrackingSince,
    account(ref) {
      const account = index.accounts.get(nameKey(ref))
      if (account !== undefined) return { kind: 'known', account }
      return input.assumptions.has('accounts') ? { kind: 'assumed' } : { kind: 'missing' }
    },
    secret(namespace, name) {
      const secret = index.secrets.get(nameKey({ namespace, name }))
      if (secret === undefined) return { kind: known('secrets', 'secrets') ? 'noToken' : 'unknown' }
      if (secret.type !== tokenSecretType) return { kind: 'noToken' }
      return { kind: 'token', secret, account: { namespace, name: secret.meta.annotations[keys.secretAccountName] ?? '' } }
    },
    driver(name) {
      const driver = drivers.get(name)
      if (driver !== undefined) return { kind: 'known', audiences: driver.tokenRequests.map((request) => request.audience) }
      return known('csidrivers', 'drivers') ? { kind: 'known', audiences: [] } : { kind: 'unknown' }
    },
    claimDriver(namespace, name) {
      const claim = claims.get(nameKey({ namespace, name }))
      const volume = claim?.volumeName === undefined ? undefined : volumes.get(claim.volumeName)
      if (volume !== undefined) return volume.driver ?? null
      if (known('csidrivers', 'drivers') && !driversAsk) return null
      const provisioner = claim?.storageClassName === undefined ? undefined : classes.get(claim.storageClassName)?.provisioner
      return provisioner ?? (input.assumptions.has('drivers') ? null : undefined)
    },
    classDriver: (name) => classes.get(name)?.provisioner,
    locate: (ref, field) => (nameless.get(ref) ?? byRef.get(refKey(ref)))?.locate?.(field),
  }
}

type Sorted = { readonly [K in KubeObject['is']]: Extract<KubeObject, { readonly is: K }>[] }

function sortObjects(objects: readonly KubeObject[]): Sorted {
  const sorted: Sorted = {
    pod: [],
    workload: [],
    serviceAccount: [],
    secret: [],
    role: [],
    binding: [],
    driver: [],
    volume: [],
    claim: [],
    class: [],
    admission: [],
  }
  for (const object of objects) (sorted[object.is] as KubeObject[]).push(object)
  return sorted
}

function nameKey(ref: { readonly namespace?: string; readonly name: string }): string {
  return `${ref.namespace ?? ''}/${ref.name}`
}
