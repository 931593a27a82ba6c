// Splits a YAML file into its documents where Kubernetes splits it.
import type { Gap } from '../../kube/index.ts'
import type { DocumentText } from './positions.ts'

/** A part of a file between separators, or a separator that Kubernetes refuses, after which nobody knows what is what. */
export type Chunk =
  | {
      readonly kind: 'document'
      readonly document: DocumentText
      /** Where the document is in its file, with its separator and with a byte order mark that its text has not. */
      readonly start: number
      readonly end: number
    }
  | { readonly kind: 'broken'; readonly gap: Gap }

/**
 * Splits at lines that begin with `---`, as k8s.io/apimachinery's YAMLReader does, whatever stands around them: directives
 * are a document of their own, and a refused one.
 */
export function* splitDocuments(file: string, text: string): Generator<Chunk> {
  const separator = /(?<![^\n])---([^\n]*)/g
  let start = 0
  let firstLine = 1
  for (;;) {
    const match = separator.exec(text)
    const behind = match?.[1]?.trim() ?? ''
    const chunk = text.slice(start, match?.index)
    const nextLine = firstLine + breaksIn(chunk)
    if (behind !== '' && !behind.startsWith('#')) {
      const message = 'Kubernetes takes nothing but a comment behind `---`; the document before and all behind it is not read'
      yield { kind: 'broken', gap: { kind: 'documentUnreadable', file, line: nextLine, column: 1, message } }
      return
    }
    // Files are put together: each may bring its byte order mark.
    const clean = chunk.includes('\ufeff') ? chunk.replace(/^(---[^\n]*\n)?\ufeff/, '$1') : chunk
    if (clean.trim() !== '' && clean.trim() !== '---')
      yield { kind: 'document', document: { file, text: clean, firstLine }, start, end: start + chunk.length }
    if (match === null) return
    firstLine = nextLine
    start = match.index
  }
}

/** How many lines end in a text. */
export function breaksIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
