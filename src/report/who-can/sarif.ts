// The answer as SARIF: a result for each grant that is not the platform's, on the binding that gives it; a rule for each route.
import { formatName } from '../../kube/index.ts'
import { severities, type Finding, type WhoCanReport } from '../../verdict/index.ts'
import { sarifText } from '../sarif.ts'
import { subjectPhrase, targetPhrase } from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'

/** Renders `sarif`. */
export const renderWhoCanSarif: WhoCanRenderer = (report) => sarifText({ ...report, findings: findingsOf(report) })

function findingsOf(report: WhoCanReport): readonly Finding[] {
  const routes = new Map(report.routes.map((route) => [route.id, route]))
  const findings = report.grants.flatMap((grant): readonly Finding[] => {
    const [via] = grant.via
    const route = routes.get(grant.route)
    if (grant.platform || via === undefined || route === undefined) return []
    const steps =
      grant.chain === undefined
        ? ''
        : `, in ${grant.chain.length} steps: ${grant.chain.map((hop) => `\`${subjectPhrase(hop.subject)}\` ${hop.route}`).join(', ')}`
    return [
      {
        id: grant.route,
        severity: grant.severity,
        object: via.binding,
        message: `\`${subjectPhrase(grant.subject)}\` reaches ${targetPhrase(grant.target)}: ${route.title}, by rule ${via.rule} of ${via.role.kind} \`${formatName(via.role)}\`${steps}`,
        controls: [],
        remedy: route.remedy,
      },
    ]
  })
  return [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}
