// A slow and obvious interpreter of RFC 6902 for the four operations that are sent, strict as the API server's: a failed test, a missing
// parent or a missing member refuses the whole patch.
import { sameJson, type Json, type JsonObject } from '../base/index.ts'
import type { PatchOperation } from './edit.ts'
import { pointerSteps } from './pointer.ts'

type Mutable = null | boolean | number | string | Mutable[] | { [key: string]: Mutable }

/** @throws an `Error` that says which operation could not be made */
export function patched(object: JsonObject, patch: readonly PatchOperation[]): JsonObject {
  const copy = copyOf(object)
  for (const operation of patch) apply(copy, operation)
  return copy as JsonObject
}

function apply(root: Mutable, operation: PatchOperation): void {
  const steps = pointerSteps(operation.path)
  const last = steps.at(-1)
  if (last === undefined) throw new Error('the whole document is never changed')
  let holder: Mutable = root
  for (const step of steps.slice(0, -1)) {
    const next = childOf(holder, step)
    if (next === undefined) throw new Error(`${operation.op} ${operation.path}: no parent`)
    holder = next
  }
  if (holder === null || typeof holder !== 'object')
    throw new Error(`${operation.op} ${operation.path}: the parent is no container`)
  const there = childOf(holder, last)
  if (operation.op !== 'add' && there === undefined) throw new Error(`${operation.op} ${operation.path}: nothing there`)
  switch (operation.op) {
    case 'test':
      if (!sameJson(there, operation.value)) throw new Error(`test ${operation.path}: it is another value`)
      return
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(last), 1)
      else Reflect.deleteProperty(holder, last)
      return
    case 'add':
    case 'replace': {
      const value = copyOf(operation.value)
      if (!Array.isArray(holder))
        Object.defineProperty(holder, last, { value, writable: true, enumerable: true, configurable: true })
      else if (operation.op === 'replace') holder[Number(last)] = value
      else if (last === '-') holder.push(value)
      else if (/^\d+$/.test(last) && Number(last) <= holder.length) holder.splice(Number(last), 0, value)
      else throw new Error(`add ${operation.path}: no such place`)
    }
  }
}

function childOf(value: Mutable, step: string): Mutable | undefined {
  if (value === null || typeof value !== 'object') return undefined
  if (Array.isArray(value)) return /^\d+$/.test(step) ? value[Number(step)] : undefined
  return Object.hasOwn(value, step) ? value[step] : undefined
}

/** A copy in which nothing stands twice, as it may in a value that was put together. */
function copyOf(value: Json): Mutable {
  return JSON.parse(JSON.stringify(value)) as Mutable
}
