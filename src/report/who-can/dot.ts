// The drawing for Graphviz (https://graphviz.org/doc/info/lang.html).
import { plainText } from '../plain-text.ts'
import { drawingOf } from './graph.ts'
import { titlePhrase } from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'

const colours = { critical: '#b3261e', high: '#c2410c', medium: '#8a6d00', low: '#475569' } as const

/** Renders `dot`. */
export const renderWhoCanDot: WhoCanRenderer = (report) => {
  const { nodes, edges } = drawingOf(report, Number.POSITIVE_INFINITY)
  return [
    'digraph tokens {',
    '  rankdir=LR',
    `  label=${quoted(titlePhrase(report))}`,
    '  node [shape=box, style=rounded, fontname="sans-serif"]',
    '  edge [fontname="sans-serif", fontsize=10]',
    ...nodes.map(
      ({ id, label, kind, platform }) =>
        `  ${id} [label=${quoted(label)}${kind === 'target' ? ', style=filled, fillcolor="#eef2f7"' : ''}${platform ? ', color="#94a3b8", fontcolor="#64748b"' : ''}]`,
    ),
    ...edges.map(
      ({ from, to, label, platform, severity }) =>
        `  ${from} -> ${to} [label=${quoted(label)}, color="${colours[severity]}"${platform ? ', style=dashed' : ''}]`,
    ),
    '}',
    '',
  ].join('\n')
}

// In a quoted string only the quote and the backslash have a meaning.
function quoted(text: string): string {
  return `"${plainText(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
