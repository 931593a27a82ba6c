// A YAML document as its text lays it out: every node with the range that it takes, every member with its key and its colon. Built
// from js-yaml's events, which know where things begin; where they end is read off the text.
import { COLLECTION_STYLE, EVENT_ID, getScalarValue, SCALAR_STYLE, CHOMPING_MODE, type Event, type ScalarEvent } from 'js-yaml'
import { plainKey } from '../yaml/index.ts'

interface NodeBase {
  /** The index of the node's event. */
  readonly event: number
  /** Where the node begins, as the reader's positions have it: behind its anchor and its tag. */
  readonly start: number
  /** Behind the last character of the node; that of an empty node is behind what it belongs to. */
  readonly end: number
  readonly anchor?: string
  readonly tagged: boolean
}

/** A scalar; `block` for one that stands below its `|` or `>`. */
export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar'
  readonly style: 'empty' | 'inline' | 'block'
}

/** `*name`. */
export interface AliasNode extends NodeBase {
  readonly kind: 'alias'
  readonly name: string
}

/** A mapping; `flow` for one in braces (the pair of `[a: b]` has none, and is one all the same). */
export interface MappingNode extends NodeBase {
  readonly kind: 'mapping'
  readonly flow: boolean
  readonly members: readonly Member[]
}

/** A list; `flow` for one in brackets. */
export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence'
  readonly flow: boolean
  readonly items: readonly Item[]
}

/** Any node. */
export type YamlNode = ScalarNode | AliasNode | MappingNode | SequenceNode

/** One member of a mapping. */
export interface Member {
  /** The key as JSON has it; absent for one that is written in an unusual way (an alias, a tag, `? key`). */
  readonly key?: string
  readonly isMerge: boolean
  /** The key with its quotes. */
  readonly start: number
  /** Behind the colon; where there is none, behind the key. */
  readonly after: number
  readonly value: YamlNode
}

/** One item of a list. */
export interface Item {
  /** The dash; in brackets, the item's first character. */
  readonly start: number
  /** Behind the dash. */
  readonly after: number
  readonly value: YamlNode
}

/** A document's nodes, and the names that are repeated in it. */
export interface YamlTree {
  readonly root: YamlNode
  readonly nodes: ReadonlyMap<number, YamlNode>
  readonly aliases: ReadonlyMap<string, readonly AliasNode[]>
}

/** @param start - the index of the root's event */
export function treeOf(text: string, events: readonly Event[], start: number): YamlTree {
  const builder = new TreeBuilder(text, events, start)
  const root = builder.node(0)
  return { root, nodes: builder.nodes, aliases: builder.aliases }
}

const [tab, lineFeed, carriageReturn, blank, hash] = [0x09, 0x0a, 0x0d, 0x20, 0x23]

/** The offset of the first character from `at` on that is neither blank nor part of a comment. */
export function skipBlank(text: string, at: number): number {
  for (let i = at; ; i++) {
    const code = text.charCodeAt(i)
    if (code === hash && (i === 0 || /\s/.test(text[i - 1] ?? ''))) {
      const end = text.indexOf('\n', i)
      if (end < 0) return text.length
      i = end
    } else if (code !== blank && code !== lineFeed && code !== carriageReturn && code !== tab) return i
  }
}

class TreeBuilder {
  readonly nodes = new Map<number, YamlNode>()
  readonly aliases = new Map<string, AliasNode[]>()
  readonly #text: string
  readonly #events: readonly Event[]
  #at: number

  constructor(text: string, events: readonly Event[], start: number) {
    this.#text = text
    this.#events = events
    this.#at = start
  }

  /** @param behind - where an empty node would be: behind its dash or colon */
  node(behind: number): YamlNode {
    const index = this.#at
    const node = this.#read(index, behind)
    this.nodes.set(index, node)
    return node
  }

  #read(index: number, behind: number): YamlNode {
    const event = this.#events[index]
    this.#at++
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event, index, behind)
      case EVENT_ID.ALIAS: {
        const name = this.#text.slice(event.anchorStart, event.anchorEnd)
        const node: AliasNode = {
          kind: 'alias',
          name,
          event: index,
          start: event.anchorStart - 1,
          end: event.anchorEnd,
          tagged: false,
        }
        this.aliases.set(name, [...(this.aliases.get(name) ?? []), node])
        return node
      }
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const flow = event.style === COLLECTION_STYLE.FLOW
        const inBrackets = flow && '{['.includes(this.#text[event.start] ?? ' ')
        const base = { event: index, start: event.start, tagged: event.tagStart >= 0, ...this.#anchor(event), flow }
        const first = event.start + (inBrackets ? 1 : 0)
        if (event.type === EVENT_ID.MAPPING) {
          const members = this.#members(first)
          return { kind: 'mapping', ...base, members, end: this.#end(inBrackets, members.at(-1)?.value.end ?? first) }
        }
        const items = this.#items(flow, first)
        return { kind: 'sequence', ...base, items, end: this.#end(inBrackets, items.at(-1)?.value.end ?? first) }
      }
      default:
        throw new TypeError('no node begins here')
    }
  }

  #members(first: number): readonly Member[] {
    const members: Member[] = []
    for (let behind = first; !this.#pop();) {
      const keyEvent = this.#events[this.#at]
      const keyNode = this.node(skipBlank(this.#text, behind))
      const colon = skipBlank(this.#text, keyNode.end)
      const after = this.#text[colon] === ':' ? colon + 1 : keyNode.end
      const value = this.node(after)
      const text = keyEvent?.type === EVENT_ID.SCALAR && this.#text[colon] === ':' ? this.#key(keyEvent, keyNode) : undefined
      members.push({
        ...(text?.key === undefined ? {} : { key: text.key }),
        isMerge: text?.isMerge ?? false,
        start: keyNode.start,
        after,
        value,
      })
      behind = value.end
    }
    return members
  }

  #items(flow: boolean, first: number): readonly Item[] {
    const items: Item[] = []
    for (let behind = first; !this.#pop();) {
      let start = skipBlank(this.#text, behind)
      if (flow && this.#text[start] === ',') start = skipBlank(this.#text, start + 1)
      const after = flow ? start : start + 1
      const value = this.node(after)
      items.push({ start, after, value })
      behind = value.end
    }
    return items
  }

  #pop(): boolean {
    if (this.#events[this.#at]?.type !== EVENT_ID.POP) return false
    this.#at++
    return true
  }

  // Behind the last child there may be blanks, comments and a comma before the bracket.
  #end(inBrackets: boolean, last: number): number {
    if (!inBrackets) return last
    let at = skipBlank(this.#text, last)
    if (this.#text[at] === ',') at = skipBlank(this.#text, at + 1)
    return at + 1
  }

  #scalar(event: ScalarEvent, index: number, behind: number): ScalarNode {
    const base = { kind: 'scalar', event: index, tagged: event.tagStart >= 0, ...this.#anchor(event) } as const
    if (event.valueStart < 0) {
      const end = Math.max(behind, event.anchorEnd, event.tagEnd)
      return { ...base, style: 'empty', start: end, end }
    }
    switch (event.style) {
      case SCALAR_STYLE.LITERAL_BLOCK:
      case SCALAR_STYLE.FOLDED_BLOCK: {
        const start = skipBlank(this.#text, Math.max(behind, event.anchorEnd, event.tagEnd))
        const written = this.#text.slice(start, event.valueEnd)
        // Blank lines at the end say something only where they are kept, or are longer than the indentation.
        const blanks =
          event.chomping === CHOMPING_MODE.KEEP
            ? /\r?\n$/
            : new RegExp(`(\\r?\\n {0,${Math.max(0, event.indent)}}(?=\\r?\\n|$))+$`)
        return { ...base, style: 'block', start, end: start + written.replace(blanks, '').length }
      }
      case SCALAR_STYLE.SINGLE_QUOTED:
      case SCALAR_STYLE.DOUBLE_QUOTED:
        return { ...base, style: 'inline', start: event.valueStart - 1, end: event.valueEnd + 1 }
      case SCALAR_STYLE.PLAIN:
        return { ...base, style: 'inline', start: event.valueStart, end: event.valueEnd }
    }
  }

  #anchor(event: { readonly anchorStart: number; readonly anchorEnd: number }): { readonly anchor?: string } {
    return event.anchorStart < 0 ? {} : { anchor: this.#text.slice(event.anchorStart, event.anchorEnd) }
  }

  #key(event: ScalarEvent, node: YamlNode): { readonly key: string | undefined; readonly isMerge: boolean } | undefined {
    if (node.tagged || node.anchor !== undefined || isExplicit(this.#text, node.start)) return undefined
    const source = getScalarValue(this.#text, event)
    if (event.style !== SCALAR_STYLE.PLAIN) return { key: source, isMerge: false }
    return source === '<<' ? { key: undefined, isMerge: true } : { key: plainKey(source), isMerge: false }
  }
}

// `? key` says the key apart from its value, perhaps on another line; a question in a comment says nothing.
function isExplicit(text: string, start: number): boolean {
  let mark = start - 1
  while (mark >= 0 && /\s/.test(text.charAt(mark))) mark--
  if (mark === start - 1 || text[mark] !== '?') return false
  return !/(^|\s)#/.test(text.slice(text.lastIndexOf('\n', mark) + 1, mark))
}
