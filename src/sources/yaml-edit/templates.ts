// `{{ … }}` of templates: harmless inside quotes and block texts, where it can only fill in a text; anywhere else nobody knows what the
// document will be.
import { Ambiguous } from './ambiguous.ts'
import type { YamlTree } from './tree.ts'

/** @throws Ambiguous where a template decides what the document holds */
export function refuseTemplates(text: string, tree: YamlTree): void {
  if (!text.includes('{{')) return
  const texts = [...tree.nodes.values()].filter(
    (node) => node.kind === 'scalar' && (node.style === 'block' || /^['"]/.test(text.slice(node.start, node.start + 1))),
  )
  for (let at = text.indexOf('{{'); at >= 0; at = text.indexOf('{{', at + 2)) {
    if (texts.some(({ start, end }) => start < at && at < end)) continue
    throw new Ambiguous(
      'a template (`{{`) decides what stands here',
      at,
      "set it in the chart's values, or make the edit in the template by hand",
    )
  }
}
