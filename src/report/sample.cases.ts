// Sample reports for the tests of the renderers: a builder with defaults, and stories that meet every verdict, source and state.
import { accountObject, type ObjectRef } from '../kube/index.ts'
import type {
  AuditReport,
  BenchmarkReport,
  ContainerReport,
  EvidenceSummary,
  Finding,
  GapReport,
  GrantReport,
  SourceReport,
  Summary,
  TokenReport,
  VerdictKind,
  WorkloadReport,
} from '../verdict/index.ts'
import { routesOf } from './who-can/sample.cases.ts'

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/** What a story says of a workload; the rest has defaults. */
export type WorkloadStory = Partial<WorkloadReport> & { readonly namespace: string; readonly name: string }

/** A reference to a workload of the group `apps`. */
export function appRef(kind: string, namespace: string, name: string): ObjectRef {
  return { apiVersion: 'apps/v1', kind, namespace, name }
}

/** A token mounted by the API server because nothing forbade it. */
export function automounted(namespace: string, account = 'default', change: Partial<TokenReport> = {}): TokenReport {
  const object = accountObject({ namespace, name: account })
  const field = 'automountServiceAccountToken'
  return {
    source: 'automount',
    serviceAccount: `${namespace}/${account}`,
    audience: null,
    apiServer: true,
    path: tokenPath,
    volume: 'kube-api-access-x7k2p',
    expirationSeconds: 3607,
    decidedBy: { object, field, value: null },
    removal: {
      kind: 'edit',
      object,
      field,
      value: false,
      instruction: `set \`automountServiceAccountToken: false\` on ServiceAccount \`${namespace}/${account}\``,
    },
    alsoRemoves: ['ca.crt', 'namespace'],
    ...change,
  }
}

/** A token of a projected volume, written by hand. */
export function projected(workload: ObjectRef, audience: string | null, change: Partial<TokenReport> = {}): TokenReport {
  const field = 'spec.template.spec.volumes[1].projected.sources[0].serviceAccountToken'
  return {
    source: 'projected',
    serviceAccount: `${workload.namespace}/default`,
    audience,
    apiServer: audience === null,
    path: '/var/run/secrets/tokens/api',
    volume: 'api-token',
    expirationSeconds: 3600,
    decidedBy: { object: workload, field, value: 'api' },
    removal: {
      kind: 'edit',
      object: workload,
      field,
      value: null,
      instruction: `remove the source from volume \`api-token\` of ${workload.kind} \`${workload.name}\``,
    },
    alsoRemoves: [],
    ...change,
  }
}

/** A container; `container('app', token, token)`. */
export function container(name: string, ...tokens: readonly TokenReport[]): ContainerReport {
  return { name, type: 'container', tokens }
}

/** A workload with the defaults of a Deployment. */
export function workload(story: WorkloadStory): WorkloadReport {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    serviceAccount: `${story.namespace}/default`,
    verdict: 'notProvenRequired',
    reason: 'holds an API token, and nothing shows that it is required',
    automount: {
      mounts: true,
      decidedBy: {
        object: { apiVersion: 'v1', kind: 'ServiceAccount', namespace: story.namespace, name: 'default' },
        field: 'automountServiceAccountToken',
        value: null,
      },
    },
    containers: [container('app', automounted(story.namespace))],
    exposures: [],
    pods: { running: 1, drift: [] },
    labels: {},
    ...story,
  }
}

/** The finding that a workload's verdict is. */
export function verdictFinding(about: WorkloadReport, severity: Finding['severity'] = 'medium'): Finding {
  const { apiVersion, kind, namespace, name, location } = about
  return {
    id: 'token-not-proven-required',
    severity,
    object: { apiVersion, kind, namespace, name },
    message: `${kind} \`${namespace}/${name}\` holds an API token of ServiceAccount \`${about.serviceAccount}\`, and nothing shows that it is required`,
    controls: ['cis-aks-1.8/4.1.6', 'cis-k8s-2.0.1/5.1.6'],
    remedy: 'set `automountServiceAccountToken: false`, or declare why the token is needed',
    ...(location === undefined ? {} : { location }),
  }
}

/** What a story says of a report. */
export interface ReportStory {
  readonly source?: Partial<SourceReport>
  readonly workloads?: readonly WorkloadReport[]
  readonly findings?: readonly Finding[]
  readonly gaps?: readonly GapReport[]
  readonly benchmarks?: readonly BenchmarkReport[]
  readonly grants?: readonly GrantReport[]
  readonly evidence?: EvidenceSummary
}

/** A whole report with its counts. */
export function report(story: ReportStory = {}): AuditReport {
  const { workloads = [], findings = [], gaps = [], benchmarks = [], grants = [] } = story
  return {
    apiVersion: 'sparekey.dev/v1',
    kind: 'AuditReport',
    generatedAt: '2026-11-24T02:57:00Z',
    source: { kind: 'live', description: 'aks-prod-weu', apiAudiences: [], assumptions: [], rolesKnown: true, ...story.source },
    ...(story.evidence === undefined ? {} : { evidence: story.evidence }),
    gaps,
    summary: summarise(workloads, findings, gaps),
    workloads,
    grants,
    routes: routesOf(grants),
    findings,
    benchmarks,
  }
}

function summarise(workloads: readonly WorkloadReport[], findings: readonly Finding[], gaps: readonly GapReport[]): Summary {
  const containers = workloads.flatMap((item) => item.containers)
  const tokens = containers.flatMap((item) => item.tokens)
  const verdicts = (kind: VerdictKind) => workloads.filter((item) => item.verdict === kind).length
  const found = (severity: Finding['severity']) => findings.filter((item) => item.severity === severity).length
  return {
    workloads: workloads.length,
    containers: containers.length,
    containersWithApiToken: containers.filter((item) => item.tokens.some((token) => token.apiServer)).length,
    tokens: tokens.length,
    apiTokens: tokens.filter((token) => token.apiServer).length,
    verdicts: {
      notProvenRequired: verdicts('notProvenRequired'),
      couldNotTell: verdicts('couldNotTell'),
      powerless: verdicts('powerless'),
      requiredByEvidence: verdicts('requiredByEvidence'),
      requiredByDeclaration: verdicts('requiredByDeclaration'),
      platformOwned: verdicts('platformOwned'),
      noApiToken: verdicts('noApiToken'),
    },
    findings: { critical: found('critical'), high: found('high'), medium: found('medium'), low: found('low') },
    gaps: gaps.length,
  }
}
