// The drawing for Graphviz (https://graphviz.org/doc/info/lang.html): everything, the platform's own dashed.
import type { Severity } from '../../verdict/index.ts'
import { plainText } from '../plain-text.ts'
import { answerPhrase, titlePhrase } from './answer.ts'
import { drawingOf, type DrawnEdge, type DrawnNode } from './graph.ts'
import type { WhoCanRenderer } from './renderer.ts'

const colours: Readonly<Record<Severity, string>> = { critical: '#b3261e', high: '#c2410c', medium: '#8a6d00', low: '#475569' }

/** Renders `dot`. */
export const renderWhoCanDot: WhoCanRenderer = (report) => {
  const { nodes, edges } = drawingOf(report.grants, Number.POSITIVE_INFINITY)
  return `${[
    'digraph tokens {',
    '  rankdir=LR',
    '  labelloc=t',
    // The line break is Graphviz's own escape.
    `  label="${quotable(titlePhrase(report))}\\n${quotable(answerPhrase(report))}"`,
    '  node [shape=box, style=rounded, fontname="sans-serif"]',
    '  edge [fontname="sans-serif", fontsize=10]',
    ...nodes.map(nodeLine),
    ...edges.map(edgeLine),
    '}',
  ].join('\n')}\n`
}

function nodeLine({ id, label, kind, platform }: DrawnNode): string {
  const style = ['rounded', ...(kind === 'target' ? ['filled'] : []), ...(platform ? ['dashed'] : [])].join(',')
  const fill = kind === 'target' ? ', fillcolor="#eef2f7"' : ''
  const faint = platform ? ', color="#64748b", fontcolor="#64748b"' : ''
  return `  ${id} [label="${quotable(label)}", style="${style}"${fill}${faint}]`
}

function edgeLine({ from, to, label, platform, severity }: DrawnEdge): string {
  return `  ${from} -> ${to} [label="${quotable(label)}", color="${colours[severity]}"${platform ? ', style=dashed' : ''}]`
}

// In a quoted string only the quote and the backslash have a meaning; an ampersand begins an entity of HTML in labels.
function quotable(text: string): string {
  return plainText(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;')
}
