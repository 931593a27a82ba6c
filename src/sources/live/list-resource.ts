// Reads the list of one row of the table: whole objects, or of Secrets nothing but the metadata of those that hold tokens.
import { wantedOfObjects, type Wanted } from '../../kube/index.ts'
import type { Connection } from './connect.ts'
import { listAll, type ListOutcome } from './list.ts'
import { listPath, resourceName, type ResourceRow } from './resources.ts'
import type { Backoff } from './retry.ts'

/** How lists are read. */
export interface ReadContext {
  readonly namespace?: string
  readonly signal: AbortSignal
  readonly backoff: Backoff
  readonly onProgress?: (progress: { readonly resource: string; readonly read: number }) => void
}

/** A row, and what became of its list. */
export interface ResourceOutcome {
  readonly row: ResourceRow
  readonly outcome: ListOutcome
}

const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
const wantedOfMetadata = onlyMetadata(wantedOfObjects)

/** @throws SparekeyError `API_REFUSED` and `INTERRUPTED`; any other failure is a gap of the outcome */
export async function listResource(connection: Connection, row: ResourceRow, context: ReadContext): Promise<ResourceOutcome> {
  const { namespace, signal, backoff, onProgress } = context
  const resource = resourceName(row)
  const identity = { apiVersion: row.group === '' ? row.version : `${row.group}/${row.version}`, kind: row.kind }
  const form =
    row.ask.kind === 'objects'
      ? { listKind: `${row.kind}List`, wanted: wantedOfObjects, stamp: identity }
      : {
          listKind: 'PartialObjectMetadataList',
          wanted: wantedOfMetadata,
          accept: metadataOnly,
          query: { fieldSelector: `type=${row.ask.type}` },
          // The type is not in the metadata: the selector has settled it.
          stamp: { ...identity, type: row.ask.type },
        }
  const outcome = await listAll(connection, {
    ...form,
    path: listPath(row, namespace),
    resource,
    ...(namespace === undefined || !row.namespaced ? {} : { namespace }),
    backoff,
    signal,
    onPage: (read) => onProgress?.({ resource, read }),
  })
  return { row, outcome }
}

// INVARIANT: of a Secret nothing but its metadata is ever wanted, whatever a server sends.
function onlyMetadata(wanted: Wanted): Wanted {
  const metadata = wanted.kind === 'record' ? wanted.members.get('metadata') : undefined
  return { kind: 'record', members: new Map(metadata === undefined ? [] : [['metadata', metadata]]) }
}
