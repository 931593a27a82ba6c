// Where the edits of a plan are made: in the file of the object, in a kustomization above it, or in the values of its chart.
import { sameJson, unreachable, type JsonObject } from '../../base/index.ts'
import { overlayPatch, type BuiltObject } from '../../sources/kustomize/index.ts'
import { formatRef, refKey, type ObjectRef } from '../../kube/index.ts'
import { pointer, type PlannedEdit, type SourceEdit } from '../../change/index.ts'
import { valueAtKey, valuePlace, type Chart } from '../../sources/helm/index.ts'
import { blockText, type FileChange } from '../../sources/yaml-edit/index.ts'
import type { World, WorldObject } from '../../sources/worlds/index.ts'
import { switchOf, valueOf, type Switch } from './fix-switches.ts'

/** An edit of a plan in its world. */
export interface WorldEdit extends SourceEdit {
  readonly world: World
  /** Tells it from the edits of other worlds. */
  readonly key: string
}

/** A change of a file, and the edits that it makes. */
export interface PlacedChange {
  readonly file: string
  readonly change: FileChange
  readonly makes: readonly string[]
}

/** An edit that has no place. */
export interface Unplaced {
  readonly key: string
  /** `file:line`, or what else names it. */
  readonly where: string
  readonly message: string
  readonly remedy: string
}

/** What comes of edits. */
export interface Placement {
  readonly changes: readonly PlacedChange[]
  readonly unplaced: readonly Unplaced[]
}

/** Finds the place of each edit. */
export function placeEdits(edits: readonly WorldEdit[], worlds: readonly World[], charts: readonly Chart[]): Placement {
  const placer = new Placer(worlds, charts)
  for (const edit of edits) placer.find(edit)
  return placer.finish()
}

interface InFile {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly ref: ObjectRef
  readonly edits: WorldEdit[]
}

class Placer {
  readonly #worlds: readonly World[]
  readonly #charts: readonly Chart[]
  readonly #objects: ReadonlyMap<World, ReadonlyMap<string, WorldObject>>
  /** In which worlds the object at a place of a file is. */
  readonly #shared = new Map<string, Set<World>>()
  readonly #inFiles = new Map<string, InFile>()
  readonly #overlays: { readonly edit: WorldEdit; readonly built: BuiltObject }[] = []
  readonly #switches: { readonly edit: WorldEdit; readonly to: Switch }[] = []
  readonly #unplaced: Unplaced[] = []

  constructor(worlds: readonly World[], charts: readonly Chart[]) {
    this.#worlds = worlds
    this.#charts = charts
    // As with `kubectl apply`, of two objects of one name the last counts.
    this.#objects = new Map(worlds.map((world) => [world, new Map(world.objects.map((one) => [refKey(one.object.ref), one]))]))
    for (const world of worlds)
      for (const { origin } of world.objects)
        if (origin.kind === 'file') {
          const place = `${origin.file}:${origin.line}:${origin.column}`
          this.#shared.set(place, (this.#shared.get(place) ?? new Set()).add(world))
        }
  }

  find(edit: WorldEdit): void {
    const found = this.#objects.get(edit.world)?.get(refKey(edit.object))
    if (found === undefined) return this.#refuse(edit, 'it is not in the files', 'add a manifest of it, and name it with -f')
    const { origin } = found
    switch (origin.kind) {
      case 'file': {
        const place = `${origin.file}:${origin.line}:${origin.column}`
        const here = this.#inFiles.get(place)
        if (here === undefined) this.#inFiles.set(place, { ...origin, ref: edit.object, edits: [edit] })
        else here.edits.push(edit)
        return
      }
      case 'base':
        this.#overlays.push({ edit, built: origin.built })
        return
      case 'stdin': {
        if (origin.source === undefined)
          return this.#refuse(edit, 'it comes from standard input', 'name its file with -f', `(standard input):${origin.line}`)
        const to = switchOf(found, edit.edits)
        if (to === undefined)
          return this.#refuse(
            edit,
            `Helm renders it from \`${origin.source}\`, and values set only its switch`,
            'make the edit in the template by hand',
            origin.source,
          )
        this.#switches.push({ edit, to })
        return
      }
      default:
        return unreachable(origin)
    }
  }

  finish(): Placement {
    const changes: PlacedChange[] = []
    for (const [place, { file, line, column, ref, edits }] of this.#inFiles) {
      const all = this.#shared.get(place)?.size ?? 1
      const [first] = edits
      if (first === undefined) continue
      if (edits.length === all && edits.every((edit) => sameJson(jsonOf(edit.edits), jsonOf(first.edits))))
        changes.push({
          file,
          change: { place: { line, column }, is: isObject(ref, edits), edits: first.edits },
          makes: edits.map(({ key }) => key),
        })
      else this.#apart(edits)
    }
    return { changes: merged([...changes, ...this.#patches(), ...this.#values()]), unplaced: this.#unplaced }
  }

  /** Some overlays want the edit and some do not, or want another: each that does says so itself. */
  #apart(edits: readonly WorldEdit[]): void {
    for (const edit of edits) {
      const origin = this.#objects.get(edit.world)?.get(refKey(edit.object))?.origin
      if (origin?.kind === 'file' && origin.built !== undefined && edit.world.kustomization !== undefined)
        this.#overlays.push({ edit, built: origin.built })
      else this.#refuse(edit, 'what else is made from its file is not to be changed', 'make the edit by hand')
    }
  }

  #patches(): readonly PlacedChange[] {
    return this.#overlays.flatMap(({ edit, built }): readonly PlacedChange[] => {
      const { kustomization } = edit.world
      const made = overlayPatch(built, edit.edits)
      if (kustomization === undefined || made.kind === 'none') {
        this.#refuse(
          edit,
          made.kind === 'none' ? made.reason : 'no kustomization is above it',
          'make the edit by hand',
          kustomization ?? built.file,
        )
        return []
      }
      const change: FileChange = {
        place: { document: 0 },
        is: () => true,
        edits: [{ path: '/patches', append: { patch: blockText(made.patch) } }],
      }
      return [{ file: kustomization, change, makes: [edit.key] }]
    })
  }

  #values(): readonly PlacedChange[] {
    const users = this.#worlds.flatMap((world) => world.objects).flatMap((one) => valueOf(one, this.#charts))
    return this.#switches.flatMap(({ edit, to }): readonly PlacedChange[] => {
      const place = valuePlace(this.#charts, to.source, to.of)
      if (place.kind === 'unknown') {
        this.#refuse(edit, place.reason, place.remedy, to.source)
        return []
      }
      const other = users.find(
        (user) =>
          user.file === place.file &&
          sameJson(user.path, place.path) &&
          user.value !== to.value &&
          !this.#turns(user.ref, to.value),
      )
      if (other !== undefined) {
        this.#refuse(
          edit,
          `the value \`${place.path.join('.')}\` also sets ${formatRef(other.ref)}, which is to stay as it is`,
          'give the template a value of its own',
          place.file,
        )
        return []
      }
      const from = valueAtKey(place.file, place.path)
      const planned: PlannedEdit = { path: pointer(...place.path), ...(from === undefined ? {} : { from }), to: to.value }
      return [{ file: place.file, change: { place: { document: 0 }, is: () => true, edits: [planned] }, makes: [edit.key] }]
    })
  }

  /** Whether an object is itself to be set to a value. */
  #turns(ref: ObjectRef, value: boolean): boolean {
    return this.#switches.some(({ edit, to }) => refKey(edit.object) === refKey(ref) && to.value === value)
  }

  #refuse({ key, object }: WorldEdit, message: string, remedy: string, where: string = formatRef(object)): void {
    this.#unplaced.push({
      key,
      where,
      message: where === formatRef(object) ? message : `${formatRef(object)}: ${message}`,
      remedy,
    })
  }
}

function jsonOf(edits: readonly PlannedEdit[]): JsonObject {
  return { edits: JSON.stringify(edits) }
}

/** Whether a value is the object, by what its own file calls it. */
function isObject(ref: ObjectRef, edits: readonly WorldEdit[]): (value: JsonObject) => boolean {
  const renamed = edits.some(({ world }) => world.kustomization !== undefined)
  return (value) => value['kind'] === ref.kind && (renamed || nameIn(value) === ref.name)
}

function nameIn(value: JsonObject): string {
  const metadata = value['metadata']
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return ''
  const { name, generateName } = metadata as JsonObject
  return typeof name === 'string' && name !== '' ? name : `${typeof generateName === 'string' ? generateName : ''}*`
}

/** Changes of one place of a file are one change. */
function merged(changes: readonly PlacedChange[]): readonly PlacedChange[] {
  const byPlace = new Map<string, PlacedChange>()
  for (const { file, change, makes } of changes) {
    const key = `${file} ${JSON.stringify(change.place)}`
    const before = byPlace.get(key)
    const edits = [
      ...(before?.change.edits ?? []),
      ...change.edits.filter((edit) => before?.change.edits.some((one) => JSON.stringify(one) === JSON.stringify(edit)) !== true),
    ]
    byPlace.set(key, { file, change: { ...change, edits }, makes: [...(before?.makes ?? []), ...makes] })
  }
  return [...byPlace.values()]
}
