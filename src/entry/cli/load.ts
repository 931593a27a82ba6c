// From the options of a command to an inventory and the question to ask of it: the one place where sources meet the core.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SparekeyError } from '../../base/index.ts'
import { takeInventory, type InputObject, type Inventory } from '../../inventory/index.ts'
import { decodeObject, type Gap } from '../../kube/index.ts'
import type { Connection } from '../../sources/live/index.ts'
import { readLedger } from '../../sources/ledger/index.ts'
import { readManifests } from '../../sources/manifests/index.ts'
import { readYamlFile } from '../../sources/yaml/index.ts'
import { readSnapshot, type Snapshot } from '../../sources/snapshot/index.ts'
import { defaultApiAudiences, type ApiAudiences } from '../../tokens/index.ts'
import {
  audit,
  noRequirements,
  readRequirements,
  type AuditQuestion,
  type AuditReport,
  type Requirements,
  type WhoCanQuestion,
} from '../../verdict/index.ts'
import { guardSeen } from './guard-seen.ts'
import type { Io } from './io.ts'
import { parseLabelSelector } from './label-selector.ts'
import { momentAsAsked } from './moment.ts'
import { takeSnapshot } from './take-snapshot.ts'
import { settleCluster } from './settle-cluster.ts'
import { usualWindow, type SourceOptions } from './source-options.ts'

interface Loaded {
  readonly inventory: Inventory
  readonly source: AuditQuestion['source']
  readonly discovered: readonly string[]
}

/** An audit, what it looked at, and what people have stated. */
export interface Audited {
  readonly report: AuditReport
  readonly inventory: Inventory
  readonly requirements: Requirements
}

/**
 * Reads what the options name, and audits it.
 *
 * @param connection - to the cluster, where one is open already
 * @throws SparekeyError for what stops the whole audit
 */
export async function auditAsAsked(
  options: SourceOptions & { readonly benchmark?: string },
  io: Io,
  connection?: Connection,
): Promise<Audited> {
  const requirements = readRequirementsFile(options.requirements)
  const evidence = evidenceAsAsked(options)
  const labels = options.selector === undefined ? undefined : parseLabelSelector(options.selector)
  const namespaces = options.namespace === undefined || options.allNamespaces === true ? undefined : [options.namespace]
  const generatedAt = momentAsAsked(options, io)
  const { inventory, source, discovered } = await load(options, io, connection)
  const guard = guardSeen(inventory, source.serverVersion, audiencesOf(options, discovered).values)
  const report = audit(inventory, {
    generatedAt,
    source: namespaces === undefined ? source : { ...source, namespaces },
    apiAudiences: audiencesOf(options, discovered),
    requirements,
    ...(evidence === undefined ? {} : { evidence }),
    ...(guard === undefined ? {} : { guard }),
    select: { ...(namespaces === undefined ? {} : { namespaces }), ...(labels === undefined ? {} : { labels }) },
    ...(options.benchmark === undefined ? {} : { benchmark: options.benchmark }),
  })
  return { report, inventory, requirements }
}

/**
 * The evidence of use that the options name.
 *
 * @throws SparekeyError INPUT_NOT_FOUND, LEDGER_UNREADABLE, USAGE
 */
export function evidenceAsAsked(
  options: Pick<SourceOptions, 'evidence' | 'evidenceCluster' | 'example' | 'minWindow'>,
): AuditQuestion['evidence'] {
  const example = options.example === true && options.evidence === undefined
  const file = example ? examplePath('use.ledger') : options.evidence
  if (file === undefined) return undefined
  const ledger = readLedger(file)
  return {
    ledger,
    cluster: settleCluster(ledger, options.evidenceCluster, '--evidence-cluster'),
    description: example ? 'the ledger of the example cluster' : file,
    minWindowDays: options.minWindow ?? usualWindow,
  }
}

/**
 * A namespace of which nothing was read, though everything was, is a slip of the keyboard; its audit would find nothing and pass.
 *
 * @throws SparekeyError INPUT_NOT_FOUND
 */
export function refuseUnknownNamespace(
  namespace: string,
  { workloads, accounts, tokenSecrets, bindings, gaps }: Inventory,
): void {
  const refs = [...workloads, ...accounts, ...tokenSecrets, ...bindings].map(({ ref }) => ref.namespace)
  if (gaps.length > 0 || refs.length === 0 || refs.includes(namespace)) return
  const known = [...new Set(refs.flatMap((name) => name ?? []))].sort()
  throw new SparekeyError('INPUT_NOT_FOUND', `nothing of namespace \`${namespace}\` is in the input`, {
    hint: `there are ${known.slice(0, 8).join(', ')}${known.length > 8 ? ` and ${known.length - 8} more` : ''}`,
  })
}

/**
 * Reads what the options name, for questions beside the audit.
 *
 * @throws SparekeyError for what stops the reading
 */
export async function loadAsAsked(
  options: SourceOptions,
  io: Io,
): Promise<{ readonly inventory: Inventory; readonly source: WhoCanQuestion['source'] }> {
  const { inventory, source, discovered } = await load(options, io)
  return { inventory, source: { ...source, apiAudiences: audiencesOf(options, discovered).values } }
}

async function load(options: SourceOptions, io: Io, connection?: Connection): Promise<Loaded> {
  const named = [options.filename !== undefined, options.snapshot !== undefined, options.example === true].filter(Boolean).length
  if (named > 1) throw new SparekeyError('USAGE', 'name one source: `-f`, `--snapshot` or `--example`')
  if (options.filename !== undefined) return fromManifests(options.filename, options, io)
  if (options.example === true) return fromSnapshot(readSnapshot(examplePath('cluster.sparekey')), options, 'the example cluster')
  if (options.snapshot === undefined) return fromSnapshot(await takeSnapshot(options, io, connection), options, undefined)
  if (!beginsLikeJson(options.snapshot)) return fromSnapshot(readSnapshot(options.snapshot), options, options.snapshot)
  const loaded = await fromManifests([options.snapshot], options, io)
  return { ...loaded, source: { ...loaded.source, kind: 'snapshot' } }
}

/** Whether a file is what `kubectl get … -o json` wrote; one that cannot be read is not, and is told as a snapshot. */
function beginsLikeJson(file: string): boolean {
  try {
    const [first] = readFileSync(file)
    return first === 0x7b || first === 0x5b
  } catch {
    return false
  }
}

/** The example, beside the sources and beside the compiled program alike. */
export function examplePath(name: string): string {
  return fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url))
}

async function fromManifests(names: readonly string[], options: SourceOptions, io: Io): Promise<Loaded> {
  const read = await readManifests(names, {
    stdin: io.stdin,
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
  })
  const inventory = takeInventory({
    objects: read.objects,
    complete: new Set(),
    gaps: read.gaps,
    assumptions: new Set(options.assume),
  })
  const description = `${names.map((name) => (name === '-' ? 'standard input' : name)).join(', ')} (${read.files} ${read.files === 1 ? 'file' : 'files'})`
  return {
    inventory,
    source: { kind: 'manifests', description },
    discovered: [],
  }
}

/** @param file - the snapshot's name; absent for a cluster that was read just now */
function fromSnapshot(snapshot: Snapshot, options: SourceOptions, file: string | undefined): Loaded {
  const objects: InputObject[] = []
  const gaps: Gap[] = [...snapshot.gaps]
  for (const value of snapshot.objects) {
    const decoded = decodeObject(value)
    if (decoded.kind === 'object') objects.push({ object: decoded.object })
    else if (decoded.kind === 'refused')
      for (const problem of decoded.problems) gaps.push({ kind: 'objectRefused', object: decoded.ref, ...problem })
  }
  const inventory = takeInventory({
    objects,
    complete: new Set(snapshot.complete),
    gaps,
    assumptions: new Set(options.assume),
    ...(snapshot.legacyTrackingSince === undefined ? {} : { legacyTrackingSince: snapshot.legacyTrackingSince }),
  })
  return {
    inventory,
    source: {
      kind: file === undefined ? 'live' : 'snapshot',
      description: file === undefined ? snapshot.description : `${file} (${snapshot.description})`,
      ...(snapshot.serverVersion === undefined ? {} : { serverVersion: snapshot.serverVersion }),
      ...(file === undefined ? {} : { takenAt: snapshot.takenAt }),
      ...(snapshot.namespaces === undefined ? {} : { namespaces: snapshot.namespaces }),
    },
    discovered: snapshot.apiAudiences,
  }
}

function audiencesOf(options: SourceOptions, discovered: readonly string[]): ApiAudiences {
  if (options.apiAudience !== undefined) return { values: options.apiAudience, from: 'given' }
  if (discovered.length > 0)
    return { values: [...new Set([...discovered, ...defaultApiAudiences.values])].sort(), from: 'discovered' }
  return defaultApiAudiences
}

/** @throws SparekeyError INPUT_NOT_FOUND, CONFIG_INVALID */
export function readRequirementsFile(named: string | undefined): Requirements {
  const file = named ?? 'sparekey.yaml'
  if (named === undefined && !existsSync(file)) return noRequirements
  const { requirements, problems } = readRequirements(
    readYamlFile(file, 'name the file with statements of need by `--requirements`: docs/declarations.md says what it holds'),
  )
  if (problems.length > 0)
    throw new SparekeyError('CONFIG_INVALID', `cannot use \`${file}\`: ${problems.join('; ')}`, {
      hint: 'see docs/declarations.md for its form',
    })
  return requirements
}
