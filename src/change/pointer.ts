// JSON Pointers (RFC 6901): how the fields of objects are named in plans, journals and patches.
import type { Json, JsonObject } from '../base/index.ts'

/** A JSON Pointer of steps, as `/metadata/labels/app.kubernetes.io~1name`. */
export function pointer(...steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${escaped(String(step))}`).join('')
}

function escaped(step: string): string {
  return /[~/]/.test(step) ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step
}

/** The steps of a JSON Pointer. */
export function pointerSteps(path: string): readonly string[] {
  const steps = path.split('/').slice(1)
  return path.includes('~') ? steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')) : steps
}

/** The pointer of a field path as Kubernetes prints it: `spec.template.spec` becomes `/spec/template/spec`. */
export function pointerOfField(field: string): string {
  // Most fields are plain, and a plan names many.
  if (/^[\w.]+$/.test(field)) return `/${field.replaceAll('.', '/')}`
  return field === '' ? '' : pointer(...field.replaceAll(/\[(\d+)\]/g, '.$1').split('.'))
}

/** The value at a path; `undefined` where there is none. */
export function valueAt(object: JsonObject, path: string): Json | undefined {
  return pointerSteps(path).reduce<Json | undefined>(memberOf, object)
}

/** One step down. `null` counts as nothing, as it does to the API server. */
export function memberOf(value: Json | undefined, step: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return (value as readonly Json[])[/^\d+$/.test(step) ? Number(step) : -1]
  return Object.hasOwn(value, step) ? ((value as JsonObject)[step] ?? undefined) : undefined
}
