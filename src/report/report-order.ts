// The order of every key of a report, and with it the list of what may leave: a key that the contract lacks is not written.
// The types make the compiler refuse this file when the contract gains or loses a key.
import { compareText } from '../base/index.ts'
import type {
  AdmissionReport,
  AuditReport,
  BenchmarkReport,
  ContainerReport,
  ControlReport,
  DeclarationReport,
  DecidedByReport,
  DriftReport,
  EvidenceSummary,
  ExposureReport,
  Finding,
  GapReport,
  GrantReport,
  HopReport,
  RemovalReport,
  RouteReport,
  SourceReport,
  SubjectReport,
  Summary,
  TargetReport,
  TokenReport,
  VerificationReport,
  ViaReport,
  WorkloadEvidenceReport,
  WhoCanReport,
  WorkloadReport,
} from '../verdict/index.ts'
import type { Coverage } from '../evidence/index.ts'
import type { ObjectRef } from '../kube/index.ts'
import type { Place } from './phrases.ts'

type KeysOf<T> = T extends unknown ? keyof T : never
type ValueOf<T, K extends PropertyKey> = T extends unknown ? (K extends keyof T ? T[K] : never) : never
type Nested<T> = [T] extends [readonly (infer Item)[]]
  ? Nested<Item>
  : [T] extends [object]
    ? string extends KeysOf<T>
      ? 'byKey'
      : KeyOrder<T>
    : 'leaf'

/** For each key of a type, in the order in which it is written, what stands there. */
export type KeyOrder<T> = { readonly [K in KeysOf<T>]-?: Nested<NonNullable<ValueOf<T, K>>> }

/** The same without its type: any value, an object by its keys' text order, or an object in a given order. */
export type AnyOrder = 'leaf' | 'byKey' | { readonly [key: string]: AnyOrder }

const objectRef: KeyOrder<ObjectRef> = { apiVersion: 'leaf', kind: 'leaf', namespace: 'leaf', name: 'leaf' }
const location: KeyOrder<Place> = { file: 'leaf', line: 'leaf', column: 'leaf' }
const decidedBy: KeyOrder<DecidedByReport> = { object: objectRef, field: 'leaf', value: 'leaf' }
const removal: KeyOrder<RemovalReport> = {
  kind: 'leaf',
  object: objectRef,
  field: 'leaf',
  value: 'leaf',
  instruction: 'leaf',
  reason: 'leaf',
}
const token: KeyOrder<TokenReport> = {
  source: 'leaf',
  serviceAccount: 'leaf',
  audience: 'leaf',
  apiServer: 'leaf',
  path: 'leaf',
  environment: 'leaf',
  volume: 'leaf',
  expirationSeconds: 'leaf',
  decidedBy,
  removal,
  alsoRemoves: 'leaf',
}
const container: KeyOrder<ContainerReport> = { name: 'leaf', type: 'leaf', tokens: token }
const exposure: KeyOrder<ExposureReport> = { kind: 'leaf', object: objectRef, field: 'leaf', message: 'leaf' }
const drift: KeyOrder<DriftReport> = { pod: 'leaf', message: 'leaf', containers: container }
const declaration: KeyOrder<DeclarationReport> = {
  reason: 'leaf',
  owner: 'leaf',
  until: 'leaf',
  needs: 'leaf',
  containers: 'leaf',
  from: 'leaf',
}

/** The order of a category's coverage. */
export const coverageOrder: KeyOrder<Coverage> = {
  cluster: 'leaf',
  category: 'leaf',
  reads: 'leaf',
  from: 'leaf',
  to: 'leaf',
  hours: 'leaf',
  hoursWithEvents: 'leaf',
  covered: { from: 'leaf', to: 'leaf' },
  lines: {
    events: 'leaf',
    joined: 'leaf',
    duplicated: 'leaf',
    truncated: 'leaf',
    refreshed: 'leaf',
    others: 'leaf',
    notUnderstood: 'leaf',
  },
  examples: { block: 'leaf', offset: 'leaf', reason: 'leaf' },
  shortcomings: 'leaf',
}
const evidence: KeyOrder<EvidenceSummary> = {
  description: 'leaf',
  cluster: 'leaf',
  coverage: coverageOrder,
  minWindowDays: 'leaf',
  sufficient: 'leaf',
  statement: 'leaf',
  blindSpots: 'leaf',
}
const workloadEvidence: KeyOrder<WorkloadEvidenceReport> = {
  kind: 'leaf',
  statement: 'leaf',
  uses: {
    verbs: 'leaf',
    group: 'leaf',
    resource: 'leaf',
    subresource: 'leaf',
    namespace: 'leaf',
    result: 'leaf',
    purpose: 'leaf',
    count: 'leaf',
    last: 'leaf',
  },
  pods: { name: 'leaf', present: 'leaf', count: 'leaf', last: 'leaf' },
  days: { day: 'leaf', count: 'leaf' },
  notes: 'leaf',
  hint: { program: 'leaf', expects: 'leaf', source: 'leaf', read: 'leaf' },
}
const workload: KeyOrder<WorkloadReport> = {
  ...objectRef,
  serviceAccount: 'leaf',
  verdict: 'leaf',
  reason: 'leaf',
  automount: { mounts: 'leaf', decidedBy },
  containers: container,
  exposures: exposure,
  pods: { running: 'leaf', drift },
  declaration,
  evidence: workloadEvidence,
  ownedBy: objectRef,
  labels: 'byKey',
  location,
}
const finding: KeyOrder<Finding> = {
  id: 'leaf',
  severity: 'leaf',
  object: objectRef,
  message: 'leaf',
  controls: 'leaf',
  remedy: 'leaf',
  location,
}
const gap: KeyOrder<GapReport> = { kind: 'leaf', message: 'leaf', remedy: 'leaf', location }
const control: KeyOrder<ControlReport> = { id: 'leaf', title: 'leaf', status: 'leaf', findings: 'leaf', note: 'leaf' }
const benchmark: KeyOrder<BenchmarkReport> = { id: 'leaf', title: 'leaf', version: 'leaf', controls: control }
const source: KeyOrder<SourceReport> = {
  kind: 'leaf',
  description: 'leaf',
  serverVersion: 'leaf',
  takenAt: 'leaf',
  namespaces: 'leaf',
  apiAudiences: 'leaf',
  assumptions: 'leaf',
  rolesKnown: 'leaf',
}
const admission: KeyOrder<AdmissionReport> = {
  bound: 'leaf',
  unbound: 'leaf',
  onPods: 'leaf',
  onTokenRequests: 'leaf',
  guard: { settings: 'leaf', objects: { object: objectRef, state: 'leaf', drift: 'leaf' } },
}
const summary: KeyOrder<Summary> = {
  workloads: 'leaf',
  containers: 'leaf',
  containersWithApiToken: 'leaf',
  tokens: 'leaf',
  apiTokens: 'leaf',
  verdicts: {
    notProvenRequired: 'leaf',
    couldNotTell: 'leaf',
    powerless: 'leaf',
    requiredByEvidence: 'leaf',
    requiredByDeclaration: 'leaf',
    platformOwned: 'leaf',
    noApiToken: 'leaf',
  },
  findings: { critical: 'leaf', high: 'leaf', medium: 'leaf', low: 'leaf' },
  gaps: 'leaf',
}

const subject: KeyOrder<SubjectReport> = { kind: 'leaf', name: 'leaf', namespace: 'leaf' }
const target: KeyOrder<TargetReport> = { scope: 'leaf', namespace: 'leaf', name: 'leaf', identity: subject }
const via: KeyOrder<ViaReport> = { binding: objectRef, role: objectRef, rule: 'leaf', assumed: 'leaf' }
const hop: KeyOrder<HopReport> = { subject, memberOf: 'leaf', route: 'leaf', target, via, made: via }
const grant: KeyOrder<GrantReport> = {
  subject,
  memberOf: 'leaf',
  route: 'leaf',
  direct: 'leaf',
  target,
  via,
  made: via,
  chain: hop,
  existing: 'leaf',
  besides: 'leaf',
  versions: { since: 'leaf', until: 'leaf' },
  platform: 'leaf',
  severity: 'leaf',
}
const route: KeyOrder<RouteReport> = { id: 'leaf', title: 'leaf', direct: 'leaf', remedy: 'leaf' }
const unequal: KeyOrder<VerificationReport['outsideRbac'][number]> = {
  subject,
  namespace: 'leaf',
  name: 'leaf',
  reason: 'leaf',
}

/** The order of a whole report. */
export const reportOrder: KeyOrder<AuditReport> = {
  apiVersion: 'leaf',
  kind: 'leaf',
  generatedAt: 'leaf',
  source,
  evidence,
  admission,
  gaps: gap,
  summary,
  workloads: workload,
  grants: grant,
  routes: route,
  findings: finding,
  benchmarks: benchmark,
}

/** The order of the answer to `who-can`. */
export const whoCanOrder: KeyOrder<WhoCanReport> = {
  apiVersion: 'leaf',
  kind: 'leaf',
  generatedAt: 'leaf',
  source,
  gaps: gap,
  asked: { kind: 'leaf', namespaces: 'leaf', namespace: 'leaf', name: 'leaf', exists: 'leaf', subject },
  summary: { subjects: 'leaf', direct: 'leaf', indirect: 'leaf', chained: 'leaf', platform: 'leaf' },
  grants: grant,
  cut: { kind: 'leaf', bindings: objectRef },
  bindings: { binding: objectRef, accounts: 'leaf', alone: 'leaf' },
  verification: { asked: 'leaf', outsideRbac: unequal, unconfirmed: unequal },
  routes: route,
}

/** A copy of plain data with its keys in order, keys of no order left out. */
export function inOrder(value: unknown, order: AnyOrder): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => inOrder(item, order))
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Record<string, unknown>
  if (order === 'leaf' || order === 'byKey') {
    const sorted = Object.entries(fields).sort(([a], [b]) => compareText(a, b))
    return Object.fromEntries(sorted.map(([key, below]) => [key, inOrder(below, 'byKey')]))
  }
  const ordered: Record<string, unknown> = {}
  for (const key in order) if (Object.hasOwn(fields, key)) ordered[key] = inOrder(fields[key], order[key] ?? 'leaf')
  return ordered
}

/** The report as plain data whose keys stand as the contract has them. */
export function orderedReport(report: AuditReport): unknown {
  return inOrder(report, reportOrder)
}

/** The answer to `who-can` in the same way. */
export function orderedWhoCan(report: WhoCanReport): unknown {
  return inOrder(report, whoCanOrder)
}
