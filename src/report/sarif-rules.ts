// Decides what SARIF says of a check: its name, its help, and how bad it is on the two scales that viewers know.
import type { ReportingDescriptor, Result } from 'sarif'
import { sortedBy } from '../base/index.ts'
import { severities, type Finding, type Severity } from '../verdict/index.ts'
import { notProvenRequiredCheck } from './report-parts.ts'
import { plainText } from './plain-text.ts'

/** The level of a result, by severity. */
export const levels: Readonly<Record<Severity, NonNullable<Result['level']>>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
}

/** The number that code scanning sorts by: above 9 is shown as critical, from 7 as high, from 4 as medium. */
const securitySeverity: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' }

/** One rule for each check that found something, by id. */
export function rulesOf(findings: readonly Finding[], titles: ReadonlyMap<string, string>): ReportingDescriptor[] {
  const ids = sortedBy(new Set(findings.map((finding) => finding.id)), (id) => [id])
  return ids.map((id) =>
    ruleOf(
      id,
      titles.get(id) ?? id.replaceAll('-', ' '),
      findings.filter((finding) => finding.id === id),
    ),
  )
}

// A rule has one severity, its results each their own: the rule takes the worst.
function ruleOf(id: string, called: string, findings: readonly Finding[]): ReportingDescriptor {
  const worst = severities.find((severity) => findings.some((finding) => finding.severity === severity)) ?? 'low'
  const remedies = [...new Set(findings.map((finding) => plainText(finding.remedy)))]
  const controls = sortedBy(new Set(findings.flatMap((finding) => finding.controls)), (control) => [control])
  const title = capitalised(called)
  const help = [
    title,
    ...remedies.slice(0, 3).map((remedy) => `Remedy: ${remedy}`),
    ...(controls.length === 0 ? [] : [`Controls: ${controls.join(', ')}`]),
  ]
  return {
    id,
    name: id.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, _gap, first: string) => first.toUpperCase()),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: id === notProvenRequiredCheck ? notProvenRequired : `${title}.` },
    help: { text: help.join('\n') },
    defaultConfiguration: { level: levels[worst] },
    properties: {
      tags: ['security', 'kubernetes', ...controls],
      precision: 'high',
      'security-severity': securitySeverity[worst],
    },
  }
}

const notProvenRequired =
  'A container holds a service account token that the Kubernetes API accepts, and nothing shows that the workload needs it: ' +
  'no declaration, no ownership by the platform, and the account is allowed something.'

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
