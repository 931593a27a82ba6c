// An object as the change room may see it: whole, but for what nobody may see. Values of environment variables are taken out before
// anything else looks, and so are annotations that repeat the whole object; of a Secret there is nothing but metadata to begin with.
import { SparekeyError, type Json, type JsonObject } from '../../base/index.ts'
import type { LiveObject } from '../../change/index.ts'
import { groupOf, isRecord } from '../../kube/index.ts'

/** Annotations in which tools keep a copy of the object, values of environment variables and Secret data included. */
const copies: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'kapp.k14s.io/original',
  'kapp.k14s.io/original-diff',
  'objectset.rio.cattle.io/applied',
  'banzaicloud.com/last-applied',
]

/** Kinds of which a copy repeats nothing but what they say openly; theirs is kept, to be restored with them. */
const open: ReadonlySet<string> = new Set([
  '/Namespace',
  '/ServiceAccount',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
])

/**
 * Reads an answer that is to be an object, and blanks the bytes it came in.
 *
 * @param identity - what the object is: lists and metadata do not say it themselves
 * @returns `undefined` where the answer is no object with a uid
 */
export function readLiveObject(
  body: Uint8Array,
  identity: { readonly apiVersion: string; readonly kind: string },
): LiveObject | undefined {
  const value = parsed(body)
  const isSecret = identity.kind === 'Secret' && groupOf(identity.apiVersion) === ''
  if (!isRecord(value) || (isSecret && value['kind'] !== 'PartialObjectMetadata')) return undefined
  const metadata = value['metadata']
  if (!isRecord(metadata)) return undefined
  const { uid, resourceVersion } = metadata
  if (typeof uid !== 'string' || typeof resourceVersion !== 'string') return undefined
  const whole = (isSecret ? { metadata } : value) as JsonObject
  const { apiVersion, kind } = identity
  const object = withoutValues({ ...whole, apiVersion, kind, metadata: metadataOf(metadata as JsonObject, identity) })
  return { uid, resourceVersion, object: object as JsonObject }
}

/** An answer to a trial (`dryRun=All`): an object that is kept nowhere, and so has no version. */
export function readTriedObject(body: Uint8Array): JsonObject | undefined {
  const value = parsed(body)
  return isRecord(value) && isRecord(value['metadata']) ? (withoutValues(value as JsonObject) as JsonObject) : undefined
}

/** @throws SparekeyError `API_UNREACHABLE` where the answer is no object */
export function liveObjectOf(body: Uint8Array, identity: { readonly apiVersion: string; readonly kind: string }): LiveObject {
  const live = readLiveObject(body, identity)
  if (live !== undefined) return live
  throw new SparekeyError('API_UNREACHABLE', `the server's answer is no \`${identity.kind}\` that can be read`)
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  } finally {
    body.fill(0)
  }
}

function metadataOf(
  { managedFields: _, ...metadata }: JsonObject,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
): JsonObject {
  const annotations = metadata['annotations']
  if (!isRecord(annotations) || open.has(`${groupOf(apiVersion)}/${kind}`)) return metadata
  // The member stays: an object of annotations that only holds a copy is not to be taken for an empty one.
  const blank = Object.entries(annotations).map(([key, value]) => [key, copies.includes(key) ? '' : value])
  return { ...metadata, annotations: Object.fromEntries(blank) as JsonObject }
}

/** Lists of variables are named `env` in every kind that makes pods; Spark has maps of them. */
function withoutValues(value: Json, member = ''): Json {
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    return items.map((item) => withoutValues(member === 'env' && isObject(item) ? withoutMember(item, 'value') : item))
  }
  if (!isObject(value)) return value
  if (member === 'envVars') return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, withoutValues(inner, key)]])),
  )
}

function withoutMember(value: JsonObject, name: string): JsonObject {
  const { [name]: _, ...rest } = value
  return rest
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
