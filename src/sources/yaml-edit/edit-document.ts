// Edits objects of one document: their text is changed where a plan says so, read again, and taken only if it says exactly what was
// planned and everything else what it said before.
import { EVENT_ID, parseEvents, YAMLException, type Event } from 'js-yaml'
import { sameJson, unreachable, type Json, type JsonObject } from '../../base/index.ts'
import { pointerSteps, resolve, valueAt, withEdits, type Edit, type PlannedEdit } from '../../change/index.ts'
import { construct, deepest, everything, YamlContentError } from '../yaml/index.ts'
import { Ambiguous } from './ambiguous.ts'
import { changedLines, type ChangedLines } from './changed-lines.ts'
import { changeNode } from './change-node.ts'
import { childrenOf, refuseRepeated, type Draft } from './draft.ts'
import { shownLines } from './shown-lines.ts'
import { spliced, type Splice } from './splice.ts'
import { styleOf, type Style } from './style.ts'
import { refuseTemplates } from './templates.ts'
import { treeOf, type YamlNode, type YamlTree } from './tree.ts'

/** What is to be changed in one object. */
export interface ObjectChange {
  /** Where it begins; absent for an object that is the whole document. */
  readonly offset?: number
  /** The object that is to stand there. */
  readonly is: (value: JsonObject) => boolean
  readonly edits: readonly PlannedEdit[]
}

/** What became of one object; refusals with their offset. */
export type ObjectOutcome =
  | { readonly kind: 'edited' | 'unchanged' }
  | { readonly kind: 'refused'; readonly offset: number; readonly message: string; readonly remedy: string }

/** What became of a document. */
export interface EditedDocument {
  readonly text: string
  readonly outcomes: readonly ObjectOutcome[]
  /** The lines, from 0, of the text as it was, that may be shown beside a change. */
  readonly shown: readonly number[]
  readonly changed: readonly ChangedLines[]
}

const byHand = 'make the edit by hand'

/**
 * @param file - the whole file, for its habits
 * @returns the text as it was where nothing could be, or had to be, changed
 */
export function editDocument(text: string, changes: readonly ObjectChange[], file: string): EditedDocument {
  const outcomes = new Map<ObjectChange, ObjectOutcome>()
  const all = (message: string, offset: number | undefined, remedy: string): EditedDocument => ({
    text,
    shown: [],
    changed: [],
    outcomes: changes.map(({ offset: at }) => ({ kind: 'refused', message, offset: offset ?? at ?? 0, remedy })),
  })
  try {
    const parsed = parse(text, file)
    const made = new Map<number, Json>()
    const splices: Splice[] = []
    for (const change of changes) {
      const draft: Draft = { ...parsed.draft, splices: [] }
      const outcome = changeObject(draft, parsed, change)
      if (outcome.kind !== 'changed') outcomes.set(change, outcome)
      else {
        outcomes.set(change, { kind: 'edited' })
        made.set(outcome.event, outcome.value)
        splices.push(...draft.splices)
      }
    }
    const result = splices.length === 0 ? text : endedAs(text, spliced(parsed.draft.text, splices))
    if (result === undefined || !isExactly(text, parsed.events, result, made))
      return all('it cannot be edited without a change of something else', undefined, byHand)
    return {
      text: result,
      outcomes: changes.map((change) => outcomes.get(change) ?? { kind: 'unchanged' }),
      shown: made.size === 0 ? [] : shownLines(text, parsed.draft.tree.root),
      changed: changedLines(parsed.draft.text, splices),
    }
  } catch (error) {
    if (error instanceof Ambiguous) return all(error.message, error.offset, error.remedy)
    if (error instanceof YamlContentError) return all(error.message, error.offset, byHand)
    if (error instanceof YAMLException) return all(error.reason, error.mark?.position ?? 0, byHand)
    throw error
  }
}

interface Parsed {
  readonly events: readonly Event[]
  readonly draft: Omit<Draft, 'splices'>
  /** Whether a Secret is in the document: of its neighbours no line may be shown. */
  readonly secret: boolean
}

function parse(text: string, file: string): Parsed {
  const events = parseEvents(text, { maxDepth: deepest })
  const tree = treeOf(text, events, 1)
  refuseTemplates(text, tree)
  const json = tree.root.kind !== 'scalar' && tree.root.kind !== 'alias' && tree.root.flow
  let known: Style | undefined
  const style = () => (known ??= styleOf(text, tree.root, file))
  return {
    events,
    draft: { text: withLineEnd(text, file), tree, style, json },
    secret: /\bkind["']?\s*:\s*["']?Secret\b/.test(text),
  }
}

type Changed = ObjectOutcome | { readonly kind: 'changed'; readonly event: number; readonly value: Json }

function changeObject(draft: Draft, { events, secret }: Parsed, { offset, is, edits }: ObjectChange): Changed {
  const refused = (message: string, remedy: string, at = offset ?? draft.tree.root.start): Changed => ({
    kind: 'refused',
    offset: at,
    message,
    remedy,
  })
  try {
    const path = offset === undefined ? [draft.tree.root] : pathTo(draft.tree, offset)
    const node = path.at(-1)
    if (node === undefined) return refused('the object does not begin here any more', 'run it again')
    if (secret && node !== draft.tree.root)
      return refused(
        'a Secret stands in the same list, and the difference would show it',
        'put the Secret into a document of its own',
      )
    for (const outer of path) refuseRepeated(draft, outer)
    const { value } = construct(draft.text, events, node.event, everything)
    if (!isObject(value) || !is(value)) return refused('another object stands here', 'run it again')
    const resolution = resolve(value, edits)
    switch (resolution.kind) {
      case 'alreadySo':
        return { kind: 'unchanged' }
      case 'conflict': {
        const steps = pointerSteps(resolution.conflicts[0]?.path ?? '')
        const message = `\`${steps.join('.')}\` is not what the plan took it to be`
        return refused(message, 'run it again, or make the edit by hand', nearest(node, steps).start)
      }
      case 'pending': {
        const wanted = withoutTwins(value, resolution.edits, edits)
        if (wanted.length === 0) return { kind: 'unchanged' }
        const result = withEdits(value, wanted)
        changeNode(draft, node, { behind: node.start, flow: draft.json }, value, result)
        return { kind: 'changed', event: node.event, value: result }
      }
      default:
        return unreachable(resolution)
    }
  } catch (error) {
    if (error instanceof Ambiguous) return refused(error.message, error.remedy, error.offset)
    if (error instanceof YamlContentError) return refused(error.message, byHand, error.offset)
    throw error
  }
}

/**
 * The API server keeps `serviceAccount` beside `serviceAccountName`; in a file the one that is there is enough, and the other is not
 * put beside it.
 */
function withoutTwins(value: JsonObject, resolved: readonly Edit[], planned: readonly PlannedEdit[]): readonly Edit[] {
  const named = new Set(planned.map(({ path }) => path))
  return resolved.filter(({ path }) => named.has(path) || valueAt(value, path) !== undefined)
}

/** The nodes from the root to the object at an offset. */
function pathTo(tree: YamlTree, offset: number): readonly YamlNode[] {
  const search = (node: YamlNode): readonly YamlNode[] | undefined => {
    if (node.kind === 'mapping' && node.start === offset) return [node]
    for (const { start, value } of childrenOf(node)) {
      if (start > offset || value.end < offset) continue
      const inner = search(value)
      if (inner !== undefined) return [node, ...inner]
    }
    return undefined
  }
  return search(tree.root) ?? []
}

/** The node at the end of a path, or the last one on the way that is there. */
function nearest(node: YamlNode, [step, ...rest]: readonly string[]): YamlNode {
  const inner = childrenOf(node).find((child, i) => ('key' in child ? child.key : String(i)) === step)
  return step === undefined || inner === undefined ? node : nearest(inner.value, rest)
}

/** Whether a text says what another says, but for the objects that were changed, which say what they are to say. */
function isExactly(before: string, events: readonly Event[], after: string, made: ReadonlyMap<number, Json>): boolean {
  if (after === before) return made.size === 0
  const now = parseEvents(after, { maxDepth: deepest })
  let j = 0
  for (let i = 0; i < events.length; i++, j++) {
    const wanted = made.get(i)
    if (wanted === undefined) {
      if (!saysSame(before, events[i], after, now[j])) return false
      continue
    }
    if (!sameJson(construct(after, now, j, everything).value as Json, wanted)) return false
    i = lastEventOf(events, i)
    j = lastEventOf(now, j)
  }
  return j === now.length
}

/** Whether two events say the same, wherever they stand. */
function saysSame(before: string, was: Event | undefined, after: string, is: Event | undefined): boolean {
  if (was === undefined || is === undefined) return was === is
  const part = (a: readonly [start: number, end: number], b: readonly [start: number, end: number]) =>
    a[0] < 0 === b[0] < 0 && (a[0] < 0 || before.slice(...a) === after.slice(...b))
  switch (was.type) {
    case EVENT_ID.SCALAR:
      return (
        is.type === was.type &&
        is.style === was.style &&
        part([was.valueStart, was.valueEnd], [is.valueStart, is.valueEnd]) &&
        part([was.anchorStart, was.anchorEnd], [is.anchorStart, is.anchorEnd]) &&
        part([was.tagStart, was.tagEnd], [is.tagStart, is.tagEnd])
      )
    case EVENT_ID.ALIAS:
      return is.type === was.type && part([was.anchorStart, was.anchorEnd], [is.anchorStart, is.anchorEnd])
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return (
        is.type === was.type &&
        is.style === was.style &&
        part([was.anchorStart, was.anchorEnd], [is.anchorStart, is.anchorEnd]) &&
        part([was.tagStart, was.tagEnd], [is.tagStart, is.tagEnd])
      )
    case EVENT_ID.DOCUMENT:
    case EVENT_ID.POP:
      return is.type === was.type
    default:
      return unreachable(was)
  }
}

function lastEventOf(events: readonly Event[], index: number): number {
  let open = 0
  for (let i = index; i < events.length; i++) {
    const type = events[i]?.type
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) open++
    else if (type === EVENT_ID.POP) open--
    if (open === 0) return i
  }
  return events.length
}

function withLineEnd(text: string, file: string): string {
  if (text.endsWith('\n')) return text
  return text + (file.includes('\r\n') ? '\r\n' : '\n')
}

/** The edited text without the line end that was lent to it. */
function endedAs(text: string, edited: string | undefined): string | undefined {
  return text.endsWith('\n') ? edited : edited?.replace(/\r?\n$/, '')
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
