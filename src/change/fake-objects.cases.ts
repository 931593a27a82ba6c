// What an API server makes of the objects that it is sent, as far as changes of tokens meet it: the alias of the account's name, defaults
// of volumes, and maps and lists that are not kept when they are empty.
import type { Json, JsonObject } from '../base/index.ts'
import { groupOf, type ObjectRef } from '../kube/index.ts'
import { memberOf } from './pointer.ts'

const kept: ReadonlySet<string> = new Set(['emptyDir', 'downwardAPI', 'serviceAccountToken', 'spec', 'metadata', 'template'])

/** The object as it is stored. */
export function stored(object: JsonObject): JsonObject {
  const group = groupOf(textAt(object, 'apiVersion'))
  return normal(object, '', group === '' || group === 'apps' || group === 'batch') as JsonObject
}

function normal(value: Json, name: string, hasAlias: boolean): Json | undefined {
  if (value === null) return undefined
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).flatMap((item) => normal(item, 'spec', hasAlias) ?? [])
    return items.length === 0 ? undefined : items
  }
  const members = Object.entries(value as JsonObject).flatMap(([key, inner]) => {
    const is = inner === undefined ? undefined : normal(inner, key, hasAlias)
    return is === undefined ? [] : [[key, is] as const]
  })
  if (members.length === 0 && !kept.has(name)) return undefined
  const object: JsonObject = Object.fromEntries(members)
  if (name === 'projected') return { ...object, defaultMode: object['defaultMode'] ?? 420 }
  if (name === 'spec' && hasAlias && 'containers' in object) return withAlias(object)
  return object
}

/** As core/v1 conversion does it: `serviceAccountName` wins, and each is set from the other. */
function withAlias(spec: JsonObject): JsonObject {
  const name = spec['serviceAccountName'] ?? spec['serviceAccount']
  return name === undefined ? spec : { ...spec, serviceAccountName: name, serviceAccount: name }
}

/** A text or a number of an object, as text; empty where there is none. */
export function textAt(object: JsonObject | undefined, ...steps: readonly string[]): string {
  const value = steps.reduce<Json | undefined>(memberOf, object)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** The name of an object. */
export function refOf(object: JsonObject): ObjectRef {
  const namespace = textAt(object, 'metadata', 'namespace')
  return {
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    ...(namespace === '' ? {} : { namespace }),
    name: textAt(object, 'metadata', 'name'),
  }
}
