// Which kubeconfig files count and how they merge: kubectl's rules, not client-node's, which takes the *last* file's
// current context (another cluster than kubectl would), and fails on a missing file or on a name that stands in two.
// https://github.com/kubernetes/client-go/blob/master/tools/clientcmd/loader.go
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { loadAll, YAMLException } from 'js-yaml'
import { SparekeyError } from '../../base/index.ts'
import { isRecord } from '../../kube/index.ts'
import { firstSet, type Environment } from './environment.ts'
import { quotable } from './quotable.ts'

/** A context, cluster or user as its file has it, not yet decoded: what is not chosen may be as broken as it likes. */
export interface KubeconfigEntry {
  readonly body: unknown
  /** Where the file is: paths in the entry start from here. */
  readonly folder: string
  readonly file: string
}

/** The lists of a kubeconfig. */
export type KubeconfigSection = 'contexts' | 'clusters' | 'users'

/** All kubeconfig files as one. */
export interface Kubeconfig extends Readonly<Record<KubeconfigSection, ReadonlyMap<string, KubeconfigEntry>>> {
  /** The files that were read. */
  readonly files: readonly string[]
  readonly currentContext: string | undefined
}

const sections: readonly (readonly [KubeconfigSection, string])[] = [
  ['contexts', 'context'],
  ['clusters', 'cluster'],
  ['users', 'user'],
]

/**
 * Reads the kubeconfig that kubectl would: the file that is named, else those of `KUBECONFIG`, else `~/.kube/config`.
 * Of entries with the same name the first file's counts, and so does the first current context.
 *
 * @returns `undefined` where no file is named and none exists
 * @throws SparekeyError `KUBECONFIG_INVALID` when a file can't be read, holds two namesakes, or is named and does not exist
 */
export async function readKubeconfig(named: string | undefined, environment: Environment): Promise<Kubeconfig | undefined> {
  const candidates = named === undefined ? usualFiles(environment) : [named]
  const read = await Promise.all(candidates.map((file) => readOne(resolve(file), named !== undefined)))
  const parts = read.filter((part) => part !== undefined)
  const [first] = parts
  return first === undefined ? undefined : parts.slice(1).reduce(merge, first)
}

function usualFiles(environment: Environment): readonly string[] {
  const listed = firstSet(environment, 'KUBECONFIG')
  if (listed !== undefined) return [...new Set(listed.split(delimiter).filter((file) => file !== ''))]
  return [join(firstSet(environment, 'HOME') ?? homedir(), '.kube', 'config')]
}

async function readOne(file: string, mustExist: boolean): Promise<Kubeconfig | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && !mustExist) return undefined
    const why = code === 'ENOENT' ? 'no such file' : (code ?? 'not readable')
    throw new SparekeyError('KUBECONFIG_INVALID', `cannot read kubeconfig \`${file}\`: ${why}`, { cause: error })
  }
  return contentsOf(parse(text, file), file)
}

function parse(text: string, file: string): Record<string, unknown> {
  let document: unknown
  try {
    document = loadAll(text)[0]
  } catch (error) {
    // INVARIANT: neither the exception's message nor the exception itself goes on: both quote the lines around the fault.
    throw new SparekeyError('KUBECONFIG_INVALID', `kubeconfig \`${file}\` is not YAML${faultOf(error)}`)
  }
  if (document === undefined || document === null) return {}
  if (!isRecord(document)) throw new SparekeyError('KUBECONFIG_INVALID', `kubeconfig \`${file}\` does not hold an object`)
  return document
}

function faultOf(error: unknown): string {
  if (!(error instanceof YAMLException)) return ''
  const line = error.mark === undefined ? '' : `, line ${error.mark.line + 1}`
  // What the reason quotes is a piece of the file.
  return `${line}: ${quotable(error.reason.replace(/["'`<!].*/s, ''))}`
}

function contentsOf(document: Record<string, unknown>, file: string): Kubeconfig {
  const [contexts, clusters, users] = sections.map(([list, member]) => entriesOf(document[list], member, file))
  const empty = new Map<string, KubeconfigEntry>()
  const current = document['current-context']
  return {
    files: [file],
    currentContext: typeof current === 'string' && current !== '' ? current : undefined,
    contexts: contexts ?? empty,
    clusters: clusters ?? empty,
    users: users ?? empty,
  }
}

function entriesOf(list: unknown, member: string, file: string): ReadonlyMap<string, KubeconfigEntry> {
  const entries = new Map<string, KubeconfigEntry>()
  if (!Array.isArray(list)) return entries
  for (const item of list as readonly unknown[]) {
    if (!isRecord(item) || typeof item['name'] !== 'string') continue
    const name = item['name']
    if (entries.has(name)) {
      throw new SparekeyError('KUBECONFIG_INVALID', `kubeconfig \`${file}\` has two ${member}s named \`${quotable(name)}\``)
    }
    entries.set(name, { body: item[member], folder: dirname(file), file })
  }
  return entries
}

function merge(before: Kubeconfig, after: Kubeconfig): Kubeconfig {
  return {
    files: [...before.files, ...after.files],
    currentContext: before.currentContext ?? after.currentContext,
    contexts: new Map([...after.contexts, ...before.contexts]),
    clusters: new Map([...after.clusters, ...before.clusters]),
    users: new Map([...after.users, ...before.users]),
  }
}
