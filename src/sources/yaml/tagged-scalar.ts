// What a scalar means under an explicit tag, whatever its quotes: follows `resolve` and `scalar` of go-yaml v2.
import { plainInteger, plainScalar } from './plain-scalar.ts'

const byteTextDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const timestamp = /^\d{4}-\d\d?-\d\d?(?:[Tt]\d\d?:\d\d?:\d\d?(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)| \d\d?:\d\d?:\d\d?(?:\.\d+)?)?$/

/** The name of a tag of YAML's own, as `int` of `!!int`; any other tag as it is written. */
export function shortTag(tag: string): string {
  return /^(?:!!|!<tag:yaml\.org,2002:)([^>]+)>?$/.exec(tag)?.[1] ?? tag
}

/**
 * @param tag - as {@link shortTag} gives it
 * @returns `undefined` where the text is nothing of the kind
 */
export function taggedScalar(tag: string, source: string): { readonly value: boolean | number | string | null } | undefined {
  switch (tag) {
    case '!!':
      return undefined
    case 'binary':
      return binary(source.replace(/[\r\n]/g, ''))
    case 'timestamp':
      return timestamp.test(source) ? { value: source } : undefined
    case 'null':
      return only(source, (value) => value === null)
    case 'bool':
      return only(source, (value) => typeof value === 'boolean')
    case 'int':
      return only(source, () => plainInteger(source) !== undefined)
    case 'float':
      return only(source, (value) => typeof value === 'number' && (plainInteger(source) ?? 0) < 2n ** 63n)
    default:
      // `!!str`, and tags that nobody knows: the text as it stands.
      return { value: source }
  }
}

function only(source: string, is: (value: unknown) => boolean): ReturnType<typeof taggedScalar> {
  const value = plainScalar(source)
  return is(value) ? { value } : undefined
}

function binary(source: string): { readonly value: string } | undefined {
  if (!base64.test(source)) return undefined
  try {
    return { value: byteTextDecoder.decode(Buffer.from(source, 'base64')) }
  } catch {
    // Go would put a mark in the place of each byte that is no text: nobody could act on that.
    return undefined
  }
}
