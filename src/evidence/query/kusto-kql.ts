// The reduction as Kusto's KQL: rows of the tables in which Log Analytics keeps AKS's audit logs in, rows of `query-result.ts` out. It
// does what the SQL for ClickHouse does, by the same tables; what differs is where the members of an event stand, and that the tables
// AKSAudit and AKSAuditAdmin have no column for the user in whose name somebody acted.
import type { KustoTable } from './kusto-tables.ts'
import { stages } from '../audit-event.ts'
import { dayMicros, hourMicros } from '../event-time.ts'
import { categories, type Category, type Shortcoming } from '../ledger.ts'
import { accountForm, nodes, unaskedGroups } from '../observe.ts'
import { keptForm } from '../request-target.ts'
import { eventForm, requiredMembers, type MemberForm } from './event-form.ts'
import { foreignCharacters, namePlace, pathClasses, pathForms, resourcePath, unknownPath } from './path-forms.ts'
import { askedText, resultColumns, resultNumbers, type QueryAsked } from './query-result.ts'
import { anyNode, codeClasses, kindColumns, kindStages, yes, type KindColumn } from './request-kind.ts'

interface TableForm {
  readonly shortcomings: readonly Shortcoming[]
  /** Rows that are records of an audit log, as a condition. */
  readonly where?: string
  /** The members of an event, as expressions. */
  readonly members: Readonly<Record<keyof typeof eventForm, string>>
  readonly cluster: string
  readonly ownCategory: string
}

const rowPerEvent = (category: Category): TableForm => ({
  shortcomings: ['impersonationHidden'],
  members: {
    auditID: 'AuditId',
    stage: 'Stage',
    verb: 'Verb',
    requestURI: 'RequestUri',
    user: 'todynamic(User)',
    impersonatedUser: 'dynamic(null)',
    objectRef: 'todynamic(ObjectRef)',
    responseStatus: 'todynamic(ResponseStatus)',
    requestReceivedTimestamp: 'RequestReceivedTime',
    annotations: 'todynamic(Annotations)',
  },
  cluster: "column_ifexists('_ResourceId', '')",
  ownCategory: kqlText(category),
})

const tables: Readonly<Record<KustoTable, TableForm>> = {
  AKSAudit: rowPerEvent('kube-audit'),
  AKSAuditAdmin: rowPerEvent('kube-audit-admin'),
  AzureDiagnostics: {
    shortcomings: [],
    where: `Category in (${categories.map(kqlText).join(', ')})`,
    members: {
      auditID: 'event.auditID',
      stage: 'event.stage',
      verb: 'event.verb',
      requestURI: 'event.requestURI',
      user: 'event.user',
      impersonatedUser: 'event.impersonatedUser',
      objectRef: 'event.objectRef',
      responseStatus: 'event.responseStatus',
      requestReceivedTimestamp: 'event.requestReceivedTimestamp',
      annotations: 'event.annotations',
    },
    cluster:
      "iff(isempty(column_ifexists('ResourceId', '')), column_ifexists('_ResourceId', ''), column_ifexists('ResourceId', ''))",
    ownCategory: 'Category',
  },
}

/** What a table says less than its log does. */
export function kustoShortcomings(table: KustoTable): readonly Shortcoming[] {
  return tables[table].shortcomings
}

/** A stretch of time; `to` is not part of it. RFC 3339 in UTC. */
export interface KustoStretch {
  readonly from: string
  readonly to: string
}

/** A text as a literal. */
function kqlText(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
  return `'${escaped.replaceAll('\u0000', '\\0')}'`
}

/**
 * The query.
 *
 * @param stretch - of the question, where it is asked in parts
 */
export function kustoKql(table: KustoTable, asked: QueryAsked, { from, to }: KustoStretch): string {
  const form = tables[table]
  return `// Sparekey's reduction of audit logs: see docs/evidence.md. Its rows become a ledger.
let since = datetime(${from});
let until = datetime(${to});
let told = ${table}
| where TimeGenerated between ((since - 1h) .. (until + 1d))${form.where === undefined ? '' : `\n| where ${form.where}`}${
    table === 'AzureDiagnostics' ? '\n| extend event = parse_json(log_s)' : ''
  }
| project
    TimeGenerated, cluster = tolower(${form.cluster}), category = ${form.ownCategory},
${topMembers.map((name) => `    ${raw(name)} = ${form.members[name]}`).join(',\n')}
| extend receivedAt = todatetime(${raw('requestReceivedTimestamp')})
| extend cluster = iff(isempty(cluster), ${kqlText(asked.given.cluster)}, cluster)
| extend about = coalesce(receivedAt, TimeGenerated)
| where about >= since and about < until
| extend isEvent = gettype(${raw('auditID')}) == 'string' and gettype(${raw('stage')}) == 'string' and isnotempty(${raw('auditID')})
| extend isSound = isEvent and ${soundness} and isnotnull(receivedAt) and receivedAt >= datetime(1970-01-01)
| extend
${assignments(decodedColumns)}
| extend
${assignments(objectColumns)}
| extend
${assignments(derivedColumns)}
| extend
${assignments(judgedColumns)}
| extend isOfInterest = isSound and (isAccount or username == '' or actsAs != '' or (isRefused and not(isNode)) or isMinting or isReview)
| extend kindOf = iff(isOfInterest, tostring(pack_array(${kindColumns.map((name) => kindExpressions[name]).join(',\n    ')})), '')
| extend reason = case(isSound, '', not(isEvent), 'no audit event, or one that was cut off',
    isnull(receivedAt), 'not an audit event: no time as RFC 3339 has it',
    'not an audit event: a member of another type than it should be');
let requests = materialize(told
| summarize hint.strategy=shuffle
    events = count(), truncated = countif(isTruncated), ${stages.map((_, i) => `rank${i} = countif(rank == ${i})`).join(', ')},
    arg_max(rank, kindOf)
    by reason, cluster = iff(isSound, cluster, ''), category = iff(isSound, category, ''), at = iff(isSound, at, 0),
    auditID = iff(isSound, auditID, ''), username = iff(isSound, username, ''), uri = iff(isSound, uri, '')
| extend seen = ${stages.map((_, i) => `toint(rank${i} > 0)`).join(' + ')}
| project reason, cluster, category, at, kindOf, events, truncated, joined = seen - 1, duplicated = events - seen,
    started = toint(rank${stages.indexOf('ResponseStarted')} > 0),
    ended = toint(rank${stages.indexOf('ResponseComplete')} > 0 or rank${stages.indexOf('Panic')} > 0 or rank${stages.indexOf('ResponseStarted')} == 0));
let rows = materialize(union
(requests
| where reason == ''
| summarize events = sum(events), joined = sum(joined), duplicated = sum(duplicated), truncated = sum(truncated),
    firstAt = min(at), lastAt = max(at) by cluster, category, unit = at / ${hourMicros}
| project part = 'hour', cluster, category, ['key'] = '[]',
    numbers = ${numbers({ requests: '0', started: '0', ended: '0' })}),
(requests
| where reason == '' and kindOf != ''
| summarize requests = count(), started = sum(started), ended = sum(ended), firstAt = min(at), lastAt = max(at)
    by cluster, category, kindOf, unit = at / ${dayMicros}
| project part = 'request', cluster, category, ['key'] = kindOf,
    numbers = ${numbers({ events: '0', joined: '0', duplicated: '0', truncated: '0' })}),
(requests
| where reason != ''
| summarize events = sum(events) by reason
| project part = 'problem', cluster = '', category = '', ['key'] = tostring(pack_array(reason)),
    numbers = ${numbers(Object.fromEntries(resultNumbers.filter((name) => name !== 'events').map((name) => [name, '0'])))}));
rows
| extend asked = ${kqlText(askedText(asked))}, total = toscalar(rows | count)
| project ${resultColumns.map((name) => (name === 'key' ? "['key']" : name)).join(', ')}
`
}

const topMembers = Object.keys(eventForm) as readonly (keyof typeof eventForm)[]

function assignments(columns: Readonly<Record<string, string>>): string {
  return Object.entries(columns)
    .map(([name, expression]) => `    ${name} = ${expression}`)
    .join(',\n')
}

function numbers(constant: Readonly<Record<string, string>>): string {
  // Its functions are called `first` and `last`.
  const named: Readonly<Record<string, string>> = { first: 'firstAt', last: 'lastAt', ...constant }
  return `tostring(pack_array(${resultNumbers.map((name) => named[name] ?? name).join(', ')}))`
}

function raw(name: string): string {
  return `raw_${name}`
}

function member(of: string, name: string): string {
  return `${of}[${kqlText(name)}]`
}

const soundness: string = checksOf(eventForm, '').join('\n    and ')

/** Each member has its form. Of lists only that they are some: their items are read one by one. */
function checksOf(form: Readonly<Record<string, MemberForm>>, above: string): readonly string[] {
  return Object.entries(form).flatMap(([name, of]) => {
    const value = above === '' ? raw(name) : member(above, name)
    if (name === 'requestReceivedTimestamp') return []
    if (typeof of !== 'string') return [`gettype(${value}) in ('null', 'dictionary')`, ...checksOf(of, value)]
    if (name === 'stage') return [`tostring(${value}) in (${stages.map(kqlText).join(', ')})`]
    if (above === '' && (requiredMembers as readonly string[]).includes(name)) return []
    switch (of) {
      case 'text':
        return [`gettype(${value}) in ('null', 'string')`]
      case 'texts':
        return [`gettype(${value}) in ('null', 'array')`]
      case 'integer':
        return [`gettype(${value}) in ('null', 'int', 'long')`]
    }
  })
}

const note = (name: string): string => member(raw('annotations'), name)
const ofUser = (name: string): string => `tostring(${member(member(raw('user'), 'extra'), name)}[0])`
const ofObject = (name: string): string => `tostring(${member(raw('objectRef'), name)})`
const optional = (value: string): string => `iff(gettype(${value}) == 'string', strcat('=', tostring(${value})), '')`
const kept = (text: string): string => `iff(${text} matches regex ${kqlText(keptForm.source)}, ${text}, '?')`

const decodedColumns: Readonly<Record<string, string>> = {
  at: "datetime_diff('microsecond', receivedAt, datetime(1970-01-01))",
  auditID: `tostring(${raw('auditID')})`,
  stage: `tostring(${raw('stage')})`,
  rank: `array_index_of(dynamic([${stages.map(kqlText).join(', ')}]), tostring(${raw('stage')}))`,
  verb: kept(`tostring(${raw('verb')})`),
  uri: `tostring(${raw('requestURI')})`,
  username: `tostring(${member(raw('user'), 'username')})`,
  podName: ofUser('authentication.kubernetes.io/pod-name'),
  podUid: ofUser('authentication.kubernetes.io/pod-uid'),
  credentialId: ofUser('authentication.kubernetes.io/credential-id'),
  actsAs: `iff(isnull(${raw('impersonatedUser')}), '', strcat('=', tostring(${member(raw('impersonatedUser'), 'username')})))`,
  actsAsGroups: `coalesce(tolong(array_length(set_difference(${member(raw('impersonatedUser'), 'groups')}, dynamic([${unaskedGroups.map(kqlText).join(', ')}])))), 0)`,
  objectResource: ofObject('resource'),
  objectGroup: kept(ofObject('apiGroup')),
  objectSubresource: kept(ofObject('subresource')),
  objectNamespace: kept(ofObject('namespace')),
  objectName: kept(ofObject('name')),
  code: `tolong(${member(raw('responseStatus'), 'code')})`,
  decision: optional(note('authorization.k8s.io/decision')),
  isTruncated: `tostring(${note('audit.k8s.io/truncated')}) == 'true'`,
  issued: `tostring(${note('authentication.kubernetes.io/issued-credential-id')})`,
  autogenerated: optional(note('authentication.k8s.io/legacy-token-autogenerated-secret')),
  manual: optional(note('authentication.k8s.io/legacy-token-manual-secret')),
  invalidated: optional(note('authentication.k8s.io/legacy-token-invalidated')),
  isLegacy: `isnotnull(${note('authentication.k8s.io/legacy-token')})`,
  isStale: `isnotnull(${note('authentication.k8s.io/stale-token')})`,
  inNodes: `coalesce(tolong(array_index_of(${member(raw('user'), 'groups')}, ${kqlText(nodes.group)})), -1) >= 0`,
}

const objectColumns: Readonly<Record<string, string>> = {
  hasObject: "objectResource != ''",
  resource: kept('objectResource'),
  plainPath: "extract('^[^?#]*', 0, uri)",
  isAccount: `username matches regex ${kqlText(accountForm.source)}`,
  isNode: `username startswith_cs ${kqlText(nodes.prefix)} and inNodes`,
  isRefused: `decision == '=forbid' or (decision == '' and coalesce(code, 0) == ${codeClasses.forbidden})`,
  hasPod: "podName != ''",
}

const derivedColumns: Readonly<Record<string, string>> = {
  path: `iff(hasObject, '', iff(plainPath matches regex ${kqlText(resourcePath)}, ${namelessPath()}, ${classedPath()}))`,
}

const judgedColumns: Readonly<Record<string, string>> = {
  isMinting: `verb == 'create' and iff(hasObject, objectGroup == '' and objectResource == 'serviceaccounts' and objectSubresource == 'token', path matches regex ${kqlText(`/serviceaccounts/+${namePlace}/+token$`)})`,
  isReview: "iff(hasObject, resource == 'tokenreviews', path contains_cs 'tokenreviews')",
}

const isRefresh = `(isNode and isMinting and actsAs == '')`
const ofSecret = (expression: string): string => `iff((isAccount and not(hasPod)) or username == '', ${expression}, '')`
const yesIf = (condition: string): string => `iff(${condition}, ${kqlText(yes)}, '')`

/** Empty wherever nothing turns on it: so as few kinds as can be. */
const kindExpressions: Readonly<Record<KindColumn, string>> = {
  username: `iff(${isRefresh}, ${kqlText(anyNode)}, username)`,
  node: yesIf('isNode'),
  pod: "iff(isAccount, podName, '')",
  uid: "iff(isAccount and hasPod, podUid, '')",
  credential: "iff(isAccount and not(hasPod), credentialId, '')",
  actsAs: 'actsAs',
  actsAsGroups: yesIf('actsAsGroups > 0'),
  verb: 'verb',
  object: yesIf('hasObject'),
  group: "iff(hasObject, objectGroup, '')",
  resource: "iff(hasObject, resource, '')",
  subresource: "iff(hasObject, objectSubresource, '')",
  namespace: `iff(hasObject and not${isRefresh}, objectNamespace, '')`,
  name: `iff(isMinting and not${isRefresh}, objectName, '')`,
  path: 'path',
  stage: `case(${stages.flatMap((stage) => [`stage == ${kqlText(stage)}`, kqlText(kindStages[stage])]).join(', ')}, '')`,
  code: `case(isnull(code), '', code == ${codeClasses.forbidden}, '${codeClasses.forbidden}', code < 400, '${codeClasses.allowed}', '${codeClasses.failed}')`,
  decision: "iff(decision in ('', '=forbid'), decision, '=')",
  issued: `iff(isMinting and not${isRefresh}, issued, '')`,
  autogenerated: ofSecret('autogenerated'),
  manual: ofSecret('manual'),
  invalidated: ofSecret('invalidated'),
  legacy: ofSecret(yesIf('isLegacy')),
  stale: yesIf('isAccount and isStale'),
}

function namelessPath(): string {
  const cases = pathForms.flatMap(({ when, name }) => [
    when === '' ? 'true' : `plainPath matches regex ${kqlText(when)}`,
    `replace_regex(plainPath, ${kqlText(name)}, ${kqlText(`\\1${namePlace}\\2`)})`,
  ])
  return `replace_regex(case(${cases.join(', ')}, plainPath), ${kqlText(foreignCharacters)}, '%')`
}

function classedPath(): string {
  const cases = pathClasses.flatMap((one) => [
    `plainPath == ${kqlText(one.path)}`,
    kqlText(one.path),
    ...(one.below === undefined ? [] : [`plainPath startswith_cs ${kqlText(one.below)}`, kqlText(`${one.path}/*`)]),
  ])
  return `case(${cases.join(', ')}, ${kqlText(unknownPath)})`
}
