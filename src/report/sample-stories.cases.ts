// The other stories that the golden reports tell: a folder of manifests, an empty cluster, a hostile one, and one of any size.
import type { AuditReport, Finding, TokenReport, WorkloadReport } from '../verdict/index.ts'
import { automounted, container, projected, report, verdictFinding, workload } from './sample.cases.ts'
import { evidenceSummary, seenInUse } from './sample-evidence.cases.ts'
import { assumedGrant, hostileAnswer } from './who-can/sample.cases.ts'

export { liveCluster } from './sample-live.cases.ts'

const place = (file: string, line: number) => ({ file, line, column: 3 })
const web = workload({
  namespace: 'web',
  name: 'site',
  location: place('deploy/überblick/site #1.yaml', 12),
  pods: { running: 0, drift: [] },
})

/** A folder of manifests: places in files, assumptions, and many gaps of one kind. */
export const manifestFolder: AuditReport = report({
  source: {
    kind: 'manifests',
    description: 'deploy/',
    assumptions: [
      "roles that are not in the input have upstream's rules (Kubernetes 1.36.3): ClusterRole `edit`",
      'Secrets that are not in the input hold no token',
    ],
    rolesKnown: false,
  },
  workloads: [
    web,
    workload({
      namespace: 'web',
      name: 'worker',
      verdict: 'couldNotTell',
      reason: 'ServiceAccount `web/worker` is not in the input',
      location: place('deploy/worker.yaml', 4),
      containers: [container('worker')],
      pods: { running: 0, drift: [] },
    }),
  ],
  findings: [verdictFinding(web)],
  grants: [assumedGrant],
  gaps: [
    ...Array.from({ length: 7 }, (_, i) => ({
      kind: 'accountMissing',
      message: `ServiceAccount \`web/worker-${i}\` is not in the input`,
      remedy: 'add the ServiceAccount to the input, or say `--assume accounts`',
      location: place('deploy/worker.yaml', 4 + i),
    })),
    {
      kind: 'documentUnreadable',
      message: 'deploy/broken.yaml:3:1: unexpected end of the stream',
      remedy: 'mend the document; the others were audited',
      location: place('deploy/broken.yaml', 3),
    },
  ],
})

/** A snapshot with nothing in it. */
export const emptySnapshot: AuditReport = report({
  source: { kind: 'snapshot', description: 'empty.sparekey', serverVersion: 'v1.35.4', takenAt: '2026-11-20T10:00:00Z' },
})

/** Names that try to steer whatever shows them. */
export const hostileNames: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '\u202egnp.exe\u202c',
  '\u001b[31mred\u001b[0m\u009b2J',
  '=cmd()',
  'a|b`c`*d*_e_[f](g)',
  '@everyone #1 www.example.com',
  'line\nbreak\r\ttab\u2028end',
  '漢字とカナ',
  '\u0000\ufffe\ud800]]>&amp;',
  '$(reboot)\'"`id`',
  'n'.repeat(253),
]

/** A cluster whose every text is one of {@link hostileNames}. */
export function hostileCluster(names: readonly string[] = hostileNames): AuditReport {
  const workloads = names.map((name) => hostileWorkload(name))
  return report({
    source: {
      kind: 'manifests',
      description: names[0] ?? '',
      serverVersion: names[1] ?? '',
      namespaces: names,
      assumptions: names,
      apiAudiences: names,
    },
    workloads,
    evidence: evidenceSummary(names[0] ?? ''),
    findings: [
      ...workloads.map((item) => verdictFinding(item)),
      ...names.map((name): Finding => ({
        id: 'legacy-token-secret',
        severity: 'high',
        object: { apiVersion: 'v1', kind: 'Secret', namespace: name, name },
        message: `says ${name} and \`${name}\``,
        controls: [`x/${name}`],
        remedy: name,
        location: { file: name, line: 1, column: 1 },
      })),
    ],
    gaps: names.map((name) => ({
      kind: 'listFailed',
      message: name,
      remedy: name,
      location: { file: name, line: 1, column: 1 },
    })),
    grants: hostileAnswer(names).grants,
    benchmarks: [
      {
        id: 'hostile',
        title: names[0] ?? '',
        version: names[1] ?? '',
        controls: names.map((name) => ({ id: name, title: name, status: 'fail', findings: 1, note: name })),
      },
    ],
  })
}

function hostileWorkload(name: string): WorkloadReport {
  const object = { apiVersion: 'apps/v1', kind: name, namespace: name, name }
  const token: TokenReport = {
    ...projected(object, name),
    apiServer: true,
    path: name,
    volume: name,
    environment: name,
    decidedBy: { object, field: name, value: name },
    removal: { kind: 'edit', object, field: name, value: null, instruction: name },
    alsoRemoves: [name],
  }
  return workload({
    kind: name,
    namespace: name,
    name,
    serviceAccount: `${name}/${name}`,
    reason: `because of ${name}`,
    containers: [container(name, token), container(`${name}-2`, token)],
    exposures: [{ kind: 'hostPath', object, field: name, message: name }],
    pods: { running: 1, drift: [{ pod: name, message: name, containers: [container(name, token)] }] },
    declaration: { reason: name, owner: name, until: name, needs: 'files', containers: [name], from: name },
    evidence: seenInUse(name),
    ownedBy: object,
    labels: { [name]: name },
    location: { file: name, line: 1, column: 1 },
  })
}

/** A cluster of any size, for the limits of time and space. */
export function largeCluster(count: number): AuditReport {
  const verdicts = [
    'notProvenRequired',
    'couldNotTell',
    'powerless',
    'requiredByEvidence',
    'requiredByDeclaration',
    'platformOwned',
    'noApiToken',
  ] as const
  const workloads = Array.from({ length: count }, (_, i) => {
    const namespace = `team-${String(i % 60).padStart(2, '0')}`
    const verdict = verdicts[(i * 7) % 12] ?? 'notProvenRequired'
    const tokens = verdict === 'noApiToken' ? [] : [automounted(namespace)]
    return workload({
      namespace,
      name: `service-${i}`,
      verdict,
      containers: [container('app', ...tokens), container('istio-proxy', ...tokens)],
    })
  })
  return report({
    workloads,
    findings: workloads.filter((item) => item.verdict === 'notProvenRequired').map((item) => verdictFinding(item, 'high')),
  })
}
