// Where the parts of one document stand: three flat lists beside the value, for wanted fields only, read when somebody asks.
import type { Location, Locator } from '../../inventory/index.ts'

/** A document's text and where it begins in its file. */
export interface DocumentText {
  readonly file: string
  readonly text: string
  /** The line of the document's first character, from 1. */
  readonly firstLine: number
}

/**
 * The places of the nodes of one document: each knows the node around it, its key there, and its offset in the text (of the key
 * for a member, of the item for a list). A folder of manifests has hundreds of thousands of them, so they are no objects.
 */
export class Positions {
  readonly #around: number[] = []
  readonly #keys: (string | number)[] = []
  readonly #offsets: number[] = []

  /** @returns the new node's number, by which nodes inside it name it */
  add(around: number, key: string | number, offset: number): number {
    this.#around.push(around)
    this.#keys.push(key)
    return this.#offsets.push(offset) - 1
  }

  /** The offset of the node at the end of a path, or of the last node on the way that is there. */
  find(path: readonly (string | number)[]): number {
    let node = 0
    for (const key of path) {
      const inner = this.#keys.findLastIndex((candidate, i) => candidate === key && this.#around[i] === node && i !== node)
      if (inner < 0) break
      node = inner
    }
    return this.#offsets[node] ?? 0
  }
}

/** The place of an offset; lines and columns from 1, columns in UTF-16 units as editors count them. */
export function locationAt(document: DocumentText, offset: number): Location {
  const lineStart = offset === 0 ? 0 : document.text.lastIndexOf('\n', offset - 1) + 1
  let line = document.firstLine
  for (let i = document.text.indexOf('\n'); i >= 0 && i < lineStart; i = document.text.indexOf('\n', i + 1)) line++
  return { file: document.file, line, column: offset - lineStart + 1 }
}

/** Finds fields such as `spec.volumes[0].name`; what is not in the document is found at the nearest part around it. */
export function locatorFor(document: DocumentText, positions: Positions): Locator {
  return (field) => locationAt(document, positions.find(stepsOf(field)))
}

function stepsOf(field: string): readonly (string | number)[] {
  return [...field.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map((match) => (match[1] === undefined ? match[0] : Number(match[1])))
}
