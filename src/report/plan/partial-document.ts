// The part of an object that a change is about, before and after it, as YAML: what a plan does not know is not shown, and is said.
import type { Json, JsonObject } from '../../base/index.ts'
import { pointerSteps, type PlannedEdit, type Step } from '../../change/index.ts'
import type { ObjectRef } from '../../kube/index.ts'
import { yamlText } from '../yaml.ts'
import { namedEdits } from './held-fields.ts'

/** A part of an object, of which the rest is not known. */
type Part =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'members'; readonly members: Map<string, Part> }
  /** Items by their place in the list; those that are put at the end have none. */
  | { readonly kind: 'items'; readonly placed: Map<number, Part>; readonly added: Json[] }

/** The lines of the object on each side; none where it is not there. */
export interface Sides {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** Both sides of a step's change. */
export function sidesOf(step: Step): Sides {
  const { object, change } = step
  switch (change.kind) {
    case 'edit':
      return editSides(object, namedEdits(step))
    case 'create':
      return { before: [], after: yamlLines(change.object) }
    case 'delete':
      return {
        before: editSides(
          object,
          change.expect.map(({ path, value }) => ({ path, ...(value === undefined ? {} : { from: value }) })),
        ).before,
        after: [],
      }
  }
}

/** Both sides of some edits. */
export function editSides(object: ObjectRef, edits: readonly PlannedEdit[]): Sides {
  const [before, after] = [headOf(object), headOf(object)]
  for (const edit of edits) {
    const steps = pointerSteps(edit.path)
    if ('remove' in edit) {
      listAt(before, steps)?.placed.set(edit.at, { kind: 'value', value: edit.remove })
      listAt(after, steps)
    } else if ('append' in edit) {
      listAt(before, steps)
      listAt(after, steps)?.added.push(edit.append)
    } else {
      if (edit.from !== undefined) put(before, steps, edit.from)
      if (edit.to !== undefined) put(after, steps, edit.to)
    }
  }
  return { before: partLines(before), after: partLines(after) }
}

function headOf({ apiVersion, kind, namespace, name }: ObjectRef): Part {
  const part = members()
  put(part, ['apiVersion'], apiVersion)
  put(part, ['kind'], kind)
  put(part, ['metadata', 'name'], name)
  if (namespace !== undefined) put(part, ['metadata', 'namespace'], namespace)
  return part
}

function members(): Part & { readonly kind: 'members' } {
  return { kind: 'members', members: new Map() }
}

function items(): Part & { readonly kind: 'items' } {
  return { kind: 'items', placed: new Map(), added: [] }
}

function put(root: Part, steps: readonly string[], value: Json): void {
  const last = steps.at(-1) ?? ''
  const into = below(root, steps.slice(0, -1), isPlace(last))
  if (into?.kind === 'items') into.placed.set(Number(last), { kind: 'value', value })
  if (into?.kind === 'members') into.members.set(last, { kind: 'value', value })
}

function listAt(root: Part, steps: readonly string[]): (Part & { readonly kind: 'items' }) | undefined {
  const part = below(root, steps, true)
  return part?.kind === 'items' ? part : undefined
}

/** The part at a path, made on the way; `undefined` where a whole value stands in it. */
function below(root: Part, steps: readonly string[], isList: boolean): Part | undefined {
  return steps.reduce<Part | undefined>((part, step, i) => {
    const next = steps[i + 1]
    const fresh = (next === undefined ? isList : isPlace(next)) ? items() : members()
    if (part?.kind === 'items') return kept(part.placed, Number(step), fresh)
    return part?.kind === 'members' ? kept(part.members, step, fresh) : undefined
  }, root)
}

function kept<K>(map: Map<K, Part>, key: K, fresh: Part): Part {
  const found = map.get(key) ?? fresh
  map.set(key, found)
  return found
}

function isPlace(step: string): boolean {
  return /^\d+$/.test(step)
}

function partLines(part: Part): readonly string[] {
  switch (part.kind) {
    case 'value':
      return yamlLines(part.value)
    case 'members':
      return [...part.members].flatMap(([key, inner]) => memberLines(key, inner))
    case 'items':
      return [
        ...[...part.placed].sort(([a], [b]) => a - b).flatMap(([place, inner]) => itemLines(place, inner)),
        ...part.added.flatMap((value) => yamlLines([value])),
      ]
  }
}

function memberLines(key: string, inner: Part): readonly string[] {
  if (inner.kind === 'value') return yamlLines({ [key]: inner.value })
  const [head = ''] = yamlLines({ [key]: 1 })
  const name = head.replace(/ 1$/, '')
  const note = inner.kind === 'items' ? ' # other items are not shown' : ''
  return [`${name}${note}`, ...indented(partLines(inner))]
}

function itemLines(place: number, inner: Part): readonly string[] {
  if (inner.kind === 'value') return yamlLines([inner.value])
  return [`- # item ${place}`, ...indented(partLines(inner))]
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}

function yamlLines(value: Json | JsonObject): readonly string[] {
  return yamlText(value).trimEnd().split('\n')
}
