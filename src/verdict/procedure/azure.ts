// The three plans by the Azure portal and by the Azure CLI: what each can show and do, and where it ends.
import { changes, reads } from './command.ts'
import type { InstructionReport } from './procedure-report.ts'
import { listAssignments, showCluster } from './steps/azure-plane.ts'

interface Ways {
  readonly portal: readonly InstructionReport[]
  readonly azureCli: readonly InstructionReport[]
}

/** "Kubernetes clusters should disable automounting API credentials", version 4.2.0 (Azure/azure-policy, read 2026-04-29). */
const policy = '423dd1ba-798e-40e4-9c4d-b6902674b423'

const signIn: InstructionReport = {
  says: 'Sign in, and point kubectl at the cluster as yourself. Without `--admin`: that would fetch the certificate which the control is to close.',
  commands: [
    reads('az login && az account set --subscription SUBSCRIPTION', 'The subscription of the cluster.'),
    reads('az aks get-credentials --resource-group RESOURCE_GROUP --name CLUSTER', 'A context for kubectl and for Sparekey.'),
    reads('kubelogin convert-kubeconfig -l azurecli', 'On clusters with Microsoft Entra: tokens of the Azure CLI.'),
    reads('sparekey audit --context CLUSTER', 'The steps below, carried out.'),
  ],
}

const invoke: InstructionReport = {
  says: 'On a private cluster without a way in, AKS runs the commands of the kubectl steps. It cuts the output at 512 kB: ask for one namespace at a time.',
  commands: [
    reads(
      'az aks command invoke --resource-group RESOURCE_GROUP --name CLUSTER --command "kubectl get serviceaccounts -A"',
      'The output of one command. That this works at all is a finding of its own: see the step on run command.',
    ),
  ],
}

/** The test plan. */
export const azureTest: Ways = {
  portal: [
    {
      says: 'Managed cluster, Kubernetes resources, Workloads, a pod, YAML: the volume `kube-api-access-…` with its source `serviceAccountToken` is the mounted token. The portal shows one object at a time and counts nothing: it serves to look at an example that the steps below name.',
      commands: [],
    },
    {
      says: 'The same blade lists no ServiceAccounts, roles or bindings. Run command, in the same group, runs the commands of the kubectl steps.',
      commands: [],
    },
    {
      says: 'Managed cluster, Overview, JSON view: `disableLocalAccounts`, `aadProfile.enableAzureRBAC` and `apiServerAccessProfile.disableRunCommand`.',
      commands: [],
    },
    {
      says: 'Managed cluster, Access control (IAM), Role assignments: who has Owner, Contributor or one of the roles that begin with "Azure Kubernetes Service". Assignments on single namespaces are not in this list.',
      commands: [],
    },
    {
      says: `Policy, Compliance: the built-in definition ${policy} looks at Pods alone, knows no exception for an account, and says nothing of who can create tokens; no built-in definition does.`,
      commands: [],
    },
  ],
  azureCli: [
    signIn,
    {
      says: 'What the cluster is set to.',
      commands: [reads(showCluster, 'One line for each setting that the control turns on.')],
    },
    { says: 'Who is assigned what.', commands: listAssignments },
    invoke,
    {
      says: 'What Azure Policy found, where it is assigned.',
      commands: [
        reads(
          `az policy state list --resource CLUSTER_ID --query '[].complianceState' --filter "policyDefinitionName eq '${policy}'"`,
          'Compliant or not, as of the last 15 minutes.',
        ),
      ],
    },
  ],
}

/** The implementation plan. */
export const azureImplementation: Ways = {
  portal: [
    {
      says: 'Managed cluster, Kubernetes resources, Workloads, a Deployment, YAML: `automountServiceAccountToken` goes under `spec.template.spec`, beside `containers`, not into a pod or a security context. Saving it restarts the pods.',
      commands: [],
    },
    {
      says: 'Accounts, roles and bindings are changed by Run command, with the kubectl commands below, or where they come from.',
      commands: [],
    },
    {
      says: 'Managed cluster, Security configuration: authentication with Microsoft Entra, and Kubernetes local accounts off.',
      commands: [],
    },
    {
      says: 'Managed cluster, Access control (IAM): take away assignments that nobody needs, and assign AKS RBAC roles on namespaces rather than on the cluster.',
      commands: [],
    },
  ],
  azureCli: [
    signIn,
    {
      says: "Close the certificate of cluster-admin, and make certificates that were fetched before worthless. Needs Microsoft Entra, and somebody in its administrators' group.",
      commands: [
        changes('az aks update --resource-group RESOURCE_GROUP --name CLUSTER --disable-local-accounts', 'No more certificates.'),
        changes(
          'az aks rotate-certs --resource-group RESOURCE_GROUP --name CLUSTER',
          'All certificates anew: nodes restart, and the API server is away for up to half an hour.',
        ),
      ],
    },
    {
      says: 'Close run command, where nobody needs it.',
      commands: [
        changes(
          'az aks update --resource-group RESOURCE_GROUP --name CLUSTER --disable-run-command',
          'ARM runs no more kubectl.',
        ),
      ],
    },
    {
      says: 'Take broad assignments away, and give narrow ones on single namespaces. RBAC Writer creates tokens there too: only Reader does not.',
      commands: [
        changes(
          'az role assignment delete --assignee PERSON_OR_GROUP --role ROLE --scope CLUSTER_ID',
          'The broad one; write down its role and scope first.',
        ),
        changes(
          'az role assignment create --assignee PERSON_OR_GROUP --role "Azure Kubernetes Service RBAC Reader" --scope CLUSTER_ID/namespaces/NAMESPACE',
          'The narrow one.',
        ),
      ],
    },
    {
      says: 'End the year that mounted tokens live on clusters without the OIDC issuer (Kubernetes before 1.30, or older clusters).',
      commands: [
        changes(
          'az aks update --resource-group RESOURCE_GROUP --name CLUSTER --enable-oidc-issuer',
          'Tokens end after a day at most. It cannot be turned off again.',
        ),
      ],
    },
    {
      says: 'Where a token has leaked, change the keys that sign tokens.',
      commands: [
        changes(
          'az aks oidc-issuer rotate-signing-keys --resource-group RESOURCE_GROUP --name CLUSTER',
          'Old keys stay good for a day; twice, with all pods restarted between, ends every older token.',
        ),
      ],
    },
    {
      says: 'Let Azure Policy report pods with automount, without denying them: it would refuse the controllers that need their token.',
      commands: [
        changes(
          'az aks enable-addons --resource-group RESOURCE_GROUP --name CLUSTER --addons azure-policy',
          'The add-on, where it is missing.',
        ),
        changes(
          `az policy assignment create --name tokens-in-pods --scope CLUSTER_ID --policy ${policy} --params '{"effect":{"value":"Audit"}}'`,
          "An audit every 15 minutes. It leaves out kube-system and Azure's namespaces.",
        ),
      ],
    },
  ],
}

/** The backout plan. */
export const azureBackout: Ways = {
  portal: [
    {
      says: 'Managed cluster, Kubernetes resources, Workloads, the Deployment, YAML: remove the line `automountServiceAccountToken`, where it was absent before. `true` is another state than absent.',
      commands: [],
    },
    {
      says: 'Managed cluster, Security configuration and Access control (IAM): restore what was written down before.',
      commands: [],
    },
  ],
  azureCli: [
    {
      says: 'Open what was closed, only as long as it is needed.',
      commands: [
        changes(
          'az aks update --resource-group RESOURCE_GROUP --name CLUSTER --enable-local-accounts',
          'Certificates can be fetched again; those from before the rotation stay worthless.',
        ),
        changes('az aks update --resource-group RESOURCE_GROUP --name CLUSTER --enable-run-command', 'Run command works again.'),
      ],
    },
    {
      says: 'Give assignments back as they were written down; they get a new id.',
      commands: [
        changes('az role assignment create --assignee PERSON_OR_GROUP --role ROLE --scope CLUSTER_ID', 'The former assignment.'),
      ],
    },
    {
      says: 'Take the policy away.',
      commands: [changes('az policy assignment delete --name tokens-in-pods --scope CLUSTER_ID', 'It reports no more.')],
    },
    { says: 'Rotated certificates and signing keys and the OIDC issuer cannot be taken back.', commands: [] },
  ],
}
