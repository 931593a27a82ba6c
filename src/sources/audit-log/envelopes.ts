// The forms in which audit events come, as a table: how a record of each is known, and what it holds. A new form is a new row.
import { auditEvent, type Category } from '../../evidence/index.ts'
import { isRecord, mergeWanted, type Wanted } from '../../kube/index.ts'
import { projectJson } from '../json/index.ts'

/** What a record says of the log that it is of. */
export interface Label {
  readonly cluster?: string
  readonly category?: Category
}

/** What is in a record. */
export type Opened =
  /** The value of an event. */
  | { readonly kind: 'event'; readonly value: unknown; readonly label: Label; readonly impersonationHidden?: true }
  /** An event or a record, written down as JSON in a text. */
  | { readonly kind: 'text'; readonly text: string; readonly label: Label }
  /** A record in a record. */
  | { readonly kind: 'record'; readonly value: unknown; readonly label: Label }
  /** A record of another category. */
  | { readonly kind: 'other' }

type Row = Readonly<Record<string, unknown>>

/** One form. */
export interface Envelope {
  readonly id: string
  /** What is read of it. */
  readonly wanted: Wanted
  recognises(row: Row): boolean
  /** @param label - what is known of the log already */
  open(row: Row, label: Label): readonly Opened[]
}

const scalar: Wanted = { kind: 'scalar' }
const recordOf = (members: Readonly<Record<string, Wanted>>): Wanted => ({
  kind: 'record',
  members: new Map(Object.entries(members)),
})
const listOf = (of: Wanted): Wanted => ({ kind: 'list', of })

const event = mergeWanted(auditEvent.wanted, recordOf({ kind: scalar }))

/** What is wanted of one member of an event. */
const ofEvent = (name: string): Wanted =>
  auditEvent.wanted.kind === 'record' ? (auditEvent.wanted.members.get(name) ?? scalar) : scalar

/** An event as the API server writes it (audit.k8s.io/v1, and the betas before it, some of which name no version). */
const bare: Envelope = {
  id: 'event',
  wanted: event,
  recognises: (row) => typeof row['auditID'] === 'string' && typeof row['stage'] === 'string',
  open: (value, label) => [{ kind: 'event', value, label }],
}

/** A batch as the API server's webhook sends it. */
const eventList: Envelope = {
  id: 'EventList',
  wanted: recordOf({ kind: scalar, items: listOf(event) }),
  recognises: (row) => row['kind'] === 'EventList' && Array.isArray(row['items']),
  open: (row, label) => listIn(row, 'items').map((value) => ({ kind: 'event', value, label })),
}

const diagnosticRecord = recordOf({
  category: scalar,
  Category: scalar,
  resourceId: scalar,
  ResourceId: scalar,
  properties: recordOf({ log: scalar }),
})

/** A diagnostic record of AKS, as in blobs and event hubs. */
const diagnostic: Envelope = {
  id: 'AKS diagnostic record',
  wanted: diagnosticRecord,
  recognises: (row) => isRecord(row['properties']) && textIn(row, 'category', 'Category') !== undefined,
  open(row, label) {
    const category = textIn(row, 'category', 'Category')
    const own = categoryNamed(category)
    if (own === undefined) return [{ kind: 'other' }]
    const properties = row['properties'] as Row
    return [{ kind: 'text', text: textIn(properties, 'log') ?? '', label: { ...label, ...azureCluster(row), category: own } }]
  },
}

/** A message of an event hub. */
const hub: Envelope = {
  id: 'Event Hub message',
  wanted: recordOf({ records: listOf(diagnosticRecord) }),
  recognises: (row) => Array.isArray(row['records']),
  open: (row, label) => listIn(row, 'records').map((value) => ({ kind: 'record', value, label })),
}

const tableRow = recordOf({
  Type: scalar,
  Category: scalar,
  ResourceId: scalar,
  _ResourceId: scalar,
  log_s: scalar,
  AuditId: scalar,
  Stage: scalar,
  Verb: scalar,
  RequestUri: scalar,
  RequestReceivedTime: scalar,
  User: ofEvent('user'),
  ObjectRef: ofEvent('objectRef'),
  ResponseStatus: ofEvent('responseStatus'),
  Annotations: ofEvent('annotations'),
})

/** A row of Log Analytics' table AzureDiagnostics. */
const azureDiagnostics: Envelope = {
  id: 'AzureDiagnostics row',
  wanted: tableRow,
  recognises: (row) => typeof row['log_s'] === 'string',
  open(row, label) {
    const name = textIn(row, 'Category')
    const own = categoryNamed(name)
    if (name !== undefined && name !== '' && own === undefined) return [{ kind: 'other' }]
    const category = own === undefined ? {} : { category: own }
    return [{ kind: 'text', text: textIn(row, 'log_s') ?? '', label: { ...label, ...azureCluster(row), ...category } }]
  },
}

/** The tables that hold an event per row, and which log each is. */
const auditTables: Readonly<Record<string, Category>> = { AKSAudit: 'kube-audit', AKSAuditAdmin: 'kube-audit-admin' }

/** A row of the tables AKSAudit and AKSAuditAdmin: no column of theirs says in whose name somebody acted. */
const aksAudit: Envelope = {
  id: 'AKSAudit row',
  wanted: tableRow,
  recognises: (row) => typeof row['AuditId'] === 'string' && row['RequestReceivedTime'] !== undefined,
  open(row, label) {
    const category = auditTables[textIn(row, 'Type') ?? '']
    const value = {
      auditID: row['AuditId'],
      stage: row['Stage'],
      verb: row['Verb'],
      requestURI: row['RequestUri'],
      requestReceivedTimestamp: row['RequestReceivedTime'],
      user: dynamic(row['User'], 'user'),
      objectRef: dynamic(row['ObjectRef'], 'objectRef'),
      responseStatus: dynamic(row['ResponseStatus'], 'responseStatus'),
      annotations: dynamic(row['Annotations'], 'annotations'),
    }
    const own = { ...label, ...azureCluster(row), ...(category === undefined ? {} : { category }) }
    return [{ kind: 'event', value, label: own, impersonationHidden: true }]
  },
}

/** An answer of Log Analytics' API: columns, and rows of cells. */
const queryResult: Envelope = {
  id: 'Log Analytics result',
  wanted: recordOf({
    tables: listOf(recordOf({ name: scalar, columns: listOf(recordOf({ name: scalar })), rows: listOf(listOf(scalar)) })),
  }),
  recognises: (row) => Array.isArray(row['tables']),
  open: (row, label) =>
    listIn(row, 'tables').flatMap((table): readonly Opened[] => {
      if (!isRecord(table)) return []
      const columns = listIn(table, 'columns').map((column) => (isRecord(column) ? textIn(column, 'name') : undefined))
      return listIn(table, 'rows').map((cells) => ({
        kind: 'record',
        value: rowOf(columns, Array.isArray(cells) ? cells : []),
        label,
      }))
    }),
}

const cloudWatchMessage = recordOf({ message: scalar, logStreamName: scalar })

/** What CloudWatch hands out of an EKS cluster's log group: to subscribers, and to `aws logs filter-log-events`. */
const cloudWatch: Envelope = {
  id: 'CloudWatch events',
  wanted: recordOf({
    logGroup: scalar,
    logStream: scalar,
    logEvents: listOf(cloudWatchMessage),
    events: listOf(cloudWatchMessage),
  }),
  recognises: (row) => Array.isArray(row['logEvents']) || Array.isArray(row['events']),
  open(row, label) {
    const group = textIn(row, 'logGroup')
    const cluster = group === undefined ? {} : { cluster: group }
    return [...listIn(row, 'logEvents'), ...listIn(row, 'events')].flatMap((message): readonly Opened[] => {
      if (!isRecord(message)) return []
      const stream = textIn(message, 'logStreamName') ?? textIn(row, 'logStream')
      if (stream !== undefined && !stream.startsWith('kube-apiserver-audit')) return [{ kind: 'other' }]
      // EKS's policy is the same for all and has get and list in it.
      const category = stream === undefined ? {} : { category: 'kube-audit' as const }
      return [{ kind: 'text', text: textIn(message, 'message') ?? '', label: { ...label, ...cluster, ...category } }]
    })
  },
}

/** A dynamic column: an object, or one written down as a text. */
function dynamic(value: unknown, member: string): unknown {
  if (typeof value !== 'string') return value
  return value === '' ? undefined : projectJson(Buffer.from(value), ofEvent(member))
}

/** All forms; the first that recognises a record opens it. */
export const envelopes: readonly Envelope[] = [
  bare,
  eventList,
  azureDiagnostics,
  aksAudit,
  diagnostic,
  hub,
  queryResult,
  cloudWatch,
]

/** What is read of a record whose form is not known yet: of each form what it wants. */
export const anyRecord: Wanted = envelopes.map(({ wanted }) => wanted).reduce(mergeWanted)

/** The columns by which a table of Log Analytics is known. */
export const tableColumnsKnown: ReadonlySet<string> = new Set(['log_s', 'AuditId'])

/** A row of a table from its columns and cells. */
export function rowOf(columns: readonly (string | undefined)[], cells: readonly unknown[]): Row {
  return Object.fromEntries(columns.flatMap((name, i) => (name === undefined ? [] : [[name, cells[i]] as const])))
}

function categoryNamed(name: string | undefined): Category | undefined {
  return name === 'kube-audit' || name === 'kube-audit-admin' ? name : undefined
}

/** A resource's id, which Azure writes in capitals here and small there. */
function azureCluster(row: Row): { readonly cluster?: string } {
  const id = textIn(row, 'resourceId', 'ResourceId', '_ResourceId')
  return id === undefined || id === '' ? {} : { cluster: id.toLowerCase() }
}

function textIn(row: Row, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = row[name]
    if (typeof value === 'string') return value
  }
  return undefined
}

function listIn(row: Row, name: string): readonly unknown[] {
  const value = row[name]
  return Array.isArray(value) ? value : []
}
