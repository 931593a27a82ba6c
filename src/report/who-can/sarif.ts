// The answer as SARIF: a result for each grant that is not the platform's, on the binding that gives it; a rule for each route.
import { formatName } from '../../kube/index.ts'
import { severities, type GrantReport, type RouteReport, type WhoCanReport } from '../../verdict/index.ts'
import { countPhrase } from '../phrases.ts'
import { sarifText, type SarifFinding } from '../sarif.ts'
import { holderPhrase, reachPhrase, subjectPhrase, targetPhrase } from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'

/** Renders `sarif`. */
export const renderWhoCanSarif: WhoCanRenderer = (report) =>
  sarifText({ ...report, findings: findingsOf(report) }, new Map(report.routes.map(({ id, title }) => [id, title])))

function findingsOf(report: WhoCanReport): readonly SarifFinding[] {
  const routes = new Map(report.routes.map((route) => [route.id, route]))
  const findings = report.grants.flatMap((grant) => {
    const route = routes.get(grant.route)
    return grant.platform || route === undefined ? [] : findingOf(grant, route)
  })
  return findings.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}

// On the first binding: the one that is to be taken away, or of a chain the one that its first step hangs on.
function findingOf(grant: GrantReport, { title, remedy }: RouteReport): readonly SarifFinding[] {
  const [via] = grant.via
  if (via === undefined) return []
  const subject = holderPhrase(grant)
  const target = targetPhrase(grant.target)
  const role = `${via.role.kind} \`${formatName(via.role)}\``
  const assumed = via.assumed === true ? ", assumed to be upstream's," : ''
  const rule = via.rule === undefined ? `by ${role}, whatever it says` : `by rule ${via.rule} of ${role}${assumed}`
  const steps = (grant.chain ?? []).map((hop) => `\`${subjectPhrase(hop.subject)}\` ${hop.route} in ${targetPhrase(hop.target)}`)
  const chain = steps.length === 0 ? '' : `, in ${countPhrase(steps.length, 'step')}: ${steps.join(', ')}`
  return [
    {
      id: grant.route,
      severity: grant.severity,
      object: via.binding,
      message: `\`${subject}\` ${reachPhrase(grant.target)}: ${title}, ${rule}${chain}`,
      controls: [],
      remedy,
      apart: [subject, target, ...steps].join('|'),
    },
  ]
}
