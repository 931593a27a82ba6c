// Reads a kustomization: what it builds from, what it patches, and which of its fields change objects in ways that are not followed.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Json } from '../../base/index.ts'
import { readWhole } from '../yaml/index.ts'
import { isObject, listOf, textOf } from './plain-values.ts'

/** The names that kustomize knows its file by. */
export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

/** One patch: where it is said, what it says, and what it is for. */
export interface Patch {
  /** The patch's own file; absent where it stands in the kustomization. */
  readonly file?: string
  readonly text: string
  readonly target?: PatchTarget
}

/** Which objects a patch is for; names and kinds are regular expressions, as kustomize takes them. */
export interface PatchTarget {
  readonly group?: string
  readonly version?: string
  readonly kind?: string
  readonly name?: string
  readonly namespace?: string
  /** Whether it also chooses by labels or annotations. */
  readonly selects: boolean
}

/** A kustomization as far as it is followed. */
export interface Kustomization {
  readonly file: string
  readonly resources: readonly string[]
  readonly namespace?: string
  readonly namePrefix: string
  readonly nameSuffix: string
  readonly patches: readonly Patch[]
  /** Fields that may change objects and are not followed. */
  readonly notFollowed: readonly string[]
}

/** Fields of a kustomization that change objects in ways that matter here (kustomize 5.8, api/types/kustomization.go). */
const changing: readonly string[] = [
  'components',
  'replacements',
  'transformers',
  'generators',
  'helmCharts',
  'helmChartInflationGenerator',
]

/** The kustomization of a folder. */
export function findKustomization(folder: string): string | undefined {
  return kustomizationNames.map((name) => join(folder, name)).find((file) => existsSync(file))
}

/** @returns the reason where it can't be read */
export function readKustomization(file: string): Kustomization | { readonly reason: string } {
  const documents = readWhole(readFileSync(file, 'utf8'))
  if ('reason' in documents) return documents
  const [value = {}, second] = documents
  if (!isObject(value) || second !== undefined) return { reason: 'a kustomization is one mapping' }
  const folder = dirname(file)
  const namespace = textOf(value['namespace'])
  return {
    file,
    resources: [...textsOf(value['resources']), ...textsOf(value['bases'])],
    ...(namespace === '' ? {} : { namespace }),
    namePrefix: textOf(value['namePrefix']),
    nameSuffix: textOf(value['nameSuffix']),
    patches: [
      ...listOf(value['patchesStrategicMerge']).map((one) => patchOf(folder, textOf(one))),
      ...[...listOf(value['patchesJson6902']), ...listOf(value['patches'])].flatMap((one) => targetedPatches(folder, one)),
    ],
    notFollowed: changing.filter((field) => listOf(value[field]).length > 0 || isObject(value[field])),
  }
}

function targetedPatches(folder: string, value: Json): readonly Patch[] {
  if (!isObject(value)) return []
  const target = value['target']
  const wanted: PatchTarget | undefined = !isObject(target)
    ? undefined
    : {
        ...Object.fromEntries(
          ['group', 'version', 'kind', 'name', 'namespace'].flatMap((key) =>
            textOf(target[key]) === '' ? [] : [[key, textOf(target[key])]],
          ),
        ),
        selects: target['labelSelector'] !== undefined || target['annotationSelector'] !== undefined,
      }
  const written = textOf(value['patch'])
  const path = textOf(value['path'])
  const patch = written !== '' ? { text: written } : path !== '' ? patchOf(folder, path) : undefined
  return patch === undefined ? [] : [{ ...patch, ...(wanted === undefined ? {} : { target: wanted }) }]
}

/** A patch that is named by its file, or written out in its place. */
function patchOf(folder: string, named: string): Patch {
  const file = join(folder, named)
  if (named.includes('\n') || !isFile(file)) return { text: named }
  return { file, text: readFileSync(file, 'utf8') }
}

/** Whether there is such a file. */
export function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true
}

function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).filter((one) => typeof one === 'string')
}
