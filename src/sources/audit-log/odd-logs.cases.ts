// Logs made up to tell two readers apart: events of every kind in every form, written as no API server would, and damaged.
import { diagnosticRecord } from './logs.cases.ts'
import type { Random } from '../../../bench/random.ts'

type Value = Readonly<Record<string, unknown>>

const pod = (name: string, uid: unknown = 'u-1'): Value => ({
  'authentication.kubernetes.io/credential-id': ['JTI=p'],
  'authentication.kubernetes.io/node-name': ['n1'],
  'authentication.kubernetes.io/pod-name': [name],
  'authentication.kubernetes.io/pod-uid': [uid],
})
const account = (name: string, extra?: unknown): Value => ({
  username: `system:serviceaccount:${name}`,
  uid: '8c4a0b62-0000-4000-8000-00000000000a',
  groups: ['system:serviceaccounts', 'system:authenticated'],
  ...(extra === undefined ? {} : { extra }),
})

const uid = '0b62a232-0000-4000-8000-00000000000b'

const users: readonly unknown[] = [
  // As long as those whose bytes are remembered, and the same at both ends.
  account('shop:web', pod('web-3', uid)),
  account('shop:web', pod('web-4', uid)),
  account('shop:web', pod('web-1')),
  account('shop:web', pod('web-2')),
  account('shop:web', pod('web-1', 'u-2')),
  account('shop:web', pod('')),
  account('shop:web', { 'authentication.kubernetes.io/pod-name': [], 'authentication.kubernetes.io/pod-uid': ['u'] }),
  account('shop:web', { 'authentication.kubernetes.io/credential-id': ['JTI=m', 'second'] }),
  account('shop:web', null),
  account('shop:web'),
  account('shop:db'),
  account('shop:a:b'),
  account(':web'),
  account('shop:'),
  account('ü:web'),
  account('shop:web', pod('ü')),
  account('shop:web', { 'authentication.kubernetes.io/pod-name': 'text' }),
  account('shop:web', { 'authentication.kubernetes.io/pod-name': [5] }),
  { username: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] },
  { username: 'system:node:n1', groups: ['system:padding-padding-padding', 'system:nodes', 'system:authenticated'.repeat(4)] },
  { username: 'system:node:n1', groups: ['system:padding-padding-padding', 'system:nodex', 'system:authenticated'.repeat(4)] },
  { username: 'system:node:n2', groups: ['system:nodes'] },
  { username: 'system:node:n1', groups: ['system:authenticated'] },
  { username: 'alice', groups: ['devs', 'system:authenticated'] },
  { username: 'alice "the\\admin" ü😀', groups: null },
  { username: 'bob\u0000\u0001', groups: [] },
  { username: 'half \ud800', groups: [] },
  { username: '\ud83d\ude00' },
  { username: '\uffff' },
  { username: '' },
  { username: 5 },
  {},
  null,
  undefined,
  'nobody',
]
const objects: readonly unknown[] = [
  { resource: 'configmaps', namespace: 'shop', apiVersion: 'v1' },
  { resource: 'deployments', namespace: 'shop', name: 'web', apiGroup: 'apps', apiVersion: 'v1', subresource: 'scale' },
  {
    resource: 'serviceaccounts',
    namespace: 'shop',
    name: 'web',
    uid,
    apiVersion: 'v1',
    resourceVersion: '7',
    subresource: 'token',
  },
  { resource: 'serviceaccounts', namespace: 'shop', name: 'web', apiVersion: 'v1', subresource: 'token' },
  { resource: 'serviceaccounts', namespace: 'shop', name: 'w e b', subresource: 'token' },
  { resource: 'serviceaccounts', namespace: 'shop', name: 'web' },
  { resource: 'tokenreviews', apiGroup: 'authentication.k8s.io' },
  { resource: 'leases', apiGroup: 'coordination.k8s.io', namespace: 'kube-node-lease' },
  { resource: 'made up', namespace: 'by <a> client' },
  { resource: '', namespace: 'shop' },
  { resource: null, namespace: null },
  { resource: 'x'.repeat(254) },
  { resource: 7 },
  {},
  null,
  undefined,
  undefined,
]
const paths = [
  '/api/v1/namespaces/shop/configmaps?limit=500&watch=true',
  '/api/v1/namespaces/shop/serviceaccounts/web/token',
  '/apis/authentication.k8s.io/v1/tokenreviews',
  '/apis/apps/v1/watch/namespaces/shop/deployments/web/scale#x',
  '/healthz?verbose',
  '/api',
  '/apis/apps/v1',
  '/metrics/cadvisor',
  '/made-up/by/a/client',
  '//api//v1/pods',
  '/ü',
  '',
] as const
const stages = [
  'ResponseComplete',
  'ResponseComplete',
  'ResponseComplete',
  'ResponseStarted',
  'RequestReceived',
  'Panic',
  'Done',
] as const
const verbs: readonly unknown[] = ['get', 'list', 'watch', 'create', 'create', 'v e r b', null, undefined, 3]
const codes: readonly unknown[] = [200, 201, 403, 404, 401, 0, -1, 1.5, 1e3, 123_456_789, null, undefined, '200']
const times: readonly unknown[] = [
  '2026-11-01T08:00:00.000001Z',
  '2026-11-01T08:00:00.000002Z',
  '2026-11-01T23:59:59.999999Z',
  '2026-11-02T00:00:00.000000Z',
  '2024-02-29T00:00:00Z',
  '2023-02-29T00:00:00Z',
  '2026-11-01T08:00:00.1Z',
  '2026-11-01T08:00:00.123456789Z',
  '2026-11-01T08:00:00.1234567890Z',
  '2026-11-01T10:00:00.000001+02:00',
  '2026-11-01t08:00:00.000001z',
  '2026-11-01 08:00:00.000001Z',
  '2026-11-01T24:00:00Z',
  '2026-11-01T08:60:00Z',
  '2026-11-01T08:00:60Z',
  '2026-11-31T08:00:00Z',
  '1969-12-31T23:59:59Z',
  '1970-01-01T00:00:00Z',
  '2254-12-31T23:59:59.999999Z',
  '2255-06-05T23:47:34.740991Z',
  '2255-06-05T23:47:34.740992Z',
  '9999-01-01T00:00:00.000001Z',
  '2026-11-01T08:00:00.Z',
  '2026-11-01T08:00:00',
  'noon',
  null,
  5,
]
const annotations: readonly unknown[] = [
  { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': 'RBAC: "x" of\n<y>' },
  { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
  { 'authorization.k8s.io/decision': 'forbid', 'authorization.k8s.io/reason': '' },
  { 'authorization.k8s.io/decision': 'allow', 'audit.k8s.io/truncated': 'true' },
  { 'authorization.k8s.io/decision': 'allow', 'authentication.kubernetes.io/issued-credential-id': 'JTI=i' },
  {
    'authentication.k8s.io/legacy-token': 'system:serviceaccount:shop:web',
    'authentication.k8s.io/legacy-token-manual-secret': 'kept',
  },
  { 'authentication.k8s.io/legacy-token-autogenerated-secret': 'made' },
  { 'authentication.k8s.io/legacy-token-invalidated': 'old/shop' },
  { 'authentication.k8s.io/legacy-token-of-no-kind': 5 },
  { 'authentication.k8s.io/stale-token': 'subject: x, seconds after warning threshold: 9' },
  { 'authorization.k8s.io/decision': 5 },
  {},
  null,
  undefined,
]
const impersonated: readonly unknown[] = [
  { username: 'system:serviceaccount:lab:robot', groups: [] },
  { username: 'carol', groups: ['devs', 'system:authenticated'] },
  { username: '' },
  null,
]
const bodies: readonly unknown[] = [
  { data: '"stage":"ResponseComplete"} {[', 'user"': { username: 'system:serviceaccount:a:decoy' } },
  { requestReceivedTimestamp: '2020-01-01T00:00:00Z', a: [[[{}]], { b: ['\\'] }], c: 'C:\\', d: '\\\\"' },
  { deep: nested(59), text: '😀ü\u2028\u0000' },
  { deep: nested(70) },
  [1, -2.5e7, true, false, null, 'x'.repeat(300)],
]

function nested(depth: number): unknown {
  return depth === 0 ? 1 : depth % 2 === 0 ? [nested(depth - 1)] : { a: nested(depth - 1) }
}

/** One of the items, which may be `undefined`. */
function choose<T>(random: Random, items: readonly T[]): T {
  return items[random.below(items.length)] as T
}

/** One event; most of its members are sound, and few ids and times make many of them stages of one request. */
export function oddEvent(random: Random, usualShare = 0.85): Value {
  // What is sound comes first in each list.
  const some = <T>(items: readonly T[], usual: number): T =>
    random.chance(usualShare) ? choose(random, items.slice(0, usual)) : choose(random, items)
  const members: readonly (readonly [name: string, value: unknown])[] = [
    ['kind', random.chance(0.98) ? 'Event' : choose(random, [5, null, 'EventList', undefined])],
    ['apiVersion', 'audit.k8s.io/v1'],
    ['level', choose(random, ['Metadata', 'RequestResponse'])],
    [
      'auditID',
      random.chance(0.98)
        ? `id-${random.below(12)}-${choose(random, ['', 'long '.repeat(9)])}`
        : choose(random, [5, 'ü', undefined]),
    ],
    ['stage', some(stages, 6)],
    ['requestURI', some(paths, 5)],
    ['verb', some(verbs, 5)],
    ['user', some(users, 16)],
    ...(random.chance(0.05) ? [['impersonatedUser', choose(random, impersonated)] as const] : []),
    // One address is what API servers know most of the time.
    ['sourceIPs', random.chance(0.8) ? ['10.0.0.1'] : choose(random, [[], ['10.0.0.1', '10.0.0.2'], null, ['"'], [5]])],
    ['userAgent', choose(random, ['agent/v1 (linux)', 'agent, with "quotes" and [brackets}', 'ü \n\\'])],
    ['objectRef', some(objects, 8)],
    [
      'responseStatus',
      random.chance(0.97) ? { metadata: {}, code: some(codes, 4) } : choose(random, [null, {}, 5, { status: 'Failure' }]),
    ],
    ...(random.chance(0.3) ? [['requestObject', choose(random, bodies)] as const] : []),
    ...(random.chance(0.2) ? [['responseObject', choose(random, bodies)] as const] : []),
    ['requestReceivedTimestamp', some(times, 5)],
    ['stageTimestamp', '2026-11-01T11:00:00.000000Z'],
    ['annotations', some(annotations, 4)],
    ...(random.chance(0.02)
      ? [[choose(random, ['items', 'log_s', 'AuditId', 'Category', 'records', 'new', 'ü', '']), choose(random, bodies)] as const]
      : []),
  ]
  const kept = members.filter(() => !random.chance(0.003))
  if (random.chance(0.1)) kept.sort(() => (random.chance(0.5) ? 1 : -1))
  return Object.fromEntries(kept)
}

/** One line of some form of log that has a record in each. */
export function oddLine(random: Random, usualShare = 0.85): string {
  const event = oddEvent(random, usualShare)
  const text = random.chance(usualShare - 0.15) ? JSON.stringify(event) : escaped(random, JSON.stringify(event))
  // What the scanner reads itself comes first.
  const form = random.below(random.chance(usualShare) ? 15 : 20)
  if (form < 10) return text
  if (form < 15) {
    const record = diagnosticRecord(text)
    const shape = random.below(12)
    if (shape === 0) return JSON.stringify({ ...record, category: choose(random, ['kube-audit-admin', 'guard', 5, null]) })
    if (shape === 1) return JSON.stringify({ ...record, resourceId: choose(random, ['/A/B', '', 'Ü', 'i̇İ', null, undefined, 5]) })
    if (shape === 2) return JSON.stringify({ properties: { log: `${text} \u00a0\n` }, ...record })
    if (shape === 3)
      return JSON.stringify({ ...record, properties: choose(random, [{}, null, { log: 5 }, { log: '' }, { log: 'I1124' }]) })
    if (shape === 4) return escaped(random, JSON.stringify(record))
    return JSON.stringify(record)
  }
  if (form === 15) return JSON.stringify({ kind: 'EventList', items: [event, oddEvent(random), oddEvent(random)] })
  if (form === 16) return JSON.stringify({ Category: 'kube-audit', ResourceId: '/X', log_s: text })
  if (form === 17) return JSON.stringify(tableRow(event))
  if (form === 18) return `2026-11-01T08:00:00.000Z ${text}`
  return JSON.stringify({ records: [diagnosticRecord(text), diagnosticRecord(JSON.stringify(oddEvent(random)))] })
}

function tableRow(event: Value): Value {
  return {
    Type: 'AKSAudit',
    AuditId: event['auditID'],
    Stage: event['stage'],
    Verb: event['verb'],
    RequestUri: event['requestURI'],
    RequestReceivedTime: event['requestReceivedTimestamp'],
    User: event['user'],
    ObjectRef: JSON.stringify(event['objectRef']),
    ResponseStatus: event['responseStatus'],
    Annotations: event['annotations'],
  }
}

/** The same JSON, or nearly, written in another way. */
function escaped(random: Random, text: string): string {
  const twice: readonly ((text: string) => string)[] = [
    // A member that stands twice, the second one wherever it was not looked for.
    (one) =>
      one.replace(/}$/, `,"${choose(random, names)}":${choose(random, ['{}', '{}', '{"code":403}', '"create"', 'null'])}}`),
    (one) =>
      one.replace(/("(?:objectRef|user|annotations|responseStatus|extra)":{[^{}]*)}/, `$1,"${choose(random, inner)}":"x"}`),
  ]
  const misspelt: readonly ((text: string) => string)[] = [
    // Names and values that are not quite those that are known.
    (one) => oneLetterOf(random, one, /"[\w./-]+"?:/g),
    (one) => oneLetterOf(random, one, /"[\w.:/-]+"[,}\]]/g),
  ]
  const ways: readonly ((text: string) => string)[] = [
    (one) => one.replaceAll('&', '\\u0026').replaceAll('<', '\\u003c'),
    (one) => one.replace('"stage"', '"\\u0073tage"'),
    (one) => one.replace('system:service', 'system\\u003aservice'),
    (one) => one.replaceAll('/', '\\/'),
    (one) => one.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    (one) => one.replace('"stage":', '"stage":"Panic","stage":'),
    (one) => one.replace('"username":', '"username":"eve","username":'),
    (one) => one.replace('"code":', '"code":500,"code":'),
    (one) => one.replaceAll('":', '" : ').replaceAll(',"', ' , "'),
    (one) => one.replaceAll(',"', ',\t"'),
    (one) => ` ${one} \r`,
    (one) => one.replace('200', '0200').replace('"get"', '"\\q"'),
    (one) => one.replace('"level":', '"level":tru,"x":'),
    (one) => one.replace('Metadata"', 'Metadata\\q"'),
    (one) => one.replace('{"metadata":{}', '{"metadata":{a}'),
    (one) => one.replace(/}$/, ',}'),
    (one) => one.replace('},', ',},'),
    (one) => one.replace(']', ',]'),
  ]
  return choose(random, choose(random, [twice, misspelt, ways]))(text)
}

const names = [
  'objectRef',
  'responseStatus',
  'annotations',
  'user',
  'verb',
  'stage',
  'requestURI',
  'requestReceivedTimestamp',
  'category',
  'resourceId',
] as const
const inner = [
  'resource',
  'namespace',
  'name',
  'apiGroup',
  'subresource',
  'username',
  'groups',
  'code',
  'authorization.k8s.io/decision',
] as const

/** One letter of one of the places that are found, for another one. */
function oneLetterOf(random: Random, text: string, place: RegExp): string {
  const found = [...text.matchAll(place)]
  if (found.length === 0) return text
  const { index, 0: whole } = choose(random, found)
  const at = index + 1 + random.below(whole.length - 3)
  return `${text.slice(0, at)}${choose(random, ['x', 'a', 'F', '5', '.'])}${text.slice(at + 1)}`
}

const odd = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x3a, 0x20, 0x0d, 0x00, 0x1f, 0x80, 0xc3, 0xff, 0x75, 0x30] as const

/** Damages a line. */
export function damaged(random: Random, line: Buffer, other: Buffer): Buffer {
  const at = random.below(Math.max(1, line.length))
  const to = Math.min(line.length, at + 1 + random.below(40))
  switch (random.below(8)) {
    case 0:
      return line.subarray(0, at)
    case 1:
      return Buffer.concat([line.subarray(0, at), other])
    case 2:
      return Buffer.concat([line.subarray(0, at), line.subarray(to)])
    case 3:
      return Buffer.concat([line.subarray(0, at), Buffer.of(choose(random, odd)), line.subarray(at)])
    case 4:
      return Buffer.concat([line.subarray(0, to), line.subarray(at)])
    case 5:
      return Buffer.concat([line, other])
    default: {
      const changed = Buffer.from(line)
      if (at < changed.length) changed[at] = choose(random, odd)
      return changed
    }
  }
}

/** A log of so many lines, of which a share is damaged. */
export function oddLog(random: Random, count: number, pool: readonly Buffer[], damagedShare = 0.2): Buffer {
  const end = choose(random, ['\n', '\n', '\n', '\r\n', '\n\n', '\n \n'])
  const breaks = Buffer.from(end)
  const parts: Buffer[] = []
  for (let i = 0; i < count; i++) {
    const line = choose(random, pool)
    parts.push(random.chance(damagedShare) ? damaged(random, line, choose(random, pool)) : line)
    if (i + 1 < count || random.chance(0.7)) parts.push(breaks)
  }
  return Buffer.concat(parts)
}
