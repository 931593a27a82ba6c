// A diff on a page: its lines told apart by their sign before their colour.
import { markup, nothing, type Markup } from '../html-markup.ts'
import type { Sides } from './partial-document.ts'
import { diffLines } from './unified-diff.ts'

const classes: Readonly<Record<string, string>> = { '+': 'a', '-': 'd' }

/** The lines of a diff without its head, which names the object once more. */
export function diffBlock(sides: Sides): Markup {
  const lines = diffLines({ path: '', ...sides }).slice(3)
  if (lines.length === 0) return nothing
  // Each line is a block of its own, so that its ground reaches the edge.
  return markup`<pre><code>${lines.map((line) => markup`<span class="${classes[line.charAt(0)] ?? 'c'}">${line}\n</span>`)}</code></pre>`
}
