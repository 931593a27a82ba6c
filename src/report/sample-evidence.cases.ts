// A cluster whose use was watched, with each thing that evidence can say, for tests of what is drawn of it.
import type { AuditReport, EvidenceKind, EvidenceSummary, WorkloadEvidenceReport, WorkloadReport } from '../verdict/index.ts'
import { report, verdictFinding, workload } from './sample.cases.ts'

/** Evidence that reaches over a month; the texts of other people are `text`. */
export function evidenceSummary(text: string): EvidenceSummary {
  return {
    description: text,
    cluster: text,
    coverage: [
      {
        cluster: text,
        category: 'kube-audit',
        reads: true,
        from: '2026-10-20T08:00Z',
        to: '2026-11-23T08:00Z',
        hours: 816,
        hoursWithEvents: 815,
        covered: [
          { from: '2026-10-20T08:00Z', to: '2026-11-01T00:00Z' },
          { from: '2026-11-01T01:00Z', to: '2026-11-23T08:00Z' },
        ],
        lines: { events: 2_000_000, joined: 10, duplicated: 0, truncated: 2, refreshed: 90_000, others: 0, notUnderstood: 3 },
        examples: [{ block: 'ab12cd34ef56', offset: 7, reason: 'not JSON' }],
        shortcomings: [],
      },
    ],
    minWindowDays: 30,
    sufficient: true,
    statement: 'it reaches over 34 days, with events in 815 of 816 hours',
    blindSpots: ['a token that is handed to another program', 'a job that runs more seldom', text],
  }
}

/** What was seen of a workload that works with the API. */
export function seenInUse(text: string): WorkloadEvidenceReport {
  const use = {
    group: '',
    subresource: '',
    namespace: text,
    result: 'allowed',
    count: 40,
    last: '2026-11-22T10:00:00.000001Z',
  } as const
  return {
    kind: 'inUse',
    statement: `seen in use: list, watch configmaps in ${text}`,
    uses: [
      { ...use, verbs: ['list', 'watch'], resource: 'configmaps', purpose: 'work' },
      { ...use, verbs: ['update'], group: 'coordination.k8s.io', resource: 'leases', purpose: 'election', result: 'refused' },
      { ...use, verbs: ['get'], resource: '/apis', namespace: '', purpose: 'noise' },
    ],
    pods: [
      { name: text, present: true, count: 100, last: '2026-11-22T10:00:00.000001Z' },
      { name: `${text}-gone`, present: false, count: 20, last: '2026-10-30T10:00:00.000001Z' },
    ],
    days: [
      { day: '2026-10-20', count: 1 },
      { day: '2026-10-30', count: 20 },
      { day: '2026-11-22', count: 99 },
    ],
    notes: [`\`${text}\` asked for a token of its account`],
    hint: { program: text, expects: 'works with the Kubernetes API, and needs its token', source: text, read: '2026-08-21' },
  }
}

function unseen(kind: EvidenceKind, statement: string): WorkloadEvidenceReport {
  return { kind, statement, uses: [], pods: [], days: [], notes: [] }
}

const say = (
  name: string,
  evidence: WorkloadEvidenceReport,
  verdict: WorkloadReport['verdict'] = 'notProvenRequired',
): WorkloadReport => workload({ namespace: 'shop', name, verdict, reason: evidence.statement, evidence })

const workloads: readonly WorkloadReport[] = [
  say('api', seenInUse('shop'), 'requiredByEvidence'),
  say('denied', {
    ...unseen('onlyRefused', 'only requests that were refused'),
    uses: [
      {
        verbs: ['list'],
        group: '',
        resource: 'secrets',
        subresource: '',
        namespace: 'shop',
        result: 'refused',
        purpose: 'work',
        count: 4,
        last: '2026-11-20T10:00:00.000000Z',
      },
    ],
    days: [{ day: '2026-11-20', count: 4 }],
  }),
  say('looking', unseen('onlyDiscovery', 'only discovery and the like, which need no token')),
  say('minted', unseen('otherCredential', 'its account was in use, but not by a token that it holds')),
  say('quiet', unseen('notSeen', 'not seen in use over 34 days')),
  say('young', unseen('cannotTell', "the evidence can't say whether it is needed: it was made on 2026-11-20")),
]

/** The cluster. */
export const watchedCluster: AuditReport = report({
  workloads,
  findings: workloads.filter(({ verdict }) => verdict === 'notProvenRequired').map((one) => verdictFinding(one, 'medium')),
  evidence: evidenceSummary('use.ledger'),
})
