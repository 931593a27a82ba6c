// Reads of an answer's body what is wanted; a body that is no JSON object is told apart, never thrown, and never quoted.
import { isRecord, type Wanted } from '../../kube/index.ts'
import { projectJson } from '../json/index.ts'

/** @returns `undefined` where the body is not a JSON object */
export function readBody(body: Uint8Array, wanted: Wanted): Record<string, unknown> | undefined {
  try {
    const value = projectJson(body, wanted)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
