// Tells one workload's whole story in plain words: what its containers hold, which field decided it, and the edit that changes it.
import { formatName, formatRef, type ObjectRef } from '../kube/index.ts'
import {
  usePhrase,
  verdictTitles,
  type AuditReport,
  type DecidedByReport,
  type TokenReport,
  type WorkloadReport,
} from '../verdict/index.ts'
import { plainText } from './plain-text.ts'
import { timelineOf, timelineText } from './use-timeline.ts'

/**
 * @param workload - one of the report's workloads
 * @returns lines for a terminal, without colour
 */
export function explainWorkload(report: AuditReport, workload: WorkloadReport): string {
  const lines = [
    `${workload.kind} ${formatName(workload)}`,
    `  verdict: ${verdictTitles[workload.verdict]}`,
    `           ${workload.reason}`,
    ...report.source.assumptions.map((assumption) => `  assumed: ${assumption}`),
    '',
    `  1. it runs as ServiceAccount ${workload.serviceAccount}`,
    `  2. ${automountSentence(workload)}`,
    '  3. its containers hold:',
    ...workload.containers.flatMap((container) => containerLines(container.name, container.type, container.tokens)),
    ...workload.exposures.map((exposure) => `     note: ${exposure.message} (${exposure.field})`),
    ...podLines(workload),
    ...evidenceLines(report, workload),
    ...editLines(workload),
    ...findingLines(report, workload),
  ]
  return `${lines.map(plainText).join('\n')}\n`
}

/** The same for a ServiceAccount: its own switch, and everybody who runs as it. */
export function explainAccount(report: AuditReport, account: string): string {
  const users = report.workloads.filter((workload) => workload.serviceAccount === account)
  const takers = report.workloads.filter(
    (workload) =>
      workload.serviceAccount !== account &&
      workload.containers.some((c) => c.tokens.some((token) => token.serviceAccount === account)),
  )
  const lines = [
    `ServiceAccount ${account}`,
    `  ${users.length} ${users.length === 1 ? 'workload runs' : 'workloads run'} as it:`,
    ...users.map((user) => `    ${user.kind} ${formatName(user)}: ${verdictTitles[user.verdict]}; ${automountSentence(user)}`),
    ...takers.map((taker) => `    ${taker.kind} ${formatName(taker)} holds its token without running as it`),
    ...report.findings
      .filter((finding) => finding.object.kind === 'ServiceAccount' && formatName(finding.object) === account)
      .flatMap((finding) => [`  ${finding.severity}: ${finding.message}`, `    ${finding.remedy}`]),
  ]
  return `${lines.map(plainText).join('\n')}\n`
}

function automountSentence({ automount, serviceAccount }: WorkloadReport): string {
  if (automount.mounts === null || automount.decidedBy === undefined) {
    return `whether a token is mounted is not known: ServiceAccount ${serviceAccount} is not in the input`
  }
  return `the API server ${automount.mounts ? 'mounts' : 'does not mount'} its token: ${decidedSentence(automount.decidedBy)}`
}

function decidedSentence({ object, field, value }: DecidedByReport): string {
  if (value === null) return `\`${field}\` of ${formatRef(object)} is not set, and neither is the pod's, which means yes`
  return `\`${field}\` of ${formatRef(object)} is ${String(value)}`
}

function containerLines(name: string, type: string, tokens: readonly TokenReport[]): readonly string[] {
  if (tokens.length === 0) return [`     ${name} (${type}): no token`]
  return tokens.flatMap((token) => [
    `     ${name} (${type}): a token of ${token.serviceAccount} for ${token.audience ?? 'the API server'}${token.apiServer ? '' : ' (another party: no key to the cluster)'}`,
    `       where: ${token.path ?? `environment variable ${token.environment ?? ''}`}; ${token.expirationSeconds === null ? 'never expires' : `asked for ${token.expirationSeconds} s`}`,
    `       decided by: \`${token.decidedBy.field}\` of ${formatRef(token.decidedBy.object)} = ${token.decidedBy.value === null ? '(not set)' : String(token.decidedBy.value)}`,
  ])
}

function podLines(workload: WorkloadReport): readonly string[] {
  if (workload.pods.drift.length === 0) return []
  return [
    '  4. running pods differ from what the next pod will get:',
    ...workload.pods.drift.map((drift) => `     ${drift.pod}: ${drift.message}`),
  ]
}

function evidenceLines({ evidence: summary }: AuditReport, { evidence }: WorkloadReport): readonly string[] {
  if (summary === undefined || evidence === undefined) return []
  const { uses, pods, notes, hint } = evidence
  return [
    '',
    `  evidence of use (${summary.description}):`,
    `     ${evidence.statement}`,
    ...(uses.length === 0 ? [] : [`     over time: ${timelineText(timelineOf(summary, evidence))}`]),
    ...uses.map((use) => `     ${usePhrase(use)}: ${use.result}, ${use.count} times, the last ${use.last}`),
    ...pods.map(
      (pod) =>
        `     by pod ${pod.name}${pod.present ? '' : ', which is gone, and is put down to it by its name'}: ${pod.count} times`,
    ),
    ...notes.map((note) => `     note: ${note}`),
    ...(hint === undefined
      ? []
      : [`     hint, which decides nothing: ${hint.program} ${hint.expects} (${hint.source}, read on ${hint.read})`]),
  ]
}

function editLines(workload: WorkloadReport): readonly string[] {
  const edits = new Map<
    string,
    { readonly object: ObjectRef; readonly field: string; readonly text: string; readonly loses: readonly string[] }
  >()
  for (const token of workload.containers.flatMap((container) => container.tokens)) {
    if (!token.apiServer) continue
    if (token.removal.kind === 'none')
      edits.set(token.removal.reason, { object: workload, field: '', text: token.removal.reason, loses: [] })
    else {
      const { object, field, instruction } = token.removal
      edits.set(`${formatRef(object)} ${field}`, { object, field, text: instruction, loses: token.alsoRemoves })
    }
  }
  if (edits.size === 0) return []
  return [
    '',
    edits.size === 1 ? '  the one edit that takes it away:' : '  the edits that take them away:',
    ...[...edits.values()].flatMap(({ object, field, text, loses }) => [
      field === '' ? `     ${text}` : `     \`${field}\` of ${formatRef(object)}: ${text}`,
      ...(loses.length === 0 ? [] : [`     the containers lose ${loses.join(' and ')} at the same path with it`]),
    ]),
  ]
}

function findingLines(report: AuditReport, workload: WorkloadReport): readonly string[] {
  const own = report.findings.filter((finding) => formatRef(finding.object) === formatRef(workload))
  if (own.length === 0) return []
  return [
    '',
    '  findings:',
    ...own.map(
      (finding) =>
        `     ${finding.severity}: ${finding.id}${finding.location === undefined ? '' : ` (${finding.location.file}:${finding.location.line}:${finding.location.column})`}`,
    ),
  ]
}
