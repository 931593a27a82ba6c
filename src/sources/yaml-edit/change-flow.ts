// Takes entries out of `{…}` and `[…]` and puts others in, with the commas that this needs: on one line, or one entry to a line as JSON
// is mostly written.
import { Ambiguous } from './ambiguous.ts'
import { refuseComment, splice, type Draft } from './draft.ts'
import { isFirstOnLine, lineEndingAt, lineStart, nextLine } from './lines.ts'
import { skipBlank } from './tree.ts'

/** What is between two brackets. */
export interface FlowCollection {
  /** Of the brackets themselves. */
  readonly start: number
  readonly end: number
  readonly entries: readonly { readonly start: number; readonly end: number }[]
}

/** A new entry, behind the entry with this index; `-1` for the front. */
export interface NewEntry {
  readonly behind: number
  readonly text: string
}

/** @throws Ambiguous where commas or comments leave more than one way */
export function changeFlow(
  draft: Draft,
  collection: FlowCollection,
  removed: ReadonlySet<number>,
  added: readonly NewEntry[],
): void {
  if (!'{['.includes(draft.text[collection.start] ?? ' '))
    throw new Ambiguous('a pair stands in a list without braces', collection.start, 'put braces around the pair')
  const { entries } = collection
  const kept = entries.flatMap((_, i) => (removed.has(i) ? [] : [i]))
  const [first, last] = [kept[0], kept.at(-1)]
  if (first === undefined || last === undefined) {
    if (added.length === 0 && entries.length === 0) return
    refuseComment(draft, collection.start + 1, collection.end - 1)
    splice(draft, collection.start + 1, collection.end - 1, added.map(({ text }) => text).join(', '))
    return
  }
  for (let i = -1; i <= last; i++) {
    const texts = added.filter(({ behind }) => behind === i || (i === last && behind > last)).map(({ text }) => text)
    if (texts.length === 0) continue
    if (i < first) putFirst(draft, entryAt(collection, first), texts)
    else putBehind(draft, collection, i, i === last, texts)
  }
  for (const i of removed) if (i < last) takeOut(draft, collection, i)
  const end = entries.at(-1)?.end ?? 0
  if (last < entries.length - 1) {
    refuseComment(draft, entryAt(collection, last).end, end)
    splice(draft, entryAt(collection, last).end, end, '')
  }
}

function entryAt({ entries }: FlowCollection, index: number): { readonly start: number; readonly end: number } {
  return entries[index] ?? { start: 0, end: 0 }
}

function putFirst(draft: Draft, { start }: { readonly start: number }, texts: readonly string[]): void {
  if (!isFirstOnLine(draft.text, start)) return splice(draft, start, start, texts.map((text) => `${text}, `).join(''))
  const line = lineStart(draft.text, start)
  splice(draft, line, line, linesOf(draft, start, texts))
}

function putBehind(draft: Draft, collection: FlowCollection, index: number, isLast: boolean, texts: readonly string[]): void {
  const { text } = draft
  const { start, end } = entryAt(collection, index)
  const comma = skipBlank(text, end)
  const hasComma = text[comma] === ','
  const ownLines = isFirstOnLine(text, start) && text.slice(end, collection.end).includes('\n')
  const atEnd = index === collection.entries.length - 1
  // Where all behind it is taken out, its comma goes with them.
  const staysBehindComma = hasComma && (!isLast || atEnd)
  if (!ownLines) {
    if (staysBehindComma) splice(draft, comma + 1, comma + 1, texts.map((one) => ` ${one},`).join(''))
    else splice(draft, end, end, texts.map((one) => `, ${one}`).join(''))
    return
  }
  if (staysBehindComma) {
    const line = nextLine(text, comma)
    if (!/^,[ \t]*(#.*)?$/.test(text.slice(comma, line).trimEnd()))
      throw new Ambiguous('some entries share a line and some do not', start, 'give each entry a line of its own')
    return splice(draft, line, line, linesOf(draft, start, texts))
  }
  const indentation = text.slice(lineStart(text, start), start)
  const eol = lineEndingAt(text, end)
  if (!atEnd) return splice(draft, end, end, texts.map((one) => `,${eol}${indentation}${one}`).join(''))
  splice(draft, end, end, ',')
  const line = nextLine(text, end)
  splice(draft, line, line, texts.map((one) => indentation + one).join(`,${eol}`) + eol)
}

function linesOf(draft: Draft, start: number, texts: readonly string[]): string {
  const indentation = draft.text.slice(lineStart(draft.text, start), start)
  const eol = lineEndingAt(draft.text, start)
  return texts.map((text) => `${indentation}${text},${eol}`).join('')
}

/** Takes out an entry that others follow. */
function takeOut(draft: Draft, collection: FlowCollection, index: number): void {
  const { text } = draft
  const { start, end } = entryAt(collection, index)
  const comma = skipBlank(text, end)
  const line = nextLine(text, comma)
  if (isFirstOnLine(text, start) && /^,[ \t]*(#.*)?$/.test(text.slice(comma, line).trimEnd()))
    return splice(draft, lineStart(text, start), line, '')
  const next = entryAt(collection, index + 1).start
  refuseComment(draft, start, next)
  splice(draft, start, next, '')
}
