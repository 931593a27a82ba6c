// Reads a YAML text document by document, split where Kubernetes splits it, so that one broken document leaves the others whole.
import { EVENT_ID, parseEvents, YAMLException } from 'js-yaml'
import type { Gap, Wanted } from '../../kube/index.ts'
import type { Locator } from '../../inventory/index.ts'
import { construct, YamlContentError } from './construct.ts'
import { locationAt, locatorFor, type DocumentText, type Positions } from './positions.ts'
import { quickRead } from './quick-read.ts'

/** What one document came to. */
export type ReadDocument =
  | { readonly kind: 'value'; readonly value: unknown; readonly locate: Locator; readonly gaps: readonly Gap[] }
  | { readonly kind: 'broken'; readonly gap: Gap }

/** Deeper nesting than any object has; the parser stops there instead of running out of stack. */
const deepest = 200

/**
 * @param file - the name for messages and places
 * @param text - the whole text
 */
export function* readDocuments(file: string, text: string, wanted: Wanted): Generator<ReadDocument> {
  for (const document of splitDocuments(file, text)) yield* readDocument(document, wanted)
}

function* readDocument(document: DocumentText, wanted: Wanted): Generator<ReadDocument> {
  const quick = quickRead(document.text, wanted)
  if (quick !== undefined) {
    yield valueOf(document, quick)
    return
  }
  try {
    yield* parsed(document, wanted)
  } catch (error) {
    yield { kind: 'broken', gap: { kind: 'documentUnreadable', ...brokenAt(document, error) } }
  }
}

/** The parser's way. */
function* parsed(document: DocumentText, wanted: Wanted): Generator<ReadDocument> {
  const events = parseEvents(document.text, { maxDepth: deepest })
  for (let i = 0; i < events.length; i++) {
    const next = events[i + 1]
    if (events[i]?.type !== EVENT_ID.DOCUMENT || next === undefined || next.type === EVENT_ID.POP) continue
    const constructed = construct(document.text, events, i + 1, wanted)
    if (constructed.value !== null) yield valueOf(document, constructed)
  }
}

interface Read {
  readonly value: unknown
  readonly positions: Positions
  readonly duplicates: readonly { readonly key: string; readonly offset: number }[]
}

function valueOf(document: DocumentText, { value, positions, duplicates }: Read): ReadDocument {
  const gaps = duplicates.map(({ key, offset }): Gap => ({ kind: 'keyDuplicated', key, ...locationAt(document, offset) }))
  return { kind: 'value', value, locate: locatorFor(document, positions), gaps }
}

function brokenAt(document: DocumentText, error: unknown): { file: string; line: number; column: number; message: string } {
  const offset =
    error instanceof YamlContentError ? error.offset : error instanceof YAMLException ? (error.mark?.position ?? 0) : undefined
  if (offset === undefined) throw error
  const reason = error instanceof YAMLException ? error.reason : (error as Error).message
  const template = document.text.includes('{{')
    ? ' (it looks like a template: render it first, as in `helm template … | sparekey audit -f -`)'
    : ''
  return { ...locationAt(document, offset), message: `not readable as YAML: ${reason}${template}` }
}

/**
 * Splits at lines that begin with `---`, as k8s.io/apimachinery's YAML reader does: such a line can't be inside a scalar, whose
 * lines are indented. What stands before the first with nothing but directives belongs to the document after it.
 */
export function* splitDocuments(file: string, text: string): Generator<DocumentText> {
  const clean = text.startsWith('\ufeff') ? text.slice(1) : text
  const separator = /^---(?=[ \t\r\n]|$)/gm
  let start = 0
  let firstLine = 1
  for (;;) {
    const match = separator.exec(clean)
    const end = match?.index ?? clean.length
    const chunk = clean.slice(start, end)
    if (match !== null && /^%/m.test(chunk) && /^(?:[ \t]*(?:#.*)?|%.*|---[ \t]*)\r?$/m.test(chunk) && !/^[^%#\s-]/m.test(chunk))
      continue
    if (chunk.trim() !== '' && chunk.trim() !== '---') yield { file, text: chunk, firstLine }
    if (match === null) return
    for (let i = chunk.indexOf('\n'); i >= 0; i = chunk.indexOf('\n', i + 1)) firstLine++
    start = end
  }
}
