// Values as text that is put into a file: block style in the file's own habits, flow style in brackets, or JSON.
import type { Json, JsonObject } from '../../base/index.ts'
import { plainScalar } from '../yaml/index.ts'
import type { Style } from './style.ts'

/** How keys and texts are written in brackets: `json` with quotes. */
export type FlowDialect = 'yaml' | 'json'

/** The lines of `key: value` in block style, without line ends. */
export function blockMember(key: string, value: Json, indentation: string, style: () => Style): readonly string[] {
  return blockValue(`${indentation}${scalar(key)}:`, value, indentation, ' ', style)
}

/** A document of its own, in the style of kubectl. */
export function blockText(value: JsonObject): string {
  return membersOf(value)
    .flatMap(([key, member]) => blockMember(key, member, '', () => ({ step: 2, dash: 0, gap: ' ' })))
    .join('\n')
}

/** The lines of one item of a list in block style. @param indentation - of the dash */
export function blockItem(value: Json, indentation: string, gap: string, style: () => Style): readonly string[] {
  const inner = `${indentation} ${gap}`
  if (isMapping(value)) {
    const lines = membersOf(value).flatMap(([key, member]) => blockMember(key, member, inner, style))
    if (lines.length > 0) return [`${indentation}-${gap}${(lines[0] ?? '').trimStart()}`, ...lines.slice(1)]
  }
  if (isList(value) && value.length > 0) {
    const lines = value.flatMap((item) => blockItem(item, inner, gap, style))
    return [`${indentation}-${gap}${(lines[0] ?? '').trimStart()}`, ...lines.slice(1)]
  }
  return blockValue(`${indentation}-`, value, indentation, gap, style)
}

/** The lines below a key or dash, which is on the first of them. */
function blockValue(head: string, value: Json, indentation: string, gap: string, style: () => Style): readonly string[] {
  const below = () => indentation + ' '.repeat(style().step)
  if (isList(value) && value.length > 0)
    return [head, ...value.flatMap((item) => blockItem(item, indentation + ' '.repeat(style().dash), style().gap, style))]
  if (isMapping(value) && membersOf(value).length > 0)
    return [head, ...membersOf(value).flatMap(([key, member]) => blockMember(key, member, below(), style))]
  if (typeof value === 'string' && isLiteral(value)) {
    const ended = value.endsWith('\n')
    const lines = (ended ? value.slice(0, -1) : value).split('\n')
    return [`${head}${gap}|${ended ? '' : '-'}`, ...lines.map((line) => (line === '' ? '' : below() + line))]
  }
  return [`${head}${gap}${flowValue(value, 'yaml')}`]
}

/** A value on one line. */
export function flowValue(value: Json, dialect: FlowDialect): string {
  if (isList(value)) return `[${value.map((item) => flowValue(item, dialect)).join(', ')}]`
  if (isMapping(value))
    return `{${membersOf(value)
      .map(([key, member]) => flowMember(key, member, dialect))
      .join(', ')}}`
  if (typeof value !== 'string') return JSON.stringify(value)
  return dialect === 'json' ? quoted(value) : scalar(value)
}

/** `key: value` on one line. */
export function flowMember(key: string, value: Json, dialect: FlowDialect): string {
  return `${dialect === 'json' ? quoted(key) : scalar(key)}: ${flowValue(value, dialect)}`
}

/** Texts that every reader of YAML takes for texts. */
const plain = /^[A-Za-z_/.][A-Za-z0-9_./-]*$/

function scalar(text: string): string {
  return plain.test(text) && plainScalar(text) === text && !/^[.]*(inf|nan)$/i.test(text) ? text : quoted(text)
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Whether a text is best written line by line: nothing in it that `|` could not hold. */
function isLiteral(text: string): boolean {
  return /^[^ \n][^]*[^\n]\n?$/.test(text) && text.includes('\n') && !/[^\n\x20-\x7e]/.test(text)
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function isMapping(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function membersOf(value: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, member] as const]))
}
