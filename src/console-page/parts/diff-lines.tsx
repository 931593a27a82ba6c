// A diff, line by line: what goes and what comes are told apart by their signs, and by colour beside them.
import type { VNode } from 'preact'

/** @param name - what it is the diff of */
export function DiffLines({ lines, name }: { readonly lines: readonly string[]; readonly name: string }): VNode | null {
  if (lines.length === 0) return null
  return (
    <pre class="diff" tabIndex={0} role="region" aria-label={`Diff of ${name}`}>
      {lines.map((line, i) => (
        <span key={i} class={kindOf(line)}>
          {line === '' ? ' ' : line}
        </span>
      ))}
    </pre>
  )
}

function kindOf(line: string): string {
  if (/^(---|\+\+\+|@@)/.test(line)) return 'where'
  return line.startsWith('+') ? 'plus' : line.startsWith('-') ? 'minus' : ''
}
