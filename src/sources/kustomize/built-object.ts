// One object on its way through kustomizations: what it is by now, and what its file calls it.
import type { JsonObject } from '../../base/index.ts'
import type { Locator } from '../../inventory/index.ts'

/** One object on its way through kustomizations. */
export interface BuiltObject {
  /** What an audit reads of it, as it is built. */
  readonly value: JsonObject
  /** As its file has it: by this name patches find it. */
  readonly original: { readonly name: string; readonly namespace?: string }
  readonly file: string
  readonly locate: Locator
}
