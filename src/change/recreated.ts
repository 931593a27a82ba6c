// What of a recorded object is sent to make it anew: all that it said, but what the API server alone says.
import type { JsonObject } from '../base/index.ts'

const serverMembers: readonly string[] = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'managedFields',
  'selfLink',
]

/** The object without what only the API server sets; labels, annotations, finalizers and owners stay. */
export function recreated(object: JsonObject): JsonObject {
  const metadata = (object['metadata'] ?? {}) as JsonObject
  const kept = Object.fromEntries(Object.entries(metadata).filter(([member]) => !serverMembers.includes(member)))
  return { ...object, metadata: kept }
}
