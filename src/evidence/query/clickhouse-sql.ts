// The reduction as ClickHouse's SQL: lines in, rows of `query-result.ts` out, in one pass over the lines. Each line is parsed once into
// the raw text of its members; types are checked as the reader of files checks them, the last of members with one name counts, stages of
// a request are joined, and what is left of it is its kind. Names, paths and forms come from the tables that the TypeScript uses.
// Each part of a condition is looked at in all rows: to pick out rows for each would copy them, which takes eight times as long.
import { stages } from '../audit-event.ts'
import { timeForm, dayMicros, hourMicros } from '../event-time.ts'
import { categories } from '../ledger.ts'
import { accountForm, nodes, unaskedGroups } from '../observe.ts'
import { keptForm } from '../request-target.ts'
import { eventForm, requiredMembers, type MemberForm } from './event-form.ts'
import { foreignCharacters, namePlace, pathClasses, pathForms, resourcePath, unknownPath } from './path-forms.ts'
import { askedText, type QueryAsked } from './query-result.ts'
import { anyNode, codeClasses, kindColumns, kindStages, yes, type KindColumn } from './request-kind.ts'

/** Where the lines are: SQL that stands behind FROM, the column that holds them, and a condition on the rows, if any. */
export interface ClickHouseLines {
  readonly from: string
  readonly column: string
  readonly where?: string
}

/** A text as a literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\u0000', '\\0')}'`
}

/** A name as an identifier. */
export function sqlName(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}

/**
 * The query.
 *
 * @returns SQL that gives the rows of a result; no password is in it, and no format
 */
export function clickHouseSql(lines: ClickHouseLines, asked: QueryAsked): string {
  // On a line of its own, so that a condition may end in a comment.
  const condition = lines.where === undefined ? '' : ` AND (${lines.where}\n  )`
  const within = [
    ...(asked.from === '' ? [] : [`at >= ${microsOf(asked.from)}`]),
    ...(asked.to === '' ? [] : [`at < ${microsOf(asked.to)}`]),
  ]
  const kept = within.length === 0 ? '' : `\nWHERE part != 'event' OR (${within.join(' AND ')})`
  return `-- Sparekey's reduction of audit logs: see docs/evidence.md. Its rows become a ledger.
WITH
lines AS (
  SELECT replaceRegexpOne(toValidUTF8(${sqlName(lines.column)}), ${sqlText(beforeLine)}, '') AS line
  FROM ${lines.from}
  WHERE NOT match(${sqlName(lines.column)}, '^[ \\\\t\\\\r\\\\n]*$')${condition}
),
records AS (
  SELECT line, JSONExtractKeysAndValuesRaw(line) AS outer,
    ${isText(member('outer', 'auditID'))} AND ${isText(member('outer', 'stage'))} AS isEvent,
    ${firstText('outer', ['category', 'Category'])} AS ownCategory,
    NOT isEvent AND startsWith(${member('outer', 'properties')}, '{') AND length(ownCategory) > 0 AS isRecord,
    isRecord AND ownCategory[1] NOT IN (${categories.map(sqlText).join(', ')}) AS isOther,
    if(isRecord, lowerUTF8(${firstText('outer', ['resourceId', 'ResourceId', '_ResourceId'])}[1]), '') AS ownCluster,
    if(isRecord AND NOT isOther, ${textOf(member(`JSONExtractKeysAndValuesRaw(${member('outer', 'properties')})`, 'log'))}, '') AS log
  FROM lines
),
opened AS (
  SELECT isOther, if(isRecord, log, line) AS text,
    if(isRecord, ownCategory[1], ${sqlText(asked.given.category)}) AS category,
    if(ownCluster = '', ${sqlText(asked.given.cluster)}, ownCluster) AS cluster,
    if(isEvent, outer, if(isRecord AND NOT isOther, JSONExtractKeysAndValuesRaw(log), [])) AS event
  FROM records
),
members AS (
  SELECT isOther, text, category, cluster,
${topMembers.map((name) => `    ${member('event', name)} AS ${raw(name)}`).join(',\n')}
  FROM opened
),
nested AS (
  SELECT *,
${nestedMembers.map(([name, from]) => `    JSONExtractKeysAndValuesRaw(${from}) AS ${name}`).join(',\n')}
  FROM members
),
decoded AS (
  SELECT isOther, text, category, cluster,
    ${isText(raw('auditID'))} AND ${isText(raw('stage'))} AS isEvent,
    isEvent AND ${soundness} AS isSound,
${Object.entries(decodedColumns)
  .map(([name, expression]) => `    ${expression} AS ${name}`)
  .join(',\n')}
  FROM nested
),
timed AS (
  SELECT *,
    extractGroups(receivedAt, ${sqlText(`(?i)${timeForm.source}`)}) AS t,
    toDate32OrNull(t[1]) AS day,
    ifNull(toString(day) = t[1], false) AND match(t[2], ${sqlText(clockForm)}) AND match(t[4], ${sqlText(offsetForm)}) AS isDated,
    if(isDated, assumeNotNull(toInt64(toInt32(day))) * ${dayMicros} + (${secondsOf('t[2]')} - ${offsetSeconds('t[4]')}) * 1000000
      + toInt64OrZero(rightPad(left(t[3], 6), 6, '0')), -1) AS at
  FROM decoded
),
told AS (
  SELECT *,
    multiIf(isOther, 'other', isSound AND at >= 0, 'event', 'problem') AS part,
    multiIf(part != 'problem', '',
      NOT isEvent, if(isValidJSON(text), 'no audit event, and no form of one that is known', 'not JSON'),
      isSound, 'not an audit event: no time as RFC 3339 has it', 'not an audit event: a member of another type than it should be') AS reason,
    ${stageRank} AS rank,
${Object.entries(derivedColumns)
  .map(([name, expression]) => `    ${expression} AS ${name}`)
  .join(',\n')},
    ${isOfInterest} AS isOfInterest,
    if(isOfInterest, toJSONString([${kindColumns.map((column) => kindExpressions[column]).join(',\n      ')}]), '') AS kind
  FROM timed
),
requests AS (
  SELECT part, reason,
    if(part = 'event', cluster, '') AS ofCluster, if(part = 'event', category, '') AS ofCategory, if(part = 'event', at, 0) AS received,
    count() AS events, bitCount(groupBitOr(bitShiftLeft(toUInt8(1), rank))) AS distinct, events - distinct AS duplicated, distinct - 1 AS joined, countIf(isTruncated) AS truncated,
    max(rank = ${rankOf('ResponseStarted')}) AS started, max(rank >= ${rankOf('ResponseComplete')}) OR NOT started AS ended,
    substring(max(concat(toString(rank), kind)), 2) AS lastKind
  FROM told${kept}
  GROUP BY part, reason, ofCluster, ofCategory, received, if(part = 'event', auditID, ''), if(part = 'event', username, ''), if(part = 'event', uri, '')
),
counted AS (
  SELECT ofCluster, ofCategory, received, arrayJoin(arrayConcat(
    if(part = 'event', [('hour', '[]', intDiv(received, ${hourMicros}), events, joined, duplicated, truncated, 0, 0, 0)], []),
    if(part = 'event' AND lastKind != '', [('request', lastKind, intDiv(received, ${dayMicros}), 0, 0, 0, 0, 1, toUInt8(started), toUInt8(ended))], []),
    if(part != 'event', [(part, if(part = 'problem', toJSONString([reason]), '[]'), 0, events, 0, 0, 0, 0, 0, 0)], []))) AS row
  FROM requests
),
summed AS (
  SELECT row.1 AS part, ofCluster AS cluster, ofCategory AS category, row.2 AS key, row.3 AS unit, sum(row.4) AS events, sum(row.5) AS joined, sum(row.6) AS duplicated,
    sum(row.7) AS truncated, sum(row.8) AS requests, sum(row.9) AS started, sum(row.10) AS ended, min(received) AS first, max(received) AS last
  FROM counted
  GROUP BY part, cluster, category, key, unit
)
SELECT ${sqlText(askedText(asked))} AS asked, count() OVER () AS total, part, cluster, category, ${sqlName('key')},
  toJSONString([toInt64(unit), toInt64(events), toInt64(joined), toInt64(duplicated), toInt64(truncated), toInt64(requests), toInt64(started), toInt64(ended), toInt64(first), toInt64(last)]) AS numbers
FROM summed
SETTINGS short_circuit_function_evaluation = 'disable'
`
}

/** What may stand before the JSON of a line: a byte order mark, and the time that CloudWatch's export writes. */
const beforeLine = '^\\x{FEFF}?(\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z )?'

const topMembers = Object.keys(eventForm)

/** The records in an event, by the name that their members get, and what they are read from. */
const nestedMembers: readonly (readonly [name: string, from: string])[] = [
  ['user', raw('user')],
  ['extra', member(`JSONExtractKeysAndValuesRaw(${raw('user')})`, 'extra')],
  ['acted', raw('impersonatedUser')],
  ['actedExtra', member(`JSONExtractKeysAndValuesRaw(${raw('impersonatedUser')})`, 'extra')],
  ['object', raw('objectRef')],
  ['status', raw('responseStatus')],
  ['notes', raw('annotations')],
]

/** Where the members of each record of the form stand. */
const places: Readonly<Record<string, string>> = {
  user: 'user',
  'user.extra': 'extra',
  impersonatedUser: 'acted',
  'impersonatedUser.extra': 'actedExtra',
  objectRef: 'object',
  responseStatus: 'status',
  annotations: 'notes',
}

const soundness: string = checksOf(eventForm, '').join('\n      AND ')

/** Each member has its form, where it is there. */
function checksOf(form: Readonly<Record<string, MemberForm>>, path: string): readonly string[] {
  return Object.entries(form).flatMap(([name, of]) => {
    const here = path === '' ? name : `${path}.${name}`
    const value = path === '' ? raw(name) : member(places[path] ?? '', name)
    const absent = (requiredMembers as readonly string[]).includes(here) ? '' : `${value} IN ('', 'null') OR `
    if (typeof of !== 'string') return [`(${absent}startsWith(${value}, '{'))`, ...checksOf(of, here)]
    switch (of) {
      case 'text':
        return [here === 'stage' ? `${textOf(value)} IN (${stages.map(sqlText).join(', ')})` : `(${absent}${isText(value)})`]
      case 'texts':
        return [`(${absent}(startsWith(${value}, '[') AND arrayAll(item -> ${isText('item')}, JSONExtractArrayRaw(${value}))))`]
      case 'integer':
        return [`(${absent}ifNull(toFloat64OrNull(${value}) = floor(toFloat64OrNull(${value})), false))`]
    }
  })
}

const note = (name: string): string => member('notes', name)
const list = (from: string, name: string): string =>
  `arrayMap(item -> JSONExtractString(item), JSONExtractArrayRaw(${member(from, name)}))`

const decodedColumns: Readonly<Record<string, string>> = {
  receivedAt: textOf(raw('requestReceivedTimestamp')),
  auditID: textOf(raw('auditID')),
  stage: textOf(raw('stage')),
  verb: keptText(textOf(raw('verb'))),
  uri: textOf(raw('requestURI')),
  username: textOf(member('user', 'username')),
  userGroups: list('user', 'groups'),
  podName: `${list('extra', 'authentication.kubernetes.io/pod-name')}[1]`,
  podUid: `${list('extra', 'authentication.kubernetes.io/pod-uid')}[1]`,
  credentialId: `${list('extra', 'authentication.kubernetes.io/credential-id')}[1]`,
  actsAs: `if(${raw('impersonatedUser')} IN ('', 'null'), '', concat('=', ${textOf(member('acted', 'username'))}))`,
  actsAsGroups: list('acted', 'groups'),
  objectResource: textOf(member('object', 'resource')),
  objectGroup: keptText(textOf(member('object', 'apiGroup'))),
  objectSubresource: keptText(textOf(member('object', 'subresource'))),
  objectNamespace: keptText(textOf(member('object', 'namespace'))),
  objectName: keptText(textOf(member('object', 'name'))),
  code: `if(${member('status', 'code')} IN ('', 'null'), NULL, toFloat64OrNull(${member('status', 'code')}))`,
  decision: optionalOf(note('authorization.k8s.io/decision')),
  isTruncated: `${textOf(note('audit.k8s.io/truncated'))} = 'true'`,
  issued: textOf(note('authentication.kubernetes.io/issued-credential-id')),
  autogenerated: optionalOf(note('authentication.k8s.io/legacy-token-autogenerated-secret')),
  manual: optionalOf(note('authentication.k8s.io/legacy-token-manual-secret')),
  invalidated: optionalOf(note('authentication.k8s.io/legacy-token-invalidated')),
  isLegacy: `${note('authentication.k8s.io/legacy-token')} NOT IN ('', 'null')`,
  isStale: `${note('authentication.k8s.io/stale-token')} NOT IN ('', 'null')`,
}

const path = "extract(uri, '^[^?#]*')"

const derivedColumns: Readonly<Record<string, string>> = {
  isAccount: `match(username, ${sqlText(accountForm.source)})`,
  isNode: `startsWith(username, ${sqlText(nodes.prefix)}) AND has(userGroups, ${sqlText(nodes.group)})`,
  hasObject: `objectResource != ''`,
  resource: keptText('objectResource'),
  path: `if(hasObject, '', if(match(${path}, ${sqlText(resourcePath)}), ${namelessPath()}, ${classedPath()}))`,
  isMinting: `verb = 'create' AND if(hasObject, objectGroup = '' AND objectResource = 'serviceaccounts' AND objectSubresource = 'token', match(path, '/serviceaccounts/+${namePlace}/+token$'))`,
  isReview: `if(hasObject, resource = 'tokenreviews', position(path, 'tokenreviews') > 0)`,
  isRefused: `decision = '=forbid' OR (decision = '' AND ifNull(code = ${codeClasses.forbidden}, false))`,
  isRefresh: `isNode AND isMinting AND actsAs = ''`,
  hasPod: `podName != ''`,
}

const isOfInterest = `part = 'event' AND (isAccount OR username = '' OR actsAs != '' OR (isRefused AND NOT isNode) OR isMinting OR isReview)`

const ofSecret = (expression: string): string => `if((isAccount AND NOT hasPod) OR username = '', ${expression}, '')`
const yesIf = (condition: string): string => `if(${condition}, '${yes}', '')`

/** Empty wherever nothing turns on it: so as few kinds as can be. */
const kindExpressions: Readonly<Record<KindColumn, string>> = {
  username: `if(isRefresh, ${sqlText(anyNode)}, username)`,
  node: yesIf('isNode'),
  pod: `if(isAccount, podName, '')`,
  uid: `if(isAccount AND hasPod, podUid, '')`,
  credential: `if(isAccount AND NOT hasPod, credentialId, '')`,
  actsAs: 'actsAs',
  actsAsGroups: yesIf(`arrayExists(name -> name NOT IN (${unaskedGroups.map(sqlText).join(', ')}), actsAsGroups)`),
  verb: 'verb',
  object: yesIf('hasObject'),
  group: `if(hasObject, objectGroup, '')`,
  resource: `if(hasObject, resource, '')`,
  subresource: `if(hasObject, objectSubresource, '')`,
  namespace: `if(hasObject AND NOT isRefresh, objectNamespace, '')`,
  name: `if(isMinting AND NOT isRefresh, objectName, '')`,
  path: 'path',
  stage: `transform(stage, [${stages.map(sqlText).join(', ')}], [${stages.map((stage) => sqlText(kindStages[stage])).join(', ')}], '')`,
  code: `multiIf(code IS NULL, '', code = ${codeClasses.forbidden}, '${codeClasses.forbidden}', code < 400, '${codeClasses.allowed}', '${codeClasses.failed}')`,
  decision: `if(decision IN ('', '=forbid'), decision, '=')`,
  issued: `if(isMinting AND NOT isRefresh, issued, '')`,
  autogenerated: ofSecret('autogenerated'),
  manual: ofSecret('manual'),
  invalidated: ofSecret('invalidated'),
  legacy: ofSecret(yesIf('isLegacy')),
  stale: yesIf('isAccount AND isStale'),
}

const clockForm = '^(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d|24:00:00)$'
const offsetForm = '^(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$'

const stageRank = `indexOf([${stages.map(sqlText).join(', ')}], stage)`

function rankOf(stage: (typeof stages)[number]): number {
  return stages.indexOf(stage) + 1
}

/** The raw text of a member, of which the last one counts; `''` where there is none. */
function member(members: string, name: string): string {
  return `arrayLast(m -> m.1 = ${sqlText(name)}, ${members}).2`
}

function raw(name: string): string {
  return `raw_${name}`
}

function isText(value: string): string {
  return `startsWith(${value}, '"')`
}

/** The text of a raw value; `''` for what is none. */
function textOf(value: string): string {
  return `JSONExtractString(${value})`
}

function optionalOf(value: string): string {
  return `if(${isText(value)}, concat('=', ${textOf(value)}), '')`
}

/** The first of some members that is a text, in a list; an empty list for none. */
function firstText(members: string, names: readonly string[]): string {
  return `arraySlice(arrayMap(m -> JSONExtractString(m), arrayFilter(m -> ${isText('m')}, [${names.map((name) => member(members, name)).join(', ')}])), 1, 1)`
}

function keptText(text: string): string {
  return `if(match(${text}, ${sqlText(keptForm.source)}), ${text}, '?')`
}

function namelessPath(): string {
  const cases = pathForms.flatMap(({ when, name }) => [
    `match(${path}, ${sqlText(when)})`,
    `replaceRegexpOne(${path}, ${sqlText(name)}, ${sqlText(`\\1${namePlace}\\2`)})`,
  ])
  return `replaceRegexpAll(multiIf(${[...cases, path].join(', ')}), ${sqlText(foreignCharacters)}, '%')`
}

function classedPath(): string {
  const cases = pathClasses.flatMap((one) => [
    `${path} = ${sqlText(one.path)}`,
    sqlText(one.path),
    ...(one.below === undefined ? [] : [`startsWith(${path}, ${sqlText(one.below)})`, sqlText(`${one.path}/*`)]),
  ])
  return `multiIf(${[...cases, sqlText(unknownPath)].join(', ')})`
}

function secondsOf(clock: string): string {
  return `(toInt64OrZero(substring(${clock}, 1, 2)) * 3600 + toInt64OrZero(substring(${clock}, 4, 2)) * 60 + toInt64OrZero(substring(${clock}, 7, 2)))`
}

function offsetSeconds(offset: string): string {
  const size = `(toInt64OrZero(substring(${offset}, 2, 2)) * 3600 + toInt64OrZero(substring(${offset}, 5, 2)) * 60)`
  return `if(startsWith(${offset}, '-'), -${size}, ${size})`
}

function microsOf(day: string): string {
  return String(Date.parse(`${day}T00:00:00Z`) * 1000)
}
