// Writes XML 1.0 (https://www.w3.org/TR/xml/): every text escaped, every character that XML forbids shown as a visible escape.
import { plainText } from './plain-text.ts'

/** An element with its attributes and what it holds. */
export interface XmlElement {
  readonly name: string
  /** `undefined` leaves an attribute out. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>
  readonly children?: readonly XmlElement[]
  /** The lines of its text. */
  readonly lines?: readonly string[]
}

/** A whole document. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementLines(root, '').join('\n')}\n`
}

// Good for an attribute and for an element's content.
function xmlText(text: string): string {
  return plainText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}

function elementLines(element: XmlElement, indent: string): string[] {
  const attributes = Object.entries(element.attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${xmlText(String(value))}"`))
    .join('')
  const open = `${indent}<${element.name}${attributes}`
  const children = element.children ?? []
  if (children.length > 0) {
    return [`${open}>`, ...children.flatMap((child) => elementLines(child, `${indent}  `)), `${indent}</${element.name}>`]
  }
  return [element.lines === undefined ? `${open}/>` : `${open}>${element.lines.map(xmlText).join('\n')}</${element.name}>`]
}
