// Sorts files into worlds: what is applied together, and is therefore planned together. Each kustomization that no other one builds on is
// a world, with all that it brings from elsewhere; the files that none of them names are one more.
import { Readable } from 'node:stream'
import { normalize } from 'node:path'
import { SparekeyError } from '../../base/index.ts'
import type { InputObject } from '../../inventory/index.ts'
import type { Gap } from '../../kube/index.ts'
import { chartsAmong, isOfChart, type Chart } from '../helm/index.ts'
import { buildKustomization, decodeBuilt, isKustomization, type Built, type BuiltObject } from '../kustomize/index.ts'
import { findFiles, readManifests } from '../manifests/index.ts'

/** Where an object comes from, and so where it can be changed. */
export type Origin =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number; readonly built?: BuiltObject }
  /** A file that was not given: a patch in the kustomization changes it. */
  | { readonly kind: 'base'; readonly built: BuiltObject }
  /** Standard input; `source` is the template that Helm names there. */
  | { readonly kind: 'stdin'; readonly line: number; readonly source?: string }

/** An object, and where it comes from. */
export interface WorldObject extends InputObject {
  readonly origin: Origin
}

/** Objects that are applied together. */
export interface World {
  readonly objects: readonly WorldObject[]
  readonly gaps: readonly Gap[]
  /** The kustomization that patches can be put into. */
  readonly kustomization?: string
}

/** All that was read. */
export interface Worlds {
  readonly worlds: readonly World[]
  readonly charts: readonly Chart[]
  /** What was not followed, each as a sentence without a full stop. */
  readonly notes: readonly string[]
  readonly files: number
}

/**
 * @param names - files, folders, globs, `-`
 * @throws SparekeyError INPUT_NOT_FOUND, INPUT_UNREADABLE
 */
export async function readWorlds(
  names: readonly string[],
  options: { readonly stdin: AsyncIterable<Uint8Array>; readonly namespace?: string },
): Promise<Worlds> {
  const files = findFiles(names)
  const given = new Set(files.map((file) => normalize(file)))
  const charts = chartsAmong(files)
  const built = files
    .filter((file) => isKustomization(file))
    .map((file) => ({ file: normalize(file), built: buildKustomization(file) }))
  const roots = built.filter(({ file }) => !built.some((other) => other.file !== file && other.built.files.has(file)))
  const used = new Set(roots.flatMap((root) => [...root.built.files]))
  const rest = files.filter(
    (file) => file === '-' || !(used.has(normalize(file)) || isKustomization(file) || isOfChart(file, charts)),
  )
  const worlds = roots.map((root) => worldOf(root.file, root.built, given))
  if (rest.length > 0) worlds.push(await plainWorld(rest, options))
  if (worlds.every(({ objects, gaps }) => objects.length === 0 && gaps.length === 0))
    throw new SparekeyError('INPUT_UNREADABLE', 'no Kubernetes object in the files', {
      hint:
        charts.length > 0
          ? 'render the chart beside it: `helm template … | sparekey fix -f CHART -f -`'
          : 'give manifests or kustomizations; of a chart also what it renders to: `helm template … | sparekey fix -f CHART -f -`',
    })
  const notes = [...new Set(roots.flatMap((root) => root.built.notes))]
  if (charts.length > 0 && !files.includes('-'))
    notes.push(
      ...charts.map(
        ({ name, folder }) =>
          `chart \`${name}\` in \`${folder}\` is not rendered here: \`helm template ${name} ${folder} | sparekey fix -f ${folder} -f -\` edits its values`,
      ),
    )
  return { worlds, charts, notes, files: files.length }
}

function worldOf(kustomization: string, built: Built, given: ReadonlySet<string>): World {
  const objects: WorldObject[] = []
  const gaps: Gap[] = [...built.gaps]
  for (const one of built.objects) {
    const decoded = decodeBuilt(one)
    const { line, column } = one.locate('')
    if (decoded.kind === 'object') {
      const origin: Origin = given.has(one.file)
        ? { kind: 'file', file: one.file, line, column, built: one }
        : { kind: 'base', built: one }
      objects.push({ object: decoded.object, locate: one.locate, origin })
    } else if (decoded.kind === 'refused')
      for (const { field, message } of decoded.problems)
        gaps.push({ kind: 'objectRefused', object: decoded.ref, field, message, ...one.locate(field) })
  }
  return { objects, gaps, kustomization }
}

async function plainWorld(
  files: readonly string[],
  options: { readonly stdin: AsyncIterable<Uint8Array>; readonly namespace?: string },
): Promise<World> {
  const chunks: Uint8Array[] = []
  if (files.includes('-')) for await (const chunk of options.stdin) chunks.push(chunk)
  const input = Buffer.concat(chunks)
  const read = await readManifests(files, { ...options, stdin: Readable.from([input]), mayBeEmpty: true })
  const lines = input.length === 0 ? [] : input.toString('utf8').split('\n')
  return {
    gaps: read.gaps,
    objects: read.objects.map((one): WorldObject => {
      const place = one.locate?.('')
      if (place === undefined || place.file === '(standard input)')
        return { ...one, origin: stdinOrigin(lines, place?.line ?? 1) }
      return { ...one, origin: { kind: 'file', file: place.file, line: place.line, column: place.column } }
    }),
  }
}

/** Helm writes above each document which template it comes from. */
function stdinOrigin(lines: readonly string[], line: number): Origin {
  for (let i = line - 2; i >= 0; i--) {
    const text = lines[i] ?? ''
    const source = /^# Source: (\S+)/.exec(text)?.[1]
    if (source !== undefined) return { kind: 'stdin', line, source }
    if (text.startsWith('---')) break
  }
  return { kind: 'stdin', line }
}
