// The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), for code scanning.
import type { Location as SarifLocation, Log, Notification, PhysicalLocation, Result } from 'sarif'
import { sortedBy } from '../base/index.ts'
import { groupOf, type ObjectRef } from '../kube/index.ts'
import type { AuditReport, Finding, GapReport } from '../verdict/index.ts'
import { jsonText } from './json-text.ts'
import { fullName, sourcePhrase, type Place } from './phrases.ts'
import { plainText } from './plain-text.ts'
import type { Renderer } from './render-options.ts'
import { levels, rulesOf } from './sarif-rules.ts'

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** Renders `sarif`: findings are results, gaps and assumptions are notifications of the tool's run. */
export const renderSarif: Renderer = (report) => sarifText(report)

/** A finding, and what tells it from others of its check on its object, where there are several. */
export type SarifFinding = Finding & { readonly apart?: string }

/** What a log of SARIF is made of. */
type Reported = Pick<AuditReport, 'gaps' | 'source' | 'generatedAt'> & { readonly findings: readonly SarifFinding[] }

/**
 * A log of findings and gaps, ending in a line break.
 *
 * @param titles - what the rules are called, by their ids; others are called after their id
 */
export function sarifText(report: Reported, titles: ReadonlyMap<string, string> = new Map()): string {
  return `${jsonText(logOf(report, titles))}\n`
}

function logOf(report: Reported, titles: ReadonlyMap<string, string>): Log {
  const rules = rulesOf(report.findings, titles)
  const ruleIndex = new Map(rules.map((rule, i) => [rule.id, i]))
  const { assumptions } = report.source
  const kinds = sortedBy(new Set([...report.gaps.map((gap) => gap.kind), ...assumptions.map(() => assumptionId)]), (kind) => [
    kind,
  ])
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Sparekey', rules, notifications: kinds.map((kind) => ({ id: kind })) } },
        automationDetails: { description: { text: messageText(sourcePhrase(report.source)) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            endTimeUtc: report.generatedAt,
            toolExecutionNotifications: [
              ...report.gaps.map((gap) => notificationOf(gap, kinds.indexOf(gap.kind))),
              ...assumptions.map((assumption) => assumptionNotification(assumption, kinds.indexOf(assumptionId))),
            ],
          },
        ],
        results: resultsOf(report.findings, ruleIndex),
      },
    ],
  }
}

function resultsOf(findings: readonly SarifFinding[], ruleIndex: ReadonlyMap<string, number>): Result[] {
  const seen = new Map<string, number>()
  return findings.map((finding) => {
    const print = fingerprint(finding)
    const before = seen.get(print) ?? 0
    seen.set(print, before + 1)
    return {
      ruleId: finding.id,
      ruleIndex: ruleIndex.get(finding.id) ?? -1,
      level: levels[finding.severity],
      message: { text: messageText(`${finding.message}. Remedy: ${finding.remedy}`) },
      locations: [locationOf(finding.object, finding.location)],
      partialFingerprints: { 'checkAndObject/v1': before === 0 ? print : `${print}#${before + 1}` },
      properties: { severity: finding.severity, controls: finding.controls },
    }
  })
}

// The API version is left out: the same object in a newer version is the same finding.
function fingerprint({ id, object, apart }: SarifFinding): string {
  const parts = [id, groupOf(object.apiVersion), object.kind, object.namespace ?? '', object.name]
  return (apart === undefined ? parts : [...parts, apart]).join('|')
}

function locationOf(object: ObjectRef, place: Place | undefined): SarifLocation {
  const name = plainText(fullName(object))
  const logicalLocations = [{ name: plainText(object.name), fullyQualifiedName: name, kind: 'resource' }]
  return place === undefined ? { logicalLocations } : { physicalLocation: physicalLocation(place), logicalLocations }
}

const assumptionId = 'assumption'

function assumptionNotification(assumption: string, index: number): Notification {
  return { descriptor: { id: assumptionId, index }, level: 'note', message: { text: messageText(`Assumed: ${assumption}`) } }
}

function notificationOf(gap: GapReport, index: number): Notification {
  const notification: Notification = {
    descriptor: { id: gap.kind, index },
    level: 'warning',
    message: { text: messageText(`${gap.message}. Remedy: ${gap.remedy}`) },
  }
  return gap.location === undefined
    ? notification
    : { ...notification, locations: [{ physicalLocation: physicalLocation(gap.location) }] }
}

function physicalLocation(place: Place): PhysicalLocation {
  return { artifactLocation: { uri: uriOf(place.file) }, region: { startLine: place.line, startColumn: place.column } }
}

/** A file's path as a URI reference, relative wherever the path is: a colon in its first segment is no scheme. */
export function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').replace(/^(\.\/+)+/, '')
  const encoded = path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  return encoded.startsWith('/') ? `file://${encoded}` : encoded
}

// A bracket before a parenthesis would be read as a link into the log (3.11.6).
function messageText(text: string): string {
  const safe = plainText(text)
  return safe.includes('](') ? safe.replace(/[[\]]/g, '\\$&') : safe
}
