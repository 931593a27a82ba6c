// The drawing for Mermaid (https://mermaid.js.org/syntax/flowchart.html), as Markdown viewers draw it.
import { plainText } from '../plain-text.ts'
import { drawingOf } from './graph.ts'
import type { WhoCanRenderer } from './renderer.ts'

/** Mermaid refuses drawings of more than 500 arrows. */
const most = 400

/** Renders `mermaid`. */
export const renderWhoCanMermaid: WhoCanRenderer = (report) => {
  const { nodes, edges, leftOut } = drawingOf(report, most)
  return [
    'flowchart LR',
    ...(leftOut > 0 ? [`  %% ${leftOut} grants are left out; -o dot draws all`] : []),
    ...nodes.map(({ id, label, kind }) =>
      kind === 'target' ? `  ${id}(["${entities(label)}"])` : `  ${id}["${entities(label)}"]`,
    ),
    ...edges.map(
      ({ from, to, label, platform }) =>
        `  ${from} ${platform ? '-.' : '--'} "${entities(label)}" ${platform ? '.->' : '-->'} ${to}`,
    ),
    '',
  ].join('\n')
}

// Everything that Mermaid, Markdown or HTML could take for syntax goes in as an entity.
function entities(text: string): string {
  return plainText(text).replace(/[^\p{L}\p{N}\p{M} ,.:/()+→-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`)
}
