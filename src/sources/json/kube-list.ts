// What an input gives, and what makes an object in it a list: its kind ends in `List`, and its items are called after it.
import { isRecord } from '../../kube/index.ts'
import type { TextPlace } from './json-syntax-error.ts'

/** Where something starts. */
export interface Place extends TextPlace {
  /** In bytes from the start of the input. */
  readonly offset: number
}

/** An object of the input. */
export interface JsonItem extends Place {
  /** What of it is wanted, with its `apiVersion` and `kind`. Parts of it may be shared with other items: not to be changed. */
  readonly value: unknown
}

/** What a list says of itself. */
export interface ListHead {
  readonly apiVersion?: string
  readonly kind?: string
  /** `metadata.continue`: how to ask for the next page; absent or empty on the last. */
  readonly continue?: string
  readonly resourceVersion?: string
}

/** The members of an object. */
export type Fields = Record<string, unknown>

/** Whether a value is a text that says something. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** Whether it is the kind of a list. */
export function namesList(kind: unknown): boolean {
  return typeof kind === 'string' && kind.endsWith('List')
}

/** Whether an object says neither `apiVersion` nor `kind`, as the items of typed lists. */
export function isNameless(fields: Fields): boolean {
  return !isText(fields['apiVersion']) && !isText(fields['kind'])
}

/**
 * Names an item that does not name itself: an item of a `PodList` is a `Pod`. Those of a bare `List` stay without a name.
 * As upstream's decoder does it (apimachinery, unstructuredJSONScheme.decodeToList).
 */
export function nameItem(item: JsonItem, list: Fields): JsonItem {
  const kind = namesList(list['kind']) ? (list['kind'] as string).slice(0, -'List'.length) : ''
  if (kind === '' || !isText(list['apiVersion'])) return item
  const fields = item.value as Fields
  fields['apiVersion'] = list['apiVersion']
  fields['kind'] = kind
  return item
}

/**
 * What a list says of itself.
 *
 * @param meta - its metadata
 */
export function headOf(list: Fields, meta: unknown): ListHead {
  const given: Fields = isRecord(meta) ? meta : {}
  const said = [
    ['apiVersion', list['apiVersion']],
    ['kind', list['kind']],
    ['continue', given['continue']],
    ['resourceVersion', given['resourceVersion']],
  ] as const
  return Object.fromEntries(said.filter(([, value]) => typeof value === 'string'))
}
