// A copy of a journal in the cluster itself, as ConfigMaps: for a run whose file is lost with the machine that it was on. A journal holds
// names and fields, and never a Secret. The text is kept in pieces, in order, so that adding a line sends a line.
import { SparekeyError, type JsonObject } from '../../base/index.ts'
import { isRecord, mapOf, text as textShape, wantedAt } from '../../kube/index.ts'
import { statusMessage } from './api-status.ts'
import type { ApiAnswer } from './channel.ts'
import type { ChangeConnection } from './connect-for-change.ts'
import { readBody } from './read-body.ts'
import { exponentialBackoff, patiently, type Backoff } from './retry.ts'

/** Which journal is mirrored where. */
export interface MirrorOptions {
  readonly namespace: string
  readonly run: string
  readonly backoff?: Backoff
}

/** A mirror that is added to. */
export interface JournalMirror {
  /** Returns when the server has it. */
  append(text: string): Promise<void>
}

/** The server takes 1 MiB; the names of the pieces count too. */
const bytesOfMap = 900_000
const bytesOfPiece = 250_000
/** What a piece's name takes. */
const bytesOfKey = 7

const always = new AbortController().signal
const wantedOfMap = wantedAt(['data'], mapOf(textShape).wanted)

/** The name of the n-th ConfigMap, from 1. */
export function mirrorName(run: string, n: number): string {
  return `sparekey-journal-${run}-${n}`
}

/**
 * Opens a mirror, and brings it up to what the file holds.
 *
 * @param text - the journal so far; it is ASCII
 * @throws SparekeyError `OUTPUT_NOT_WRITTEN` where it can't be written, or is the mirror of something else
 */
export async function openMirror(connection: ChangeConnection, options: MirrorOptions, text: string): Promise<JournalMirror> {
  const maps = await readMaps(connection, options)
  const mirrored = maps.map(textOfMap).join('')
  if (!text.startsWith(mirrored))
    throw new SparekeyError('OUTPUT_NOT_WRITTEN', `the mirror \`${options.namespace}/${options.run}\` is of another journal`, {
      hint: 'name another namespace with `--mirror`, or go on with the journal that `sparekey status --mirror` fetches',
    })
  let n = Math.max(maps.length, 1)
  let pieces = Object.keys(maps.at(-1) ?? {}).length
  let bytes = maps.length === 0 ? 0 : textOfMap(maps.at(-1) ?? {}).length + pieces * bytesOfKey
  const append = async (more: string): Promise<void> => {
    for (let at = 0; at < more.length; at += bytesOfPiece) {
      const piece = more.slice(at, at + bytesOfPiece)
      if (bytes + piece.length + bytesOfKey > bytesOfMap) {
        n += 1
        pieces = 0
        bytes = 0
      }
      await write(connection, options, n, pieceName(pieces), piece)
      pieces += 1
      bytes += piece.length + bytesOfKey
    }
  }
  await append(text.slice(mirrored.length))
  return { append }
}

/**
 * The text of a mirrored journal.
 *
 * @throws SparekeyError `INPUT_NOT_FOUND` where there is none
 */
export async function readMirror(connection: ChangeConnection, options: MirrorOptions): Promise<string> {
  const maps = await readMaps(connection, options)
  if (maps.length > 0) return maps.map(textOfMap).join('')
  const { namespace, run } = options
  throw new SparekeyError('INPUT_NOT_FOUND', `no mirror of run \`${run}\` in namespace \`${namespace}\``, {
    hint: `see \`kubectl get configmaps -n ${namespace} -l ${runLabel}\``,
  })
}

const runLabel = 'sparekey.dev/run'

type Pieces = Readonly<Record<string, string>>

function pieceName(n: number): string {
  return `p${String(n).padStart(bytesOfKey - 1, '0')}`
}

function textOfMap(pieces: Pieces): string {
  // Their names are of one length: the order of the texts is that of the numbers.
  const names = Object.keys(pieces).sort()
  return names.map((name) => pieces[name] ?? '').join('')
}

async function readMaps(connection: ChangeConnection, options: MirrorOptions): Promise<readonly Pieces[]> {
  const { namespace, run, backoff = exponentialBackoff(Math.random) } = options
  const maps: Pieces[] = []
  for (;;) {
    const at = { apiVersion: 'v1', resource: 'configmaps', namespace, name: mirrorName(run, maps.length + 1) }
    const answer = await patiently(() => connection.object({ kind: 'get', at, signal: always }), backoff, always)
    if (answer.status === 404) return maps
    if (answer.status !== 200) throw failed(options, answer)
    const data = readBody(answer.body, wantedOfMap)?.['data']
    maps.push(isRecord(data) ? (data as Pieces) : {})
  }
}

// Whatever is asked twice is written once: a piece has its name. So that no answer is asked again, as for reads.
async function write(
  connection: ChangeConnection,
  options: MirrorOptions,
  n: number,
  name: string,
  piece: string,
): Promise<void> {
  const { namespace, run, backoff = exponentialBackoff(Math.random) } = options
  const at = { apiVersion: 'v1', resource: 'configmaps', namespace }
  const data: JsonObject = { [name]: piece }
  const patch = () =>
    connection.object({ kind: 'patch', at: { ...at, name: mirrorName(run, n) }, body: { data }, signal: always })
  const labels = { 'app.kubernetes.io/managed-by': 'sparekey', [runLabel]: run }
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: mirrorName(run, n), namespace, labels }, data }
  const create = () => connection.object({ kind: 'create', at, body, signal: always })
  const first = await patiently(name === pieceName(0) ? create : patch, backoff, always)
  const answer = first.status === 409 ? await patiently(patch, backoff, always) : first
  if (answer.status !== 200 && answer.status !== 201) throw failed(options, answer)
}

function failed({ namespace, run }: MirrorOptions, answer: ApiAnswer): SparekeyError {
  return new SparekeyError(
    'OUTPUT_NOT_WRITTEN',
    `cannot mirror the journal to \`${namespace}/${run}\`: ${statusMessage(answer)}`,
    {
      hint: 'nothing is changed that is not in the mirror; `sparekey rbac --for apply` prints the rights; leave out `--mirror`, or go on with `--no-mirror`',
    },
  )
}
