// Reads every document of a small text with all that is in it, as Kubernetes means it: kustomizations, charts, values, patches.
import { parseEvents, YAMLException } from 'js-yaml'
import type { Json } from '../../base/index.ts'
import { construct, everything, YamlContentError } from './construct.ts'
import { deepest } from './read-documents.ts'
import { splitDocuments } from './split-documents.ts'

/** @returns its documents, or the reason why they can't be read; `null` documents are left out */
export function readWhole(text: string): readonly Json[] | { readonly reason: string } {
  const values: Json[] = []
  try {
    for (const chunk of splitDocuments('', text)) {
      if (chunk.kind === 'broken') return { reason: 'content stands behind a separator' }
      const value = construct(chunk.document.text, parseEvents(chunk.document.text, { maxDepth: deepest }), 1, everything).value
      if (value !== null) values.push(value as Json)
    }
    return values
  } catch (error) {
    if (error instanceof YamlContentError) return { reason: error.message }
    if (error instanceof YAMLException) return { reason: error.reason }
    throw error
  }
}
