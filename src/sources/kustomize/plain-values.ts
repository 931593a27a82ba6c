// How values that anybody may have written are asked for what they hold: something of the wrong type is as good as nothing.
import type { Json, JsonObject } from '../../base/index.ts'

/** Whether a value has members. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text, or the empty one. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** A list, or the empty one. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

/** The metadata of an object. */
export function metaOf(value: JsonObject): JsonObject {
  return isObject(value['metadata']) ? value['metadata'] : {}
}
