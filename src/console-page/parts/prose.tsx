// A sentence of the house, in which names stand between backticks: they are drawn as code.
import type { VNode } from 'preact'

/** The text with its names drawn as code. */
export function Prose({ text }: { readonly text: string }): VNode {
  return <>{text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}</>
}
