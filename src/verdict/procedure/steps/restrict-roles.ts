// Roles that are called a restriction: RBAC only ever allows, so that none of them takes anything away.
import { reads } from '../command.ts'
import { evidence, findingExample, findingsOf, gapsAbout } from '../material.ts'
import type { PrintedReport } from '../procedure-report.ts'
import { settle, some } from '../settle.ts'
import type { Step } from './step.ts'

/** The Role that is commonly printed as the restriction. */
export const printedRestriction: PrintedReport = {
  command: 'kubectl apply -f rbac-policy.yaml',
  shows:
    'The file is a Role `restrict-token-creation` with `get` and `list` on `serviceaccounttokens`, printed on one line: kubectl ' +
    'refuses it (mapping values are not allowed in this context). Laid out as YAML it is created, and whoever could create ' +
    'tokens before can do so afterwards.',
  deceives:
    'No API has a resource `serviceaccounttokens`; tokens are made by `create` on `serviceaccounts/token`. The Role is bound to ' +
    'nobody. And RBAC has no rule that denies: a further Role never takes a right away.',
}

/** The step. */
export const restrictRoles: Step = {
  id: 'restrict-roles',
  title: 'nobody relies on roles that restrict nothing',
  asks: 'Is there a Role that is named for a restriction, or names resources that do not exist, so that a file says "restricted" where nothing is?',
  printed: printedRestriction,
  commands: [
    reads(
      `kubectl get clusterroles,roles -A -o json | jq -r '.items[]
  | select(any(.rules[]?.resources[]?;
      startswith("serviceaccounttoken") or . == "tokenrequests" or . == "serviceaccounts/*"))
  | "\\(.kind) \\(.metadata.namespace // "")/\\(.metadata.name)"'`,
      'Rules that read like token rules and match no request.',
    ),
    reads(
      'kubectl get --raw /api/v1 | jq -r \'.resources[].name | select(startswith("serviceaccount"))\'',
      'The resources that there are: `serviceaccounts` and `serviceaccounts/token`.',
    ),
  ],
  carryOut(material) {
    const findings = findingsOf(material, 'inert-restriction')
    return {
      evidence: evidence(
        [{ count: findings.length, what: 'roles or rules that restrict nothing' }],
        findings.map(findingExample),
      ),
      result: settle({
        fail: some(findings.length, 'role or rule restricts nothing', 'roles or rules restrict nothing'),
        gaps: gapsAbout(material, 'rbac'),
        pass: 'there is none',
      }),
    }
  },
}
