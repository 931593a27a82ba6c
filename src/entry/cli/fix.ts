// `fix`: plans what files say, and makes the plan in the files themselves. An edit that can't be made holds back all that would be unsafe
// without it.
import { isUtf8 } from 'node:buffer'
import { existsSync, readFileSync } from 'node:fs'
import { SparekeyError } from '../../base/index.ts'
import { defaultPlanOptions, heldBack, inSource, planOf, type LeftAlone, type NotInSource } from '../../change/index.ts'
import { takeInventory } from '../../inventory/index.ts'
import { describeGap, formatRef, refKey, type Gap, type ObjectRef } from '../../kube/index.ts'
import { readWorlds, type World, type Worlds } from '../../sources/worlds/index.ts'
import { editFile, type EditedFile } from '../../sources/yaml-edit/index.ts'
import { defaultApiAudiences } from '../../tokens/index.ts'
import { audit, type AuditQuestion } from '../../verdict/index.ts'
import { placeEdits, type PlacedChange, type Unplaced, type WorldEdit } from './fix-changes.ts'
import type { FixOptions } from './fix-options.ts'
import type { Io } from './io.ts'
import { evidenceAsAsked, readRequirementsFile } from './load.ts'
import { momentAsAsked } from './moment.ts'

/** A file that changes. */
export interface FixedFile extends EditedFile {
  readonly path: string
  readonly before: string
}

/** Something that is not edited, where, and what a person can do. */
export type Complaint = Omit<Unplaced, 'key'>

/** What came of it. */
export interface Fix {
  /** In the order in which they are to be written. */
  readonly files: readonly FixedFile[]
  /** The objects that change, each once. */
  readonly objects: readonly ObjectRef[]
  readonly refused: readonly Complaint[]
  /** Objects whose edits wait for one that was refused. */
  readonly held: readonly string[]
  readonly left: readonly (LeftAlone | NotInSource)[]
  readonly notes: readonly string[]
  /** What could not be known, beside what was refused. */
  readonly gaps: number
}

/** @throws SparekeyError for what stops all of it */
export async function fixAsAsked(options: FixOptions, io: Io): Promise<Fix> {
  if (options.diff === true && options.write === true) throw new SparekeyError('USAGE', 'say `--diff` or `--write`, not both')
  const requirements = readRequirementsFile(options.requirements)
  const evidence = evidenceAsAsked(options)
  const generatedAt = momentAsAsked(options, io)
  const read = await readWorlds(options.filename, {
    stdin: io.stdin,
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
  })
  const planned = read.worlds.map((world, i) =>
    planWorld(world, i, options, { requirements, ...(evidence === undefined ? {} : { evidence }), generatedAt }),
  )
  const edits = planned.flatMap((one) => one.edits)
  const { files, made, refused, held } = editSources(edits, read)
  const gaps = read.worlds.flatMap((world) => world.gaps)
  const unread = gaps.filter((gap) => unreadable.has(gap.kind))
  return {
    files,
    objects: [...new Map(edits.filter(({ key }) => made.has(key)).map(({ object }) => [refKey(object), object])).values()],
    refused: [...unread.map(complaintOf), ...refused],
    held: edits.filter(({ key }) => held.has(key)).map(({ object }) => formatRef(object)),
    left: planned.flatMap((one) => one.left),
    notes: [...read.notes, ...planned.flatMap((one) => one.notes)],
    gaps: planned.reduce((sum, one) => sum + one.gaps, 0) - unread.length,
  }
}

/** Gaps that leave an object of the files out altogether. */
const unreadable: ReadonlySet<Gap['kind']> = new Set(['documentUnreadable', 'objectRefused'])

function complaintOf(gap: Gap): Complaint {
  const { message, remedy } = describeGap(gap)
  if (!('file' in gap)) return { where: 'the input', message, remedy }
  const line = gap.line ?? 1
  const where = `${gap.file}:${line}`
  // In braces, a template may be YAML of another meaning.
  if (!existsSync(gap.file) || readFileSync(gap.file, 'utf8').split('\n')[line - 1]?.includes('{{') !== true)
    return { where, message, remedy }
  return {
    where,
    message: `a template (\`{{\`) decides what stands here: ${message}`,
    remedy: "render it, and have its chart's values edited: `helm template … | sparekey fix -f CHART -f -`",
  }
}

/** Of objects of one name the last is edited; what is said of the others. */
function othersOf(gaps: readonly Gap[], edits: readonly WorldEdit[]): readonly string[] {
  const edited = new Set(edits.map(({ object }) => refKey(object)))
  return gaps.flatMap((gap) => {
    if (gap.kind !== 'objectDuplicated' || gap.file === undefined || !edited.has(refKey(gap.object))) return []
    return [
      `${formatRef(gap.object)} is also in \`${gap.file}:${gap.line ?? 1}\`, and is not edited there: run it on each folder that is applied by itself`,
    ]
  })
}

interface Planned {
  readonly edits: readonly WorldEdit[]
  readonly left: readonly (LeftAlone | NotInSource)[]
  readonly gaps: number
  readonly notes: readonly string[]
}

function planWorld(
  world: World,
  index: number,
  options: FixOptions,
  known: Pick<AuditQuestion, 'requirements' | 'evidence' | 'generatedAt'>,
): Planned {
  const inventory = takeInventory({
    objects: world.objects,
    complete: new Set(),
    gaps: world.gaps,
    assumptions: new Set(options.assume),
  })
  const report = audit(inventory, {
    ...known,
    source: { kind: 'manifests', description: world.kustomization ?? options.filename.join(', ') },
    apiAudiences: options.apiAudience === undefined ? defaultApiAudiences : { values: options.apiAudience, from: 'given' },
  })
  const plan = planOf(inventory, report, {
    ...defaultPlanOptions,
    maxRisk: options.maxRisk,
    renewPods: false,
    minters: known.requirements.minters,
  })
  const { edits, left } = inSource(plan, report)
  const keyOf = (id: string) => `${index} ${id}`
  const here = edits.map((edit) => ({ ...edit, world, key: keyOf(edit.id), requires: edit.requires.map(keyOf) }))
  return {
    edits: here,
    left: [...plan.left, ...left],
    gaps: report.gaps.length,
    notes: othersOf(inventory.gaps, here),
  }
}

/** Files with edits in them, and what was not edited. */
export interface Made {
  readonly files: readonly FixedFile[]
  readonly made: ReadonlySet<string>
  readonly refused: readonly Complaint[]
  readonly held: ReadonlySet<string>
}

/** Makes all edits but those that are refused, and those that wait for one of these. */
export function editSources(edits: readonly WorldEdit[], { worlds, charts }: Worlds): Made {
  const texts = new Map<string, string>()
  const refused = new Map<string, Complaint>()
  let out: ReadonlySet<string> = new Set()
  for (;;) {
    const { changes, unplaced } = placeEdits(
      edits.filter(({ key }) => !out.has(key)),
      worlds,
      charts,
    )
    for (const { key, ...complaint } of unplaced) refused.set(key, complaint)
    const made = new Set<string>()
    const files = [...groupByFile(changes)].flatMap(([path, here]) => {
      const before = textOf(path, texts)
      if (typeof before !== 'string') {
        for (const key of here.flatMap(({ makes }) => makes)) refused.set(key, before)
        return []
      }
      const edited = editFile(
        before,
        here.map(({ change }) => change),
      )
      for (const [i, outcome] of edited.outcomes.entries())
        for (const key of here[i]?.makes ?? []) {
          if (outcome.kind === 'edited') made.add(key)
          if (outcome.kind === 'refused') {
            const object = edits.find((edit) => edit.key === key)?.object
            const { line, message, remedy } = outcome
            refused.set(key, {
              where: `${path}:${line}`,
              message: object === undefined ? message : `${formatRef(object)}: ${message}`,
              remedy,
            })
          }
        }
      return edited.text === before ? [] : [{ ...edited, path, before }]
    })
    const next = heldBack(
      edits.map((edit) => ({ ...edit, id: edit.key })),
      new Set(refused.keys()),
    )
    if (next.size === out.size) {
      const held = new Set([...next].filter((key) => !refused.has(key)))
      return {
        files,
        made,
        refused: [...new Map([...refused.values()].map((one) => [`${one.where} ${one.message}`, one])).values()],
        held,
      }
    }
    out = next
  }
}

function groupByFile(changes: readonly PlacedChange[]): ReadonlyMap<string, readonly PlacedChange[]> {
  const files = new Map<string, PlacedChange[]>()
  for (const change of changes) files.set(change.file, [...(files.get(change.file) ?? []), change])
  return files
}

/** A file's text, read once; a complaint where the text would not give its bytes back. */
function textOf(path: string, texts: Map<string, string>): string | Complaint {
  const known = texts.get(path)
  if (known !== undefined) return known
  try {
    const bytes = readFileSync(path)
    const text = bytes.toString('utf8')
    if (!isUtf8(bytes)) return { where: path, message: 'it is not UTF-8', remedy: 'save it as UTF-8' }
    texts.set(path, text)
    return text
  } catch (error) {
    return {
      where: path,
      message: `it cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'see that it is there',
    }
  }
}
