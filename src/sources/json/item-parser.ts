/*
 * Finds the objects in a JSON input that arrives piece by piece: single ones, one after the other, in an array, in a List,
 * in a List within a List.
 *
 * An object is a list if its kind ends in `List` and it has an array of `items`. kubectl prints `items` before `kind`; then
 * items that name themselves are given at once, others are held back (as the little that is wanted of them) until the list
 * has named itself. An object that turns out to be no list is given itself, after those of its `items` that were given.
 */
import { mergeWanted, type Wanted } from '../../kube/index.ts'
import { byte } from './bytes.ts'
import { endOfInput, pieceEnded, type JsonScanner } from './json-scanner.ts'
import {
  headOf,
  isNameless,
  isText,
  nameItem,
  namesList,
  type Fields,
  type JsonItem,
  type ListHead,
  type Place,
} from './kube-list.ts'
import { firstMember, memberHere, nextMember, project, setMember, skipByteOrderMark, valueAfterName } from './project.ts'
import { skipValue } from './skip-value.ts'
import { planOf, type Plan } from './wanted-plan.ts'

/** What {@link ItemParser.next} gives where it has no item: it needs more of the input, or there is nothing more. */
export type NoItem = 'more' | 'nothing'

/** An object whose `items` are being read, or an array of objects. */
interface Frame {
  readonly place: Place
  /** The object's other fields; `undefined` for an array. */
  readonly fields: Fields | undefined
  meta: unknown
  /** Items without a name, while the list has none either. */
  readonly held: JsonItem[]
}

function itemAt({ offset, line, column }: Place, value: unknown): JsonItem {
  return { value, offset, line, column }
}

/** What comes next, after white space. */
type State = 'start' | 'value' | 'firstItem' | 'afterItem' | 'afterItems'

const scalar: Wanted = { kind: 'scalar' }
const record = (...names: string[]): Wanted => ({ kind: 'record', members: new Map(names.map((name) => [name, scalar])) })
const identity = record('apiVersion', 'kind')
const listMetaPlan = planOf(record('continue', 'resourceVersion'))
// Fields that decide what an object is, whatever is wanted of it.
const envelopePlan = planOf(record('items', 'metadata'))

const itemPlans = new WeakMap<Wanted, Plan>()

function itemPlanOf(wanted: Wanted): Plan {
  const plan = itemPlans.get(wanted) ?? planOf(mergeWanted(wanted, identity))
  itemPlans.set(wanted, plan)
  return plan
}

/**
 * Reads items out of a scanner whose bytes others fill. It goes on in steps, each from one mark of the scanner to the
 * next. INVARIANT: a step for which the bytes do not suffice has changed nothing, and is taken again from its mark.
 */
export class ItemParser {
  readonly #scanner: JsonScanner
  readonly #plan: Plan
  readonly #onList: (list: ListHead) => void
  readonly #frames: Frame[] = []
  /** Items that were held back and are to be given now, the last one first. */
  #ready: JsonItem[] = []
  #state: State = 'start'
  /** Where the value of the member read last is, if that is `metadata`; else -1. */
  #metadataAt = -1

  /**
   * @param wanted - what to read of every object: a record
   * @param onList - told of each list, when it has been read to its end
   */
  constructor(scanner: JsonScanner, wanted: Wanted, onList: (list: ListHead) => void) {
    this.#scanner = scanner
    this.#plan = itemPlanOf(wanted)
    this.#onList = onList
  }

  /**
   * The next item of the input.
   *
   * @throws JsonSyntaxError when what comes next is not JSON, or the input has ended within it
   */
  next(): JsonItem | NoItem {
    for (;;) {
      const ready = this.#ready.pop()
      if (ready !== undefined) return ready
      try {
        const item = this.#step()
        if (item !== undefined) return item
      } catch (error) {
        if (error !== pieceEnded) throw error
        this.#scanner.backToMark()
        return 'more'
      }
    }
  }

  #step(): JsonItem | 'nothing' | undefined {
    const scanner = this.#scanner
    if (this.#state === 'start') {
      skipByteOrderMark(scanner)
      return this.#goOn('value')
    }
    if (this.#state === 'afterItems') return this.#lateMember()
    const c = scanner.next()
    if (this.#state === 'value') return c === endOfInput && scanner.final ? 'nothing' : this.#value(c)
    if (c === byte.closeList) return this.#closeItems()
    if (this.#state === 'firstItem') return this.#value(c)
    if (c !== byte.comma) return scanner.failExpecting("',' or ']'")
    scanner.position++
    return this.#value(scanner.next())
  }

  #goOn(state: State): undefined {
    this.#state = state
    this.#scanner.mark()
  }

  #afterValue(): undefined {
    this.#goOn(this.#frames.length === 0 ? 'value' : 'afterItem')
  }

  #value(c: number): JsonItem | undefined {
    const scanner = this.#scanner
    const { line } = scanner
    const place = { offset: scanner.base + scanner.position, line, column: scanner.position - scanner.lineStart + 1 }
    if (c === byte.openRecord) return this.#object(place)
    if (c === byte.openList && this.#frames.length === 0)
      return this.#openItems({ place, fields: undefined, meta: undefined, held: [] })
    const value = project(scanner, this.#plan, c)
    this.#afterValue()
    return itemAt(place, value)
  }

  #object(place: Place): JsonItem | undefined {
    const scanner = this.#scanner
    const fields: Fields = {}
    let metadataAt = -1
    let withoutItems = false
    for (let c = firstMember(scanner); c !== byte.closeRecord; c = nextMember(scanner)) {
      const found = this.#member(fields)
      if (found === 'items') return this.#openItems({ place, fields, meta: this.#listMeta(metadataAt), held: [] })
      if (found === 'noItems') withoutItems = true
      if (this.#metadataAt !== -1) metadataAt = this.#metadataAt
    }
    scanner.leave()
    if (withoutItems && namesList(fields['kind'])) {
      this.#onList(headOf(fields, this.#listMeta(metadataAt)))
      return this.#afterValue()
    }
    this.#afterValue()
    return this.#item(itemAt(place, fields), fields)
  }

  #item(item: JsonItem, fields: Fields): JsonItem | undefined {
    const frame = this.#frames.at(-1)
    if (frame?.fields === undefined || !isNameless(fields)) return item
    if (isText(frame.fields['apiVersion']) && isText(frame.fields['kind'])) return nameItem(item, frame.fields)
    frame.held.push(item)
    return undefined
  }

  // Reads one member of what may be a list. `items`: stopped before its items; `noItems`: they are `null`, as Go writes none.
  #member(fields: Fields): 'items' | 'noItems' | undefined {
    const scanner = this.#scanner
    const nameAt = scanner.position
    const member = memberHere(scanner, this.#plan)
    let known = member?.name
    if (known === undefined) {
      scanner.position = nameAt
      known = memberHere(scanner, envelopePlan)?.name
    }
    const first = valueAfterName(scanner)
    this.#metadataAt = known === 'metadata' ? scanner.position : -1
    const mayBeList = known === 'items' && (!isText(fields['kind']) || namesList(fields['kind']))
    if (mayBeList && first === byte.openList) return 'items'
    if (member === undefined) skipValue(scanner, first)
    else setMember(fields, member.name, project(scanner, member.plan, first))
    return mayBeList && first === byte.n ? 'noItems' : undefined
  }

  #openItems(frame: Frame): undefined {
    this.#scanner.enter()
    this.#frames.push(frame)
    this.#goOn('firstItem')
  }

  #closeItems(): undefined {
    this.#scanner.leave()
    if (this.#frames.at(-1)?.fields !== undefined) return this.#goOn('afterItems')
    this.#frames.pop()
    this.#afterValue()
  }

  // A member that follows `items`, or the end of the list.
  #lateMember(): undefined {
    const scanner = this.#scanner
    const frame = this.#frames.at(-1)
    if (frame?.fields === undefined) return
    if (nextMember(scanner) === byte.closeRecord) return this.#closeList(frame, frame.fields)
    if (this.#member(frame.fields) === 'items') {
      scanner.enter()
      return this.#goOn('firstItem')
    }
    if (this.#metadataAt !== -1) frame.meta = this.#listMeta(this.#metadataAt)
    this.#goOn('afterItems')
  }

  #closeList(frame: Frame, fields: Fields): undefined {
    this.#scanner.leave()
    this.#frames.pop()
    if (isText(fields['kind']) && !namesList(fields['kind'])) this.#ready = [itemAt(frame.place, fields)]
    else {
      this.#ready = frame.held.map((item) => nameItem(item, fields)).reverse()
      this.#onList(headOf(fields, frame.meta))
    }
    this.#afterValue()
  }

  // Reads a list's metadata a second time, now for what lists are asked for.
  #listMeta(at: number): unknown {
    if (at === -1) return undefined
    const scanner = this.#scanner
    const { position, line, lineStart } = scanner
    scanner.position = at
    const meta = project(scanner, listMetaPlan, scanner.next())
    scanner.position = position
    scanner.line = line
    scanner.lineStart = lineStart
    return meta
  }
}
