// The report as JUnit XML, so that a CI server shows each workload as a test: it fails where a token is not proven required.
import { formatRef, groupOf } from '../kube/index.ts'
import type { AuditReport, Finding, GapReport, Severity, WorkloadReport } from '../verdict/index.ts'
import { decidedPhrase } from './phrases.ts'
import { findingText, gapText, groupFindings, otherFindings, rankWorkloads } from './report-parts.ts'
import type { Renderer } from './render-options.ts'
import { apiTokenRows } from './token-rows.ts'
import { xmlDocument, type XmlElement } from './xml.ts'

interface Suite {
  readonly name: string
  readonly cases: readonly XmlElement[]
}

/** Renders `junit`: a suite for each namespace, one for each other check, and one for what could not be known. */
export const renderJunit: Renderer = (report) => {
  const suites = [...workloadSuites(report), ...findingSuites(report), ...gapSuites(report)]
  return xmlDocument({
    name: 'testsuites',
    attributes: { name: 'sparekey', ...tally(suites.flatMap((suite) => suite.cases)) },
    children: suites.map((suite) => ({
      name: 'testsuite',
      // The schema wants a time without a zone.
      attributes: { name: suite.name, ...tally(suite.cases), timestamp: report.generatedAt.replace(/(\.\d+)?Z$/, '') },
      children: suite.cases,
    })),
  })
}

function tally(cases: readonly XmlElement[]): XmlElement['attributes'] {
  const having = (name: string) => cases.filter((testcase) => testcase.children?.some((child) => child.name === name)).length
  return { tests: cases.length, failures: having('failure'), errors: 0, skipped: having('skipped'), time: '0' }
}

function workloadSuites(report: AuditReport): readonly Suite[] {
  const severityOf = new Map(rankWorkloads(report).map(({ workload, severity }) => [workload, severity]))
  const suites = new Map<string, XmlElement[]>()
  for (const workload of report.workloads) {
    const cases = suites.get(workload.namespace)
    const testcase = workloadCase(workload, severityOf.get(workload))
    if (cases === undefined) suites.set(workload.namespace, [testcase])
    else cases.push(testcase)
  }
  return [...suites].map(([name, cases]) => ({ name, cases }))
}

// The group tells apart kinds of one name, as StatefulSet of apps and of apps.kruise.io.
function workloadCase(workload: WorkloadReport, severity: Severity | undefined): XmlElement {
  const group = groupOf(workload.apiVersion)
  const attributes = {
    classname: [workload.namespace, workload.kind, ...(group === '' ? [] : [group])].join('.'),
    name: workload.name,
    ...placeAttributes(workload.location),
    time: '0',
  }
  return { name: 'testcase', attributes, children: outcome(workload, severity) }
}

function outcome(workload: WorkloadReport, severity: Severity | undefined): readonly XmlElement[] {
  if (workload.verdict === 'couldNotTell') return [{ name: 'skipped', attributes: { message: workload.reason } }]
  if (workload.verdict !== 'notProvenRequired') return []
  const details = apiTokenRows(workload).map(({ containers, token }) => {
    const edit = token.removal.kind === 'edit' ? token.removal.instruction : token.removal.reason
    return `${containers.map((container) => container.name).join(', ')}: token of ${token.serviceAccount}; ${decidedPhrase(token.decidedBy)}; ${edit}`
  })
  return [{ name: 'failure', attributes: { type: severity ?? 'notProvenRequired', message: workload.reason }, lines: details }]
}

function findingSuites(report: AuditReport): readonly Suite[] {
  return groupFindings(otherFindings(report)).map((group) => ({
    name: `${group.id} (${group.severity})`,
    cases: group.findings.map(findingCase),
  }))
}

function findingCase(finding: Finding): XmlElement {
  const failure = {
    name: 'failure',
    attributes: { type: finding.severity, message: findingText(finding) },
    lines: [finding.remedy],
  }
  const attributes = { classname: finding.id, name: formatRef(finding.object), ...placeAttributes(finding.location), time: '0' }
  return { name: 'testcase', attributes, children: [failure] }
}

// Skipped rather than left out: a run that could not see everything must not look all green.
function gapSuites(report: AuditReport): readonly Suite[] {
  if (report.gaps.length === 0) return []
  return [{ name: 'could not be known', cases: report.gaps.map(gapCase) }]
}

function gapCase(gap: GapReport): XmlElement {
  const attributes = { classname: `gap.${gap.kind}`, name: gapText(gap), ...placeAttributes(gap.location), time: '0' }
  return { name: 'testcase', attributes, children: [{ name: 'skipped', attributes: { message: gap.remedy } }] }
}

function placeAttributes(location: Finding['location']): XmlElement['attributes'] {
  return location === undefined ? {} : { file: location.file, line: location.line }
}
