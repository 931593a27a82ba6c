// What a kustomization builds, as far as an audit reads it: the objects of its files and bases, patched, renamed and put into its
// namespace, each with the file that it comes from. It follows kustomize 5.8 (api/internal/target/kusttarget.go): patches come first, then
// the namespace, then names.
import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import type { Json, JsonObject } from '../../base/index.ts'
import { decodeObject, groupOf, type Gap } from '../../kube/index.ts'
import type { Locator } from '../../inventory/index.ts'
import { readDocuments, readWhole } from '../yaml/index.ts'
import type { BuiltObject } from './built-object.ts'
import { jsonPatch, strategicMerge } from './apply-patch.ts'
import { findKustomization, isFile, readKustomization, type Kustomization, type Patch } from './kustomization.ts'
import { mergeKeysOf } from './merge-keys.ts'
import { isObject, metaOf, textOf } from './plain-values.ts'
import { putInto, renamed } from './names.ts'
import { wantedOfInput } from '../manifests/index.ts'

/** What came of a kustomization. */
export interface Built {
  readonly objects: readonly BuiltObject[]
  readonly gaps: readonly Gap[]
  /** Every file that had a part in it: resources, patches and the kustomizations themselves. */
  readonly files: ReadonlySet<string>
  /** What was not followed, each as a sentence without a full stop. */
  readonly notes: readonly string[]
}

/** Builds the kustomization in a file. */
export function buildKustomization(file: string): Built {
  const builder = new Builder()
  const objects = builder.build(file)
  return { objects, gaps: builder.gaps, files: builder.files, notes: builder.notes }
}

class Builder {
  readonly files = new Set<string>()
  readonly gaps: Gap[] = []
  readonly notes: string[] = []
  readonly #open = new Set<string>()

  build(file: string): readonly BuiltObject[] {
    const path = normalize(file)
    if (this.#open.has(path)) return this.#note(`\`${path}\` builds on itself`)
    this.files.add(path)
    const kustomization = readKustomization(path)
    if ('reason' in kustomization) return this.#note(`\`${path}\` cannot be read: ${kustomization.reason}`)
    for (const field of kustomization.notFollowed)
      this.#note(`\`${field}\` of \`${path}\` is not followed: what it changes is not seen`)
    this.#open.add(path)
    const resources = kustomization.resources.flatMap((resource) => this.#resource(path, resource))
    this.#open.delete(path)
    const patched = kustomization.patches.reduce<readonly BuiltObject[]>(
      (objects, patch) => this.#patched(objects, patch, kustomization),
      resources,
    )
    return renamed(kustomization.namespace === undefined ? patched : putInto(patched, kustomization.namespace), kustomization)
  }

  #resource(from: string, resource: string): readonly BuiltObject[] {
    const path = join(dirname(from), resource)
    if (isFile(path)) return this.#objects(path)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      const inner = findKustomization(path)
      return inner === undefined ? this.#note(`\`${path}\` has no kustomization`) : this.build(inner)
    }
    return this.#note(`\`${resource}\`, which \`${from}\` builds on, is not on this machine: its objects are not seen`)
  }

  #objects(file: string): readonly BuiltObject[] {
    const path = normalize(file)
    this.files.add(path)
    const objects: BuiltObject[] = []
    const add = (value: Json, locate: Locator) => {
      if (!isObject(value)) return
      if (typeof value['kind'] === 'string' && value['kind'].endsWith('List') && Array.isArray(value['items'])) {
        ;(value['items'] as readonly Json[]).forEach((item, i) => {
          add(item, (field) => locate(`items[${i}].${field}`))
        })
        return
      }
      const { name, namespace } = nameOf(value)
      objects.push({ value, original: { name, ...(namespace === undefined ? {} : { namespace }) }, file: path, locate })
    }
    for (const read of readDocuments(path, readFileSync(path, 'utf8'), wantedOfInput)) {
      if (read.kind === 'broken') this.gaps.push(read.gap)
      else {
        this.gaps.push(...read.gaps)
        add(read.value as Json, read.locate)
      }
    }
    return objects
  }

  #patched(objects: readonly BuiltObject[], patch: Patch, { file }: Kustomization): readonly BuiltObject[] {
    if (patch.file !== undefined) this.files.add(normalize(patch.file))
    const where = patch.file ?? file
    const documents = readWhole(patch.text)
    if ('reason' in documents) return this.#note(`a patch in \`${where}\` cannot be read: ${documents.reason}`, objects)
    if (patch.target?.selects === true)
      this.#note(`a patch in \`${where}\` chooses objects by their labels, which is not followed`)
    return documents.reduce<readonly BuiltObject[]>(
      (now, document) =>
        now.flatMap((object) => {
          if (!concerns(patch, document, object)) return [object]
          if (Array.isArray(document)) return [{ ...object, value: jsonPatch(object.value, document as readonly Json[]) }]
          const value = isObject(document)
            ? strategicMerge(object.value, bodyOf(document), mergeKeysOf(object.value['apiVersion']))
            : object.value
          return value === undefined ? [] : [{ ...object, value }]
        }),
      objects,
    )
  }

  #note(note: string, objects: readonly BuiltObject[] = []): readonly BuiltObject[] {
    if (!this.notes.includes(note)) this.notes.push(note)
    return objects
  }
}

/** The name and namespace of a value. */
function nameOf(value: JsonObject): { readonly name: string; readonly namespace?: string } {
  const namespace = textOf(metaOf(value)['namespace'])
  return { name: textOf(metaOf(value)['name']), ...(namespace === '' ? {} : { namespace }) }
}

/** A patch says whose it is by name, unless it has a target; the name itself is no change. */
function concerns({ target }: Patch, document: Json, object: BuiltObject): boolean {
  const { apiVersion, kind } = object.value
  const group = typeof apiVersion === 'string' ? groupOf(apiVersion) : ''
  const now = nameOf(object.value)
  const names = [object.original.name, now.name]
  const namespaces = [object.original.namespace ?? 'default', now.namespace ?? 'default']
  if (target !== undefined) {
    const fits = (pattern: string | undefined, values: readonly unknown[]) =>
      pattern === undefined || values.some((value) => new RegExp(`^(?:${pattern})$`).test(String(value)))
    return (
      !target.selects &&
      fits(target.group, [group]) &&
      fits(target.kind, [kind]) &&
      fits(target.name, names) &&
      fits(target.namespace, namespaces)
    )
  }
  if (!isObject(document) || typeof document['apiVersion'] !== 'string') return false
  const { name, namespace } = nameOf(document)
  return (
    document['kind'] === kind &&
    groupOf(document['apiVersion']) === group &&
    names.includes(name) &&
    namespaces.includes(namespace ?? 'default')
  )
}

function bodyOf(document: JsonObject): JsonObject {
  const { apiVersion: _, kind: __, metadata, ...rest } = document
  if (!isObject(metadata)) return rest
  const { name: ___, namespace: ____, ...others } = metadata
  return { ...rest, metadata: others }
}

/** Whether a file is a kustomization. */
export function isKustomization(file: string): boolean {
  return /^(kustomization\.ya?ml|Kustomization)$/.test(basename(file))
}

/** The object as the rooms above know it. */
export function decodeBuilt({ value }: BuiltObject): ReturnType<typeof decodeObject> {
  return decodeObject(value)
}
