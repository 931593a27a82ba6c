// Turns the difference between a node's value as it is and as it is to be into the fewest changes of its text.
import { sameJson, type Json, type JsonObject } from '../../base/index.ts'
import { Ambiguous } from './ambiguous.ts'
import { changeFlow } from './change-flow.ts'
import { refuseComment, refuseRepeated, refuseRepeatedInside, splice, type Draft } from './draft.ts'
import { aboveComments, indentationAt, isFirstOnLine, lineEndingAt, lineStart, nextLine } from './lines.ts'
import { matchItems } from './match-items.ts'
import { placeOf } from './neighbours.ts'
import type { MappingNode, Member, SequenceNode, YamlNode } from './tree.ts'
import { blockItem, blockMember, flowMember, flowValue, type FlowDialect } from './written.ts'

/** What a node stands in. */
export interface Slot {
  /** Behind the colon or the dash. */
  readonly behind: number
  /** Of a member in block style: where its key stands; values below it are indented from there. */
  readonly key?: number
  /** Whether it is in brackets. */
  readonly flow: boolean
}

const byHand = 'make the edit by hand'

/**
 * Notes the splices that turn one value into another.
 *
 * @param from - the node's value
 * @throws Ambiguous where there is more than one way, or none that leaves the rest alone
 */
export function changeNode(draft: Draft, node: YamlNode, slot: Slot, from: Json, to: Json): void {
  if (sameJson(from, to)) return
  refuseRepeated(draft, node)
  if (node.kind === 'mapping' && isMapping(from) && isMapping(to)) changeMapping(draft, node, slot, from, to)
  else if (node.kind === 'sequence' && isList(from) && isList(to)) changeSequence(draft, node, slot, from, to)
  else replaceValue(draft, node, slot, to)
}

function changeMapping(draft: Draft, node: MappingNode, slot: Slot, from: JsonObject, to: JsonObject): void {
  const removed = new Set<Member>()
  for (const [key, before] of Object.entries(from)) {
    const after = Object.hasOwn(to, key) ? to[key] : undefined
    if (before === undefined || sameJson(before, after)) continue
    const member = memberOf(node, key)
    if (after === undefined) {
      const merge = node.members.find((one) => one.isMerge)
      if (merge !== undefined) throw new Ambiguous(`\`<<\` may bring \`${key}\` back`, merge.start, byHand)
      refuseRepeatedInside(draft, member.value)
      removed.add(member)
    } else changeNode(draft, member.value, slotOf(node, member), before, after)
  }
  const added = Object.entries(to).flatMap(([key, value]) =>
    value === undefined || (Object.hasOwn(from, key) && from[key] !== undefined) ? [] : [[key, value] as const],
  )
  if (removed.size === 0 && added.length === 0) return
  if (node.flow) return changeFlowMapping(draft, node, removed, added)
  const stay = node.members.filter((member) => !removed.has(member))
  if (stay.length === 0) return emptyMapping(draft, node, slot, added)
  for (const [key, value] of added) putMember(draft, node, stay, key, value)
  takeOutMembers(draft, node.members, removed)
}

function slotOf(node: MappingNode, member: Member): Slot {
  return { behind: member.after, flow: node.flow, ...(node.flow ? {} : { key: member.start }) }
}

/** @throws Ambiguous where the member is there twice, or comes from elsewhere */
function memberOf(node: MappingNode, key: string): Member {
  const [member, second] = node.members.filter((one) => one.key === key)
  if (second !== undefined)
    throw new Ambiguous(`the key \`${key}\` stands twice in one mapping`, second.start, 'remove all but the last of them')
  if (member !== undefined) return member
  const merge = node.members.find((one) => one.isMerge)
  throw merge === undefined
    ? new Ambiguous(`the key \`${key}\` is written in an unusual way`, node.start, 'write the key as a plain word')
    : new Ambiguous(`\`${key}\` is merged in by \`<<\``, merge.start, 'write the field out where it is used')
}

function putMember(draft: Draft, node: MappingNode, stay: readonly Member[], key: string, value: Json): void {
  const { text } = draft
  const start = node.members[0]?.start ?? node.start
  const indentation = indentationAt(text, start)
  const place = placeOf(key, stay)
  const last = stay.at(-1)
  if (place === undefined || last === undefined) return
  const before = place.side === 'before' && isFirstOnLine(text, place.member.start)
  const behind = place.side === 'after' ? place.member : last
  const at = before ? aboveComments(text, place.member.start) : nextLine(text, behind.value.end)
  const eol = lineEndingAt(text, before ? place.member.start : behind.value.end)
  splice(
    draft,
    at,
    at,
    blockMember(key, value, indentation, draft.style)
      .map((line) => line + eol)
      .join(''),
  )
}

function takeOutMembers(draft: Draft, members: readonly Member[], removed: ReadonlySet<Member>): void {
  const { text } = draft
  for (const [i, member] of members.entries()) {
    if (!removed.has(member)) continue
    if (isFirstOnLine(text, member.start)) {
      splice(draft, lineStart(text, member.start), nextLine(text, member.value.end), '')
    } else if (i === 0) {
      // On the line of a dash: what follows moves up to it.
      const next = members.find((one) => !removed.has(one))
      if (next === undefined) continue
      refuseComment(draft, member.start, next.start)
      indentationAt(text, member.start)
      splice(draft, member.start, next.start, '')
      return takeOutMembers(draft, members.slice(members.indexOf(next)), removed)
    }
  }
}

/** All members go: what is left is `{}`, or the new ones in their place. */
function emptyMapping(draft: Draft, node: MappingNode, slot: Slot, added: readonly (readonly [string, Json])[]): void {
  const { text } = draft
  const start = node.members[0]?.start ?? node.start
  if (node.anchor !== undefined || node.tagged) throw new Ambiguous('nothing would be left at an anchor or tag', start, byHand)
  if (node === draft.tree.root) throw new Ambiguous('nothing would be left of the document', start, byHand)
  if (!isFirstOnLine(text, start)) {
    refuseComment(draft, start, node.end)
    const indentation = indentationAt(text, start)
    const lines = added.flatMap(([key, value]) => blockMember(key, value, indentation, draft.style))
    return splice(draft, start, node.end, lines.length === 0 ? '{}' : lines.join(lineEndingAt(text, start)).trimStart())
  }
  if (added.length > 0) {
    const indentation = indentationAt(text, start)
    const eol = lineEndingAt(text, start)
    const lines = added.flatMap(([key, value]) => blockMember(key, value, indentation, draft.style))
    splice(draft, lineStart(text, start), lineStart(text, start), lines.map((line) => line + eol).join(''))
  } else splice(draft, slot.behind, slot.behind, ' {}')
  takeOutMembers(draft, node.members, new Set(node.members))
}

function changeFlowMapping(
  draft: Draft,
  node: MappingNode,
  removed: ReadonlySet<Member>,
  added: readonly (readonly [string, Json])[],
): void {
  const { members } = node
  const quoted = members.length > 0 && members.every((member) => draft.text[member.start] === '"')
  const dialect: FlowDialect = draft.json || quoted ? 'json' : 'yaml'
  const stay = members.filter((member) => !removed.has(member))
  changeFlow(
    draft,
    { ...node, entries: members.map(({ start, value }) => ({ start, end: value.end })) },
    new Set(members.flatMap((member, i) => (removed.has(member) ? [i] : []))),
    added.map(([key, value]) => {
      const place = placeOf(key, stay)
      const at = place === undefined ? -1 : members.indexOf(place.member)
      const behind = place?.side === 'before' ? members.findLastIndex((one, i) => i < at && stay.includes(one)) : at
      return { behind, text: flowMember(key, value, dialect) }
    }),
  )
}

function changeSequence(draft: Draft, node: SequenceNode, slot: Slot, from: readonly Json[], to: readonly Json[]): void {
  const matched = matchItems(from, to)
  const kept = new Set(matched.flatMap((item) => item.from ?? []))
  const removed = new Set(node.items.flatMap((_, i) => (kept.has(i) ? [] : [i])))
  const added: { behind: number; value: Json }[] = []
  let behind = -1
  for (const { value, from: index } of matched) {
    const item = index === undefined ? undefined : node.items[index]
    if (item === undefined || index === undefined) added.push({ behind, value })
    else {
      behind = index
      changeNode(draft, item.value, { behind: item.after, flow: node.flow }, from[index] ?? null, value)
    }
  }
  for (const i of removed) if (node.items[i] !== undefined) refuseRepeatedInside(draft, node.items[i].value)
  if (removed.size === 0 && added.length === 0) return
  if (node.flow) {
    const entries = node.items.map(({ start, value }) => ({ start, end: value.end }))
    const texts = added.map((one) => ({ ...one, text: flowValue(one.value, draft.json ? 'json' : 'yaml') }))
    return changeFlow(draft, { ...node, entries }, removed, texts)
  }
  changeBlockSequence(draft, node, slot, removed, added)
}

function changeBlockSequence(
  draft: Draft,
  node: SequenceNode,
  slot: Slot,
  removed: ReadonlySet<number>,
  added: readonly { readonly behind: number; readonly value: Json }[],
): void {
  const { text } = draft
  const first = node.items[0]
  if (first === undefined) return
  const indentation = indentationAt(text, first.start)
  const eol = lineEndingAt(text, first.start)
  const gapOf = (index: number) => {
    const item = node.items[index] ?? first
    const gap = text.slice(item.after, item.value.start)
    return /^ +$/.test(gap) ? gap : draft.style().gap
  }
  for (const { behind, value } of added) {
    const sibling = node.items[behind]
    if (sibling === undefined && !isFirstOnLine(text, first.start))
      throw new Ambiguous('a list begins on the line of another', first.start, byHand)
    const at = sibling === undefined ? aboveComments(text, first.start) : nextLine(text, sibling.value.end)
    splice(
      draft,
      at,
      at,
      blockItem(value, indentation, gapOf(behind), draft.style)
        .map((line) => line + eol)
        .join(''),
    )
  }
  if (removed.size === node.items.length && added.length === 0) {
    if (node.anchor !== undefined || node.tagged)
      throw new Ambiguous('nothing would be left at an anchor or tag', first.start, byHand)
    splice(draft, slot.behind, slot.behind, ' []')
  }
  for (const i of removed) {
    const item = node.items[i]
    if (item === undefined) continue
    if (!isFirstOnLine(text, item.start)) throw new Ambiguous('a list begins on the line of another', item.start, byHand)
    splice(draft, lineStart(text, item.start), nextLine(text, item.value.end), '')
  }
}

/** Puts a value of another kind in the place of one. */
function replaceValue(draft: Draft, node: YamlNode, slot: Slot, to: Json): void {
  const { text } = draft
  const written = flowValue(to, draft.json ? 'json' : 'yaml')
  const isBlock = node.kind === 'scalar' ? node.style === 'block' : node.kind !== 'alias' && !node.flow
  if (isBlock) throw new Ambiguous('a field would take another form altogether', node.start, byHand)
  const isEmpty = node.start === node.end
  const belowKey = slot.key !== undefined && node.kind === 'scalar' && typeof to === 'object' && to !== null && written.length > 2
  if (!belowKey) {
    if (isEmpty) splice(draft, node.end, node.end, ` ${written}`)
    else splice(draft, node.start, node.end, written)
    return
  }
  if (node.anchor !== undefined || node.tagged)
    throw new Ambiguous('a field with an anchor or tag would be filled', node.start, byHand)
  const indentation = indentationAt(text, slot.key)
  const eol = lineEndingAt(text, node.end)
  const [, ...lines] = blockMember('key', to, indentation, draft.style)
  const at = nextLine(text, node.end)
  if (!isEmpty) splice(draft, slot.behind, node.end, '')
  splice(draft, at, at, lines.map((line) => line + eol).join(''))
}

function isMapping(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
