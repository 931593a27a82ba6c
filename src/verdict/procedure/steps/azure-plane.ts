// What Azure gives beside Kubernetes' own objects, which no Kubernetes source can show: each step is run by a person, with `az`.
import { reads } from '../command.ts'
import { evidence } from '../material.ts'
import type { CommandReport, StepReport } from '../procedure-report.ts'
import type { Step } from './step.ts'

const manual: Pick<StepReport, 'result' | 'evidence'> = {
  result: { kind: 'manual', reason: 'Azure Resource Manager decides this, and no Kubernetes object shows it: run the commands' },
  evidence: evidence([]),
}

/** The properties of the cluster that the control turns on. */
export const showCluster = `az aks show --resource-group RESOURCE_GROUP --name CLUSTER --query '{
  rbac: enableRbac, entra: aadProfile.managed, azureRbac: aadProfile.enableAzureRbac,
  localAccountsOff: disableLocalAccounts, oidcIssuer: oidcIssuerProfile.enabled,
  runCommandOff: apiServerAccessProfile.disableRunCommand,
  policyAddOn: addonProfiles.azurepolicy.enabled}'`

/** Who is assigned a role on the cluster, on a namespace in it, or above it. */
export const listAssignments: readonly CommandReport[] = [
  reads(
    `az role assignment list --scope CLUSTER_ID --include-inherited --query '[].{
  who: principalName, type: principalType, role: roleDefinitionName, scope: scope}' --output table`,
    'Assignments on the cluster and above it: subscription, resource group. CLUSTER_ID is what `az aks show --query id --output tsv` prints.',
  ),
  reads(
    `az role assignment list --all --query "[?contains(scope, '/managedClusters/CLUSTER/')].{
  who: principalName, role: roleDefinitionName, scope: scope}" --output table`,
    'Assignments on single namespaces of it.',
  ),
]

/** The certificate that is nobody's. */
export const azureAdminCredential: Step = {
  id: 'azure-admin-credential',
  title: 'Azure: nobody fetches the cluster-admin certificate',
  asks:
    'Whoever holds `listClusterAdminCredential` on the managed cluster (Owner, Contributor, AKS Cluster Admin) fetches a static ' +
    'certificate of `system:masters` that RBAC cannot limit and that names no person. On a cluster without Microsoft Entra ' +
    '`listClusterUserCredential` gives the same.',
  commands: [
    reads(
      showCluster,
      '`localAccountsOff: true` closes it for the future; certificates fetched before stay good until they are rotated.',
    ),
    ...listAssignments,
    reads(
      `az monitor activity-log list --resource-id CLUSTER_ID --offset 90d --query "[?contains(
  operationName.value, 'listClusterAdminCredential')].{who: caller, when: eventTimestamp}" --output table`,
      'Who fetched it in the last 90 days, which is as long as the log is kept.',
    ),
  ],
  carryOut: () => manual,
}

/** The second authorizer. */
export const azureRbac: Step = {
  id: 'azure-rbac',
  title: 'Azure: role assignments that create tokens are few',
  asks:
    'With Azure RBAC for Kubernetes a second authorizer allows beside RBAC, for people. It has no action of its own for tokens: ' +
    '`serviceaccounts/write` is enough, and with it AKS RBAC Writer, Admin and Cluster Admin can mint; only Reader cannot. Service ' +
    'accounts are not concerned: for them Kubernetes RBAC decides alone.',
  commands: [
    ...listAssignments,
    reads(
      `az role definition list --custom-role-only true --query "[?permissions[?dataActions[?contains(
  @, 'managedClusters/') || @ == '*']]].{role: roleName, data: permissions[].dataActions[]}"`,
      'Custom roles with data actions on clusters: look for `serviceaccounts/write`, `serviceaccounts/*` and `*`.',
    ),
    reads(
      'kubectl auth can-i create serviceaccounts/NAME --subresource=token -n NAMESPACE',
      'Run it signed in as the person in question: the answer is that of both authorizers.',
    ),
  ],
  carryOut: () => manual,
}

/** Commands run for those who have no access of their own. */
export const azureRunCommand: Step = {
  id: 'azure-run-command',
  title: 'Azure: run command is closed, or held by few',
  asks:
    'Whoever holds `runcommand/action` on the managed cluster has AKS run any kubectl command in a pod of its own; where the ' +
    'cluster is not tied to Microsoft Entra, with the rights of cluster-admin. Whoever holds `managedClusters/write` can open ' +
    'all of this again.',
  commands: [
    reads(showCluster, '`runCommandOff: true` closes it.'),
    ...listAssignments,
    reads(
      'az aks trustedaccess rolebinding list --resource-group RESOURCE_GROUP --cluster-name CLUSTER --output table',
      'Other Azure services that were given a role in the cluster.',
    ),
  ],
  carryOut: () => manual,
}
