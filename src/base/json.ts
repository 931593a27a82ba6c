// A value as JSON has it, for what is handed on without being read.

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** A JSON object; a member that is `undefined` is not there. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

/** Whether two values are the same; the order of members does not count, the order of lists does. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isList(a) || isList(b)) return isList(a) && isList(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i]))
  const keys = membersOf(a)
  return keys.length === membersOf(b).length && keys.every((key) => b[key] !== undefined && sameJson(a[key], b[key]))
}

/**
 * Whether a value says all that another says, and perhaps more: as what the API server keeps of an object, with its defaults, covers
 * what was sent. Members may be added; lists have as many items in the same order.
 */
export function covers(found: Json | undefined, said: Json | undefined): boolean {
  if (typeof found !== 'object' || typeof said !== 'object' || found === null || said === null) return sameJson(found, said)
  if (isList(found) || isList(said))
    return isList(found) && isList(said) && found.length === said.length && said.every((item, i) => covers(found[i], item))
  return membersOf(said).every((key) => found[key] !== undefined && covers(found[key], said[key]))
}

function membersOf(value: JsonObject): readonly string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined)
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
