// Who can make new tokens: by TokenRequest, or by a Secret that the token controller fills; the heart of the control.
import { reads } from '../command.ts'
import { evidence, gapsAbout, type Material } from '../material.ts'
import { count, settle } from '../settle.ts'
import { grantCounts, grantExample } from './grant-facts.ts'
import type { Step } from './step.ts'

/** Roles with a rule that allows TokenRequest. */
export const listMintingRoles = `kubectl get clusterroles,roles -A -o json | jq -r '.items[]
  | select(any(.rules[]?;
      any(.verbs[]; . == "create" or . == "*")
      and any(.apiGroups[]?; . == "" or . == "*")
      and any(.resources[]?; . == "serviceaccounts/token" or . == "*/token" or . == "*")))
  | "\\(.kind) \\(.metadata.namespace // "")/\\(.metadata.name)"'`

/** The step. */
export const tokenCreators: Step = {
  id: 'token-creators',
  title: 'few can create tokens',
  asks:
    'Who holds `create` on `serviceaccounts/token` in the core group, or can have a token Secret made? Rules say it outright, by ' +
    '`*/token` or by `*`; ClusterRoles collect it by aggregation, so that `edit` and `admin` hold it wherever they are bound; ' +
    'bindings give it to users, accounts and whole groups, in one namespace or in all.',
  printed: {
    command: 'kubectl get rolebindings --all-namespaces',
    shows: 'Names of RoleBindings with the names of their roles.',
    deceives:
      'It leaves out ClusterRoleBindings, what the roles allow, who is bound, what is aggregated into `edit` and `admin`, and ' +
      'rights through groups or another authorizer: nobody who creates tokens can be read from it.',
  },
  commands: [
    reads(
      listMintingRoles,
      'Every role that can mint, aggregated ones among them. `serviceaccounts/*` is no wildcard and does not.',
    ),
    reads('kubectl get clusterrolebindings,rolebindings -A -o wide', 'Who is bound to them: users, groups and accounts.'),
    reads(
      'kubectl auth can-i create serviceaccounts/NAME --subresource=token -n NAMESPACE --as=SUBJECT',
      "The API server's own answer for one subject, other authorizers included. Without `--subresource`, `serviceaccounts/token` asks about an account called `token`, and the answer means nothing.",
    ),
    reads(
      'sparekey who-can --all',
      'Every subject with route, binding, role and rule; with `--verify` the API server is asked too.',
    ),
  ],
  carryOut: (material) => carryOut(material, true),
}

/** @param direct - whether the routes are asked about that make new tokens, or the others */
export function carryOut(material: Material, direct: boolean): ReturnType<Step['carryOut']> {
  const asked = material.grants.filter(({ value }) => value.direct === direct)
  const foreign = asked.filter(({ value }) => !value.platform)
  const platform = asked.length - foreign.length
  const subjects = new Set(foreign.map(({ value }) => JSON.stringify(value.subject))).size
  return {
    evidence: evidence(
      [...grantCounts(foreign, material.report), { count: platform, what: "rights of Kubernetes' and the cloud's own parts" }],
      foreign.flatMap(grantExample),
    ),
    result: settle({
      fail:
        subjects === 0
          ? undefined
          : direct
            ? `${count(subjects, 'subject', 'subjects')} outside the platform can create tokens`
            : `${count(subjects, 'subject', 'subjects')} outside the platform can get at tokens without creating them`,
      gaps: gapsAbout(material, 'rbac'),
      accepted: platform === 0 ? undefined : "nobody can but the platform's own parts, without which no cluster runs",
      pass: 'nobody can, by RBAC',
    }),
  }
}
