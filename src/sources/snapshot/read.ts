// Reads a snapshot back, and refuses what is torn, altered, newer than this program or no snapshot at all.
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { SparekeyError } from '../../base/index.ts'
import { describeGap, isRecord, wantedOfObjects, type Gap } from '../../kube/index.ts'
import { readWhole } from '../files/index.ts'
import { JsonSyntaxError, projectJson } from '../json/index.ts'
import { formatVersion, type Snapshot } from './format.ts'

/** Whether a file begins like gzip, as every snapshot does. */
export function looksLikeSnapshot(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b
}

/** @throws SparekeyError INPUT_NOT_FOUND, SNAPSHOT_UNREADABLE */
export function readSnapshot(path: string): Snapshot {
  return decodeSnapshot(path, readWhole(path, 'name a file that `sparekey snapshot -o FILE` wrote'))
}

/** @throws SparekeyError SNAPSHOT_UNREADABLE */
export function decodeSnapshot(path: string, packed: Uint8Array): Snapshot {
  if (!looksLikeSnapshot(packed))
    throw refuse(
      path,
      'it is not a Sparekey snapshot',
      'give a file that `sparekey snapshot -o FILE` wrote, or the output of `kubectl get … -o json`',
    )
  const body = unpack(path, packed)
  const lines = linesOf(body)
  const head = parseLine(path, lines[0])
  if (head['kind'] !== 'Snapshot' || typeof head['formatVersion'] !== 'number' || head['formatVersion'] < 1)
    throw refuse(path, 'it is compressed, but not a Sparekey snapshot')
  if (head['formatVersion'] > formatVersion) {
    throw refuse(
      path,
      `its format is version ${head['formatVersion']}, and this program reads up to ${formatVersion}`,
      'update Sparekey',
    )
  }
  const last = lines.at(-1)
  const tail = parseLine(path, last)
  if (typeof tail['sha256'] !== 'string' || last === undefined)
    throw refuse(path, 'its end is missing', 'copy it again from where it was taken')
  const digest = createHash('sha256')
    .update(body.subarray(0, last.byteOffset - body.byteOffset))
    .digest('hex')
  if (digest !== tail['sha256'] || tail['objects'] !== lines.length - 2)
    throw refuse(path, 'it was altered after it was taken', 'take it again')
  return {
    takenAt: textOf(head['takenAt']) ?? '',
    description: textOf(head['description']) ?? path,
    ...optionalText('serverVersion', head['serverVersion']),
    ...optionalText('legacyTrackingSince', head['legacyTrackingSince']),
    ...(Array.isArray(head['namespaces']) ? { namespaces: textsOf(head['namespaces']) } : {}),
    apiAudiences: textsOf(head['apiAudiences']),
    complete: textsOf(head['complete']),
    gaps: gapsOf(path, head['gaps']),
    objects: lines.slice(1, -1).map((line, i) => objectOf(path, line, i)),
  }
}

function unpack(path: string, packed: Uint8Array): Buffer {
  try {
    return gunzipSync(packed)
  } catch (error) {
    throw refuse(path, 'it is truncated or damaged', 'copy it again from where it was taken', error)
  }
}

function linesOf(body: Buffer): readonly Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < body.length;) {
    const end = body.indexOf(0x0a, start)
    const stop = end < 0 ? body.length : end
    lines.push(body.subarray(start, stop))
    start = stop + 1
  }
  return lines
}

function parseLine(path: string, line: Uint8Array | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(line ?? []).toString('utf8'))
    if (isRecord(value)) return value
  } catch {
    // Told below: whatever stands here is not what a snapshot has.
  }
  throw refuse(path, 'it is compressed, but not a Sparekey snapshot')
}

function objectOf(path: string, line: Uint8Array, index: number): unknown {
  try {
    return projectJson(line, wantedOfObjects)
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw refuse(path, `its object ${index + 1} is not readable as JSON`, undefined, error)
    throw error
  }
}

// A gap of a kind that is not known here must not be passed over: it would make the rest look more complete than it is.
function gapsOf(path: string, value: unknown): readonly Gap[] {
  const gaps = Array.isArray(value) ? (value as readonly Gap[]) : []
  try {
    gaps.forEach(describeGap)
  } catch (error) {
    throw refuse(path, 'it tells of a gap that this program does not know', 'update Sparekey', error)
  }
  return gaps
}

function refuse(path: string, why: string, hint?: string, cause?: unknown): SparekeyError {
  return new SparekeyError('SNAPSHOT_UNREADABLE', `cannot read snapshot \`${path}\`: ${why}`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

function optionalText<K extends string>(key: K, value: unknown): { readonly [P in K]?: string } {
  return typeof value === 'string' ? ({ [key]: value } as { readonly [P in K]: string }) : {}
}
