// The drawing for Mermaid (https://mermaid.js.org/syntax/flowchart.html), as Markdown viewers draw it.
import { truncateMiddle } from '../display-width.ts'
import { plainText } from '../plain-text.ts'
import { answerPhrase } from './answer.ts'
import { drawingOf, type DrawnEdge, type DrawnNode } from './graph.ts'
import type { WhoCanRenderer } from './renderer.ts'

/** Mermaid refuses drawings of more than 500 arrows or 50,000 characters; chains have more than one arrow a row. */
const rowsDrawn = 120
const letters = 60

/** Renders `mermaid`. */
export const renderWhoCanMermaid: WhoCanRenderer = (report) => {
  const { nodes, edges, leftOut } = drawingOf(report.grants, rowsDrawn)
  return `${[
    'flowchart LR',
    ...(leftOut > 0 ? [`  more["${leftOut} rows of lesser weight are left out: -o dot draws all"]`] : []),
    ...(nodes.length === 0 ? [`  none["${entities(answerPhrase(report), Number.POSITIVE_INFINITY)}"]`] : []),
    ...nodes.map(nodeLine),
    ...edges.map(edgeLine),
    ...(nodes.some((node) => node.platform) ? ['  classDef platform stroke-dasharray: 4 4'] : []),
  ].join('\n')}\n`
}

function nodeLine({ id, label, kind, platform }: DrawnNode): string {
  const text = `"${entities(label)}"`
  return `  ${id}${kind === 'target' ? `([${text}])` : `[${text}]`}${platform ? ':::platform' : ''}`
}

function edgeLine({ from, to, label, platform }: DrawnEdge): string {
  const [open, close] = platform ? ['-.', '.->'] : ['--', '-->']
  return `  ${from} ${open} "${entities(label)}" ${close} ${to}`
}

// Everything that Mermaid, Markdown or HTML could take for syntax goes in as an entity.
function entities(text: string, width = letters): string {
  return truncateMiddle(plainText(text), width).replace(
    /[^\p{L}\p{N}\p{M} ,.:/()+…→-]/gu,
    (character) => `#${character.codePointAt(0) ?? 0};`,
  )
}
