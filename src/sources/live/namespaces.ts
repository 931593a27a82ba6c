// The namespaces of a cluster with their labels: what stage each is at. An audit does not need them.
import { SparekeyError } from '../../base/index.ts'
import { describeGap, isRecord, mapOf, mergeWanted, text, wantedAt } from '../../kube/index.ts'
import type { Connection } from './connect.ts'
import { listAll } from './list.ts'
import { exponentialBackoff, type Backoff } from './retry.ts'
import { wantedFields } from './wanted-fields.ts'

/** A namespace. */
export interface NamespaceLabels {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

const labels = mapOf(text)
const wanted = mergeWanted(wantedFields('metadata.name'), wantedAt(['metadata', 'labels'], labels.wanted))

/** @throws SparekeyError `API_REFUSED` where they may not be listed, `INTERRUPTED` */
export async function listNamespaces(
  connection: Connection,
  signal: AbortSignal,
  backoff: Backoff = exponentialBackoff(Math.random),
): Promise<readonly NamespaceLabels[]> {
  const outcome = await listAll(connection, {
    path: '/api/v1/namespaces',
    listKind: 'NamespaceList',
    wanted,
    stamp: {},
    resource: 'namespaces',
    backoff,
    signal,
  })
  if (outcome.kind === 'incomplete') throw new SparekeyError('API_REFUSED', describeGap(outcome.gap).message)
  return outcome.kind === 'absent' ? [] : outcome.items.flatMap(read)
}

function read(item: unknown): readonly NamespaceLabels[] {
  const metadata = isRecord(item) ? item['metadata'] : undefined
  if (!isRecord(metadata) || typeof metadata['name'] !== 'string') return []
  return [{ name: metadata['name'], labels: Object.fromEntries(labels.decode(metadata['labels'] ?? {}, [])) }]
}
