// Pods as they reach admission, each with its account and the audit's own answer: what other engines are held to.
import assert from 'node:assert/strict'
import type { JsonObject } from '../../base/index.ts'
import { takeInventory } from '../../inventory/index.ts'
import { decodeObject, keys, type PodObject, type ServiceAccountObject } from '../../kube/index.ts'
import { accountOf, decideAutomount, defaultApiAudiences, podSubject } from '../../tokens/index.ts'
import { admit, type Admission } from '../admit.ts'
import { foreseenPod } from '../foreseen-pod.ts'
import { pairOf } from '../pairs.cases.ts'

/** One pod. */
export interface Sample {
  readonly name: string
  /** After the ServiceAccount plugin. */
  readonly pod: JsonObject
  readonly account: JsonObject
  /** What the audit says of it. */
  readonly expected: Admission
  /** Whether the account is on the list of those that are given one. */
  readonly listed: boolean
  /** What the audit says where the account's annotations are not read, and Secrets are known by their names. */
  readonly expectedByList: Admission
}

/** Seeded random samples in a namespace. @param today - `YYYY-MM-DD` */
export function samplesOf(seed: number, count: number, namespace: string, today: string): readonly Sample[] {
  return Array.from({ length: count }, (_, index) => {
    const { account: written, pod, workload } = pairOf(seed, index, namespace, today)
    const account = decoded(written)
    const made = decoded(pod)
    assert.ok(account.is === 'serviceAccount' && made.is === 'pod')
    const listed = index % 3 === 0
    const answer = (of: ServiceAccountObject): Admission => {
      const objects = [{ object: of }]
      const inventory = takeInventory({
        objects,
        complete: new Set(['secrets', 'csidrivers']),
        gaps: [],
        assumptions: new Set(),
      })
      const facts = { ...inventory, apiAudiences: defaultApiAudiences }
      return admit({ subject: podSubject(made), account: of, exceptions: { place: 'account' }, workload, today }, facts)
    }
    return {
      name: written.metadata.name,
      pod: admitted(made, account, pod.metadata, today),
      account: written as JsonObject,
      expected: answer(account),
      listed,
      expectedByList: answer(byName(account, made, listed)),
    }
  })
}

/** The pod with the volume that the ServiceAccount plugin puts in, and the metadata that it was written with. */
function admitted(pod: PodObject, account: ServiceAccountObject, metadata: object, today: string): JsonObject {
  const subject = podSubject(pod)
  const mounts = decideAutomount(subject, { kind: 'known', account }).kind === 'mounts'
  const made = foreseenPod(pod.ref, accountOf(subject), pod.spec, mounts, today)
  return { ...made, metadata: { ...(made['metadata'] as JsonObject), ...(metadata as JsonObject) } }
}

/** The account as an engine takes it that knows its name and whether it is listed. */
function byName(account: ServiceAccountObject, pod: PodObject, listed: boolean): ServiceAccountObject {
  const stated = { [keys.requiredReason]: 'listed', [keys.requiredOwner]: 'listed', [keys.requiredUntil]: '9999-12-31' }
  return {
    ...account,
    meta: { ...account.meta, annotations: listed ? stated : {} },
    secrets: [...secretsNamed(pod)].map((name) => ({ name })),
  }
}

function secretsNamed({ spec }: PodObject): ReadonlySet<string> {
  return new Set([...JSON.stringify(spec).matchAll(/"(?:secretName|name)":"([^"]+)"/g)].map(([, name]) => name ?? ''))
}

function decoded(value: unknown) {
  const found = decodeObject(value)
  assert.equal(found.kind, 'object', JSON.stringify(found))
  return found.object
}
