// Writes text into GitHub-flavoured Markdown (https://github.github.com/gfm/) so that no name can become markup, a mention or a link.
import { plainText } from './plain-text.ts'
import { proseParts } from './prose.ts'

/** A text without meaning to Markdown or HTML; what has one is an entity, also in table cells. */
export function mdText(text: string): string {
  return entities(text, (character, entity) => (character === '@' || character === '#' ? `<span>${entity}</span>` : entity))
}

/** A name: in `<code>`, where GitHub looks for no mentions and references. */
export function mdName(text: string): string {
  return text === '' ? '' : `<code>${entities(text, (_, entity) => entity)}</code>`
}

/** A message of the house, its backticked names as names. */
export function mdProse(message: string): string {
  return proseParts(message)
    .map((part) => (part.code ? mdName(part.text) : mdText(part.text)))
    .join('')
}

/** A table of cells that are Markdown already. */
export function mdTable(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)]
}

// Everything but letters, digits and harmless punctuation; and the two beginnings that are made links without any bracket.
// Entities do not stop GitHub from finding a mention or an issue in the rendered text; an element around it does.
function entities(text: string, dress: (character: string, entity: string) => string): string {
  return plainText(text)
    .replace(/[^\p{L}\p{N}\p{M} ,.:;/?'"()=%+…-]/gu, (character) => dress(character, `&#${character.codePointAt(0)};`))
    .replaceAll('://', '&#58;//')
    .replace(/(www)\./gi, '$1&#46;')
}
