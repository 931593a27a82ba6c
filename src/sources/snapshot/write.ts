// Writes a snapshot: sorted, digested, compressed without a date, and in place only when it is whole.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { compareText, sortedBy } from '../../base/index.ts'
import { isRecord } from '../../kube/index.ts'
import { writeWhole } from '../files/index.ts'
import { formatVersion, type Snapshot, type SnapshotTail } from './format.ts'

/** The bytes of a snapshot. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const { objects, ...head } = snapshot
  const complete = [...head.complete].sort(compareText)
  const gaps = sortedBy(head.gaps, (gap) => [stableJson(gap)])
  const lines = [
    stableJson({ apiVersion: 'sparekey.dev/v1', kind: 'Snapshot', formatVersion, ...head, complete, gaps }),
    ...sortedBy(
      objects.map((object) => ({ identity: identityOf(object), line: stableJson(object) })),
      ({ identity, line }) => [...identity, line],
    ).map(({ line }) => line),
  ]
  const body = Buffer.from(lines.join('\n') + '\n', 'utf8')
  const tail: SnapshotTail = { objects: objects.length, sha256: createHash('sha256').update(body).digest('hex') }
  const packed = gzipSync(Buffer.concat([body, Buffer.from(stableJson(tail) + '\n')]), { level: 9 })
  // Byte 9 names the operating system that packed it; 255 is "not known" everywhere (RFC 1952).
  packed[9] = 255
  return packed
}

/**
 * Writes a snapshot file, whole or not at all.
 *
 * @throws SparekeyError OUTPUT_NOT_WRITTEN
 */
export function writeSnapshot(path: string, snapshot: Snapshot): void {
  writeWhole(path, encodeSnapshot(snapshot), 0o600)
}

function identityOf(object: unknown): readonly string[] {
  if (!isRecord(object)) return ['', '', '', '']
  const meta = isRecord(object['metadata']) ? object['metadata'] : {}
  return [object['apiVersion'], object['kind'], meta['namespace'], meta['name']].map((part) =>
    typeof part === 'string' ? part : '',
  )
}

/** JSON with sorted keys. */
function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`
  if (!isRecord(value)) return JSON.stringify(value)
  const members = sortedBy(
    Object.keys(value).filter((key) => value[key] !== undefined),
    (key) => [key],
  )
  return `{${members.map((key) => `${JSON.stringify(key)}:${stableJson(value[key])}`).join(',')}}`
}
