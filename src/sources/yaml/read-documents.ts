// Reads a YAML text document by document, split where Kubernetes splits it, so that one broken document leaves the others whole.
import { EVENT_ID, parseEvents, YAMLException } from 'js-yaml'
import type { Gap, Wanted } from '../../kube/index.ts'
import type { Locator } from '../../inventory/index.ts'
import { construct, YamlContentError } from './construct.ts'
import { locationAt, locatorFor, type DocumentText, type Positions } from './positions.ts'
import { quickRead } from './quick-read.ts'
import { splitDocuments } from './split-documents.ts'

/** What one document came to. */
export type ReadDocument =
  | { readonly kind: 'value'; readonly value: unknown; readonly locate: Locator; readonly gaps: readonly Gap[] }
  | { readonly kind: 'broken'; readonly gap: Gap }

/** Deeper nesting than any object has; the parser stops there instead of running out of stack. */
export const deepest = 200

/**
 * @param file - the name for messages and places
 * @param text - the whole text
 */
export function* readDocuments(file: string, text: string, wanted: Wanted): Generator<ReadDocument> {
  for (const chunk of splitDocuments(file, text)) {
    if (chunk.kind === 'broken') yield chunk
    else yield* readDocument(chunk.document, wanted)
  }
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

/** The parser's way: as go-yaml, it reads one document and no further than its `...`. */
function* parsed(document: DocumentText, wanted: Wanted): Generator<ReadDocument> {
  const separator = lineSeparator.exec(document.text)
  if (separator !== null)
    throw new YamlContentError('a line ends here to Kubernetes and goes on to others: remove this character', separator.index)
  const events = parseEvents(document.text, { maxDepth: deepest })
  let first = true
  for (let i = 0; i < events.length; i++) {
    if (events[i]?.type !== EVENT_ID.DOCUMENT) continue
    const constructed = construct(document.text, events, i + 1, first ? wanted : nothing)
    if (!first)
      throw new YamlContentError(
        'Kubernetes reads no further than `...`: begin a document with `---`',
        constructed.positions.find([]),
      )
    first = false
    if (constructed.value !== null) yield valueOf(document, constructed)
  }
}

// The line breaks of YAML 1.1 that 1.2 and editors take for text: behind one in a comment, a key would hide.
const lineSeparator = /[\x85\u2028\u2029]/

const nothing: Wanted = { kind: 'presence' }

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
