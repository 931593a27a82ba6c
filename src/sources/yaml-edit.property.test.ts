// Random edits in random files: what is read afterwards is what was planned, and everything else is what it was.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVENT_ID, parseEvents } from 'js-yaml'
import fc from 'fast-check'
import { sameJson, type Json, type JsonObject } from '../base/index.ts'
import { pointer, resolve, valueAt, withEdits, type PlannedEdit } from '../change/index.ts'
import { construct, everything, splitDocuments } from './yaml/index.ts'
import { files } from './yaml/oracle.cases.ts'
import { editFile } from './yaml-edit/index.ts'
import { filesOfPeople } from './yaml-edit/written-by-people.cases.ts'

const count = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 1500)
const seed = Number(process.env['SPAREKEY_SEED'] ?? 20261203)

const added = fc.constantFrom<Json>(
  false,
  1,
  'text',
  'yes',
  { p: { q: 1 } },
  ['x', { r: 's' }],
  [{ name: 'v', projected: { sources: [] } }],
)
const what = fc.record({
  document: fc.nat(2),
  at: fc.nat(),
  deed: fc.constantFrom('put', 'put', 'put', 'set', 'remove', 'append', 'drop'),
  value: added,
  key: fc.constantFrom('automountServiceAccountToken', 'new', 'new/key', 'yes'),
})

const texts = fc.oneof({ arbitrary: filesOfPeople, weight: 3 }, { arbitrary: files, weight: 1 })

test(`${count} random edits, seed ${seed}`, () => {
  const tally = { edited: 0, refused: new Map<string, number>(), noEdit: 0 }
  fc.assert(
    fc.property(texts, what, (text, choice) => {
      const before = documentsOf(text)
      const index = choice.document % Math.max(1, before.length)
      const value = before[index]?.value
      const edit = value === undefined ? undefined : editFor(value, choice)
      if (value === undefined || edit === undefined) {
        tally.noEdit++
        return
      }
      const change = { place: { document: index }, is: () => true, edits: [edit] }
      const { text: after, outcomes } = editFile(text, [change])
      const [outcome] = outcomes
      if (outcome?.kind !== 'edited') {
        assert.equal(after, text)
        if (outcome?.kind === 'refused') tally.refused.set(outcome.message, (tally.refused.get(outcome.message) ?? 0) + 1)
        return
      }
      tally.edited++
      const now = documentsOf(after)
      assert.equal(now.length, before.length)
      for (const [i, one] of now.entries()) {
        if (i !== index) assert.equal(one.text, before[i]?.text)
        else assert.ok(sameJson(one.value, edited(value, edit)), 'the document says what was planned')
      }
      assert.deepEqual(editFile(after, [change]), {
        text: after,
        outcomes: [{ kind: 'unchanged' }],
        shown: new Set(),
        changed: [],
      })
      if (text.includes('\r\n') && !/(?<!\r)\n/.test(text)) assert.doesNotMatch(after, /(?<!\r)\n/, 'lines end as they did')
      // Where the last line goes, a blank one before it may be the last then.
      if (text.endsWith('\n') || 'to' in edit) assert.equal(after.endsWith('\n'), text.endsWith('\n'))
      assertOnlyLinesOf(before[index]?.text ?? '', now[index]?.text ?? '', edit)
    }),
    { numRuns: count, seed },
  )
  const refused = [...tally.refused.values()].reduce((sum, one) => sum + one, 0)
  console.log(
    `edits of random YAML: ${tally.edited} made, ${refused} refused, ${tally.noEdit} files with nothing to edit, seed ${seed}`,
  )
  if (process.env['SPAREKEY_WHY'] !== undefined) console.log(tally.refused)
  assert.ok(tally.edited > count / 5, `too few edits were made: ${tally.edited}`)
})

/** Documents with their text, and their value where they have one that objects have. */
function documentsOf(text: string): readonly { readonly text: string; readonly value?: JsonObject }[] {
  return [...splitDocuments('', text)].flatMap((chunk) => {
    if (chunk.kind === 'broken') return []
    try {
      const events = parseEvents(chunk.document.text, {})
      const value = construct(chunk.document.text, events, 1, everything).value
      const one = events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length === 1
      if (one && typeof value === 'object' && value !== null && !Array.isArray(value))
        return [{ text: chunk.document.text, value: value as JsonObject }]
    } catch {
      // Broken documents are part of the game.
    }
    return [{ text: chunk.document.text }]
  })
}

interface Choice {
  readonly at: number
  readonly deed: string
  readonly value: Json
  readonly key: string
}

function editFor(value: JsonObject, { at, deed, value: to, key }: Choice): PlannedEdit | undefined {
  const places = placesOf(value, [])
  const fitting = places.filter(({ value: here, path }) => {
    const inList = Array.isArray(valueAt(value, pointer(...path.slice(0, -1))))
    if (deed === 'put') return isMapping(here)
    if (deed === 'append' || deed === 'drop') return path.length > 0 && !inList && Array.isArray(here) && here.length > 0
    return path.length > 0 && !inList
  })
  const place = fitting[at % fitting.length]
  if (place === undefined) return undefined
  const path = pointer(...place.path)
  if (deed === 'put')
    return valueAt(value, `${path}${pointer(key)}`) === undefined ? { path: `${path}${pointer(key)}`, to } : undefined
  if (deed === 'append') return { path, append: to }
  if (deed === 'drop') return { path, remove: (place.value as readonly Json[])[0] ?? null, at: 0 }
  if (deed === 'remove') return { path, from: place.value }
  return { path, from: place.value, to }
}

interface Place {
  readonly path: readonly string[]
  readonly value: Json
}

function placesOf(value: Json, path: readonly string[]): readonly Place[] {
  if (typeof value !== 'object' || value === null) return path.length === 0 || value === null ? [] : [{ path, value }]
  return [{ path, value }, ...Object.entries(value).flatMap(([key, member]) => placesOf(member as Json, [...path, key]))]
}

function isMapping(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function edited(value: JsonObject, edit: PlannedEdit): JsonObject {
  const resolution = resolve(value, [edit])
  return resolution.kind === 'pending' ? withEdits(value, resolution.edits) : value
}

/** What is put in touches one line that was there at most (its comma may touch another), and no comment. */
function assertOnlyLinesOf(before: string, after: string, edit: PlannedEdit): void {
  if ('remove' in edit || 'from' in edit) return
  const comments = (text: string) => [...text.matchAll(/(?<=^|\s)#[^\n]*/gm)].map(([comment]) => comment.trim())
  const there = comments(after)
  for (const comment of comments(before)) assert.ok(there.includes(comment), `a comment is gone: ${comment}`)
  const [old, now] = [before.split('\n'), after.split('\n')]
  const same = (i: number, j: number) => old.at(i)?.trimEnd() === now.at(j)?.trimEnd()
  let [head, tail] = [0, 0]
  while (head < old.length && same(head, head)) head++
  while (tail < old.length - head && same(-1 - tail, -1 - tail)) tail++
  assert.ok(old.length - head - tail <= 1, `more than one line was touched:\n${before}\n=>\n${after}`)
}
