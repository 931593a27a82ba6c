// A cluster in memory that behaves as the API server does where changes meet it: optimistic concurrency, tests of patches, uids,
// defaults, dry runs, rights with no-escalation, refusals; and controllers that replace pods, one at each turn.
import { sameJson, type JsonObject } from '../base/index.ts'
import { groupOf, refKey, type ObjectRef } from '../kube/index.ts'
import type { AuditReport } from '../verdict/index.ts'
import { refOf, stored, textAt } from './fake-objects.cases.ts'
import { templateOf, textOf, turn, wantedOf, type FakePod } from './fake-pods.cases.ts'
import { patched } from './json-patch.cases.ts'
import { valueAt } from './pointer.ts'
import type { Cluster, LiveObject, NeededRight, ObservedWorkload, Write, WriteOutcome } from './ports.ts'

const workloads: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'CronJob'])
const rbac = 'rbac.authorization.k8s.io'

/** How the server answers; each may be changed while it runs. */
export interface FakeRules {
  /** A refusal by admission, in the server's words. */
  refuse: (write: Write) => string | undefined
  may: (right: NeededRight) => boolean
  /** Whether the caller holds the rules of every role. */
  holdsRules: boolean
  /** By `refKey` of a workload: the budget that can spare no pod of it. */
  budgets: ReadonlyMap<string, string>
}

/** A write that changed something. */
export interface FakeEffect {
  readonly kind: Write['kind']
  readonly key: string
}

export class FakeCluster implements Cluster {
  readonly rules: FakeRules = { refuse: () => undefined, may: () => true, holdsRules: true, budgets: new Map() }
  readonly asked: NeededRight[] = []
  readonly effects: FakeEffect[] = []
  readonly #objects = new Map<string, JsonObject>()
  readonly #pods = new Map<string, readonly FakePod[]>()
  /** The generations that controllers have seen. */
  readonly #seen = new Map<string, unknown>()
  #count = 0

  /** Another cluster in the same state. */
  copy(): FakeCluster {
    const other = new FakeCluster()
    for (const [key, object] of this.#objects) other.#objects.set(key, object)
    for (const [key, pods] of this.#pods) other.#pods.set(key, pods)
    for (const [key, generation] of this.#seen) other.#seen.set(key, generation)
    other.effects.push(...this.effects)
    other.#count = this.#count
    Object.assign(other.rules, this.rules)
    return other
  }

  /** Puts an object there as somebody else would; an object of this name is replaced, and keeps its uid. */
  put(object: JsonObject): void {
    const key = refKey(refOf(object))
    const before = this.#objects.get(key)
    const uid = before === undefined ? this.#next('uid') : valueAt(before, '/metadata/uid')
    this.#store(
      key,
      stored({ ...object, metadata: { ...(object['metadata'] as JsonObject), ...(uid === undefined ? {} : { uid }) } }),
    )
  }

  /** Removes an object as somebody else would. */
  remove(ref: ObjectRef): void {
    this.#objects.delete(refKey(ref))
    this.#pods.delete(refKey(ref))
  }

  /** Removes pods, which their controller makes anew. */
  deletePods(ref: ObjectRef): void {
    this.#pods.set(refKey(ref), [])
    this.tick()
  }

  /** One turn of all controllers. */
  tick(): void {
    for (const [key, object] of this.#objects) {
      if (!workloads.has(textAt(object, 'kind'))) continue
      this.#seen.set(key, valueAt(object, '/metadata/generation'))
      this.#pods.set(
        key,
        turn(object, this.#pods.get(key) ?? [], this.#accountOf(object), () => this.#next('pod')),
      )
    }
  }

  /** All objects without what the server counts for itself, by `refKey`: what a test compares. */
  contents(): Readonly<Record<string, JsonObject>> {
    const entries = [...this.#objects].map(([key, object]) => {
      const { uid: _u, resourceVersion: _r, generation: _g, ...metadata } = object['metadata'] as JsonObject
      return [key, { ...object, metadata }] as const
    })
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** The tokens of all pods that run, by workload: what a test compares. */
  tokens(): Readonly<Record<string, readonly string[]>> {
    const entries = [...this.#pods].map(([key, pods]) => [key, pods.map((pod) => pod.containersWithToken.join())] as const)
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  async read(ref: ObjectRef): Promise<LiveObject | undefined> {
    const object = this.#objects.get(refKey(ref))
    return object === undefined ? undefined : liveOf(object)
  }

  async write(write: Write): Promise<WriteOutcome> {
    return this.#answer(write, true)
  }

  async tryWrite(write: Write): Promise<WriteOutcome> {
    return this.#answer(write, false)
  }

  async may(right: NeededRight): Promise<boolean> {
    this.asked.push(right)
    return this.rules.may(right)
  }

  async resourceOf(ref: ObjectRef): Promise<string> {
    return resourceOf(ref)
  }

  async observe(refs: readonly ObjectRef[]): Promise<readonly ObservedWorkload[]> {
    return refs.map((ref) => {
      const key = refKey(ref)
      const object = this.#objects.get(key)
      const pods = (this.#pods.get(key) ?? []).map(({ template: _t, breaks: _b, ...pod }) => pod)
      if (object === undefined) return { wanted: 0, upToDate: true, pods }
      const text = textOf(templateOf(object))
      const tells = object['kind'] !== 'ReplicaSet' && object['kind'] !== 'CronJob'
      const isSeen = this.#seen.get(key) === valueAt(object, '/metadata/generation')
      const isAll = (this.#pods.get(key) ?? []).every((pod) => pod.ending || pod.template === text)
      return { wanted: wantedOf(object), upToDate: isSeen && (!tells || isAll), pods }
    })
  }

  async blockedByBudgets(
    refs: readonly ObjectRef[],
  ): Promise<readonly { readonly workload: ObjectRef; readonly budget: string }[]> {
    return refs.flatMap((workload) => {
      const budget = this.rules.budgets.get(refKey(workload))
      return budget === undefined ? [] : [{ workload, budget }]
    })
  }

  async audit(): Promise<AuditReport> {
    throw new Error('nothing here audits')
  }

  #answer(write: Write, isReal: boolean): WriteOutcome {
    const key = refKey(write.ref)
    const found = this.#objects.get(key)
    const verb = write.kind
    const { namespace, name } = write.ref
    const right = {
      verb,
      apiGroup: groupOf(write.ref.apiVersion),
      resource: resourceOf(write.ref),
      ...(namespace === undefined ? {} : { namespace }),
      ...(verb === 'create' ? {} : { name }),
    }
    if (!this.rules.may(right)) return refused(`${right.resource} "${name}" is forbidden: cannot ${verb}`)
    if (write.kind === 'create') {
      const object = stored(write.object)
      const escalation = this.#escalation(write.ref, undefined, object)
      if (escalation !== undefined) return refused(escalation)
      if (found !== undefined) return refused(`${right.resource} "${name}" already exists`, true)
      const admission = this.rules.refuse(write)
      if (admission !== undefined) return refused(admission)
      const uid = this.#next('uid')
      const made = { ...object, metadata: { ...(object['metadata'] as JsonObject), uid } }
      if (!isReal) return { kind: 'written', live: liveOf({ ...made, metadata: { ...made.metadata, resourceVersion: '0' } }) }
      this.effects.push({ kind: write.kind, key })
      return { kind: 'written', live: liveOf(this.#store(key, made)) }
    }
    if (found === undefined) return refused(`${right.resource} "${name}" not found`, true)
    const { uid, resourceVersion } = liveOf(found)
    if (uid !== write.uid || resourceVersion !== write.resourceVersion) return refused('the object has been modified', true)
    const admission = this.rules.refuse(write)
    if (admission !== undefined) return refused(admission)
    if (write.kind === 'delete') {
      if (!isReal) return { kind: 'written', live: liveOf(found) }
      this.effects.push({ kind: write.kind, key })
      this.remove(write.ref)
      return { kind: 'written', live: undefined }
    }
    return this.#patch(key, found, write, isReal)
  }

  #patch(key: string, found: JsonObject, write: Extract<Write, { kind: 'patch' }>, isReal: boolean): WriteOutcome {
    let object: JsonObject
    try {
      object = stored(patched(found, write.patch))
    } catch (error) {
      return refused(String(error), true)
    }
    const escalation = this.#escalation(write.ref, found, object)
    if (escalation !== undefined) return refused(escalation)
    // A patch that changes nothing is no write.
    if (sameJson(object, found)) return { kind: 'written', live: liveOf(found) }
    if (!isReal) return { kind: 'written', live: liveOf(object) }
    this.effects.push({ kind: write.kind, key })
    return { kind: 'written', live: liveOf(this.#store(key, object)) }
  }

  /** The API server's no-escalation check (registry/rbac/{role,rolebinding}/policybased). */
  #escalation(ref: ObjectRef, before: JsonObject | undefined, after: JsonObject): string | undefined {
    if (groupOf(ref.apiVersion) !== rbac || this.rules.holdsRules) return undefined
    const isRole = ref.kind.endsWith('Role')
    const fields = isRole ? ['rules'] : ['subjects', 'roleRef']
    if (before !== undefined && fields.every((field) => sameJson(before[field], after[field]))) return undefined
    const namespace = ref.namespace === undefined ? {} : { namespace: ref.namespace }
    const right: NeededRight = isRole
      ? {
          verb: 'escalate',
          apiGroup: rbac,
          resource: resourceOf(ref),
          ...namespace,
          ...(before === undefined ? {} : { name: ref.name }),
        }
      : {
          verb: 'bind',
          apiGroup: rbac,
          resource: `${textAt(after, 'roleRef', 'kind').toLowerCase()}s`,
          ...namespace,
          name: textAt(after, 'roleRef', 'name'),
        }
    return this.rules.may(right) ? undefined : 'is attempting to grant RBAC permissions not currently held'
  }

  #accountOf(workload: JsonObject): JsonObject | undefined {
    const namespace = textAt(workload, 'metadata', 'namespace')
    const name = textAt(templateOf(workload), 'spec', 'serviceAccountName') || 'default'
    return this.#objects.get(refKey({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name }))
  }

  #store(key: string, object: JsonObject): JsonObject {
    const before = this.#objects.get(key)
    const isNew = before === undefined || !sameJson(before['spec'], object['spec'])
    const generation = Number(before === undefined ? 0 : valueAt(before, '/metadata/generation')) + (isNew ? 1 : 0)
    const metadata = { ...(object['metadata'] as JsonObject), resourceVersion: this.#next(''), generation }
    const kept = { ...object, metadata }
    this.#objects.set(key, kept)
    return kept
  }

  #next(prefix: string): string {
    this.#count++
    return `${prefix}${this.#count}`
  }
}

function refused(message: string, conflict = false): WriteOutcome {
  return { kind: 'refused', conflict, message }
}

function liveOf(object: JsonObject): LiveObject {
  return {
    uid: textAt(object, 'metadata', 'uid'),
    resourceVersion: textAt(object, 'metadata', 'resourceVersion'),
    object,
  }
}

function resourceOf({ kind }: ObjectRef): string {
  return `${kind.toLowerCase()}s`
}
