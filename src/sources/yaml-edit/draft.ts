// An edit in the making: the text, its nodes, and the splices found so far; and what stands against changing a node.
import { Ambiguous } from './ambiguous.ts'
import type { Splice } from './splice.ts'
import type { Style } from './style.ts'
import type { Item, Member, YamlNode, YamlTree } from './tree.ts'

/** What the functions that change nodes share. */
export interface Draft {
  /** INVARIANT: ends with a line end. */
  readonly text: string
  readonly tree: YamlTree
  /** Worked out when it is asked for: most edits are one line. */
  readonly style: () => Style
  /** Whether the document is JSON, or written like it. */
  readonly json: boolean
  readonly splices: Splice[]
}

/** Notes a splice; of several insertions at one place, the first comes first. */
export function splice(draft: Draft, start: number, end: number, text: string): void {
  draft.splices.push({ start, end, text })
}

const writeOut = 'write the value out where it is used, or make the edit by hand'

/** @throws Ambiguous where a change of the node would also change another place, or is made at another */
export function refuseRepeated(draft: Draft, node: YamlNode): void {
  if (node.kind === 'alias') throw new Ambiguous(`\`*${node.name}\` repeats what stands at its anchor`, node.start, writeOut)
  if (node.anchor !== undefined && draft.tree.aliases.has(node.anchor))
    throw new Ambiguous(`what the anchor \`&${node.anchor}\` names is repeated elsewhere in the document`, node.start, writeOut)
}

/** @throws Ambiguous where something of the node is repeated elsewhere: it can't be taken out */
export function refuseRepeatedInside(draft: Draft, node: YamlNode): void {
  if (node.kind !== 'alias') refuseRepeated(draft, node)
  for (const { value } of childrenOf(node)) refuseRepeatedInside(draft, value)
}

/** The members or items of a node. */
export function childrenOf(node: YamlNode): readonly (Member | Item)[] {
  return node.kind === 'mapping' ? node.members : node.kind === 'sequence' ? node.items : []
}

/** Whether a comment stands in a range of the text. */
export function hasComment(draft: Draft, start: number, end: number): boolean {
  const scalars = [...draft.tree.nodes.values()].filter(
    (node) => node.kind === 'scalar' && node.end > start && node.start < end && node.end > node.start,
  )
  let at = start
  for (const { start: from, end: to } of scalars.sort((a, b) => a.start - b.start)) {
    if (/(^|\s)#/.test(draft.text.slice(at, from))) return true
    at = Math.max(at, to)
  }
  return /(^|\s)#/.test(draft.text.slice(at, Math.max(at, end)))
}

/** @throws Ambiguous where taking a range out would take a comment with it */
export function refuseComment(draft: Draft, start: number, end: number): void {
  if (hasComment(draft, start, end))
    throw new Ambiguous('a comment stands inside what would be taken out', start, 'move the comment, or make the edit by hand')
}
