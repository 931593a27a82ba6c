// What the control presupposes of a cluster, as facts with evidence: what the API itself shows is told, what only Azure knows has its
// command, and nothing is taken for granted.
import { reads } from './procedure/command.ts'
import type { CommandReport } from './procedure/procedure-report.ts'
import { showCluster } from './procedure/steps/azure-plane.ts'
import { minorOf } from './access.ts'

/** What was read of a cluster for this. Absent: it could not be read, and `refused` says why. */
export interface ClusterFacts {
  readonly serverVersion?: string
  /** The issuer of its tokens. */
  readonly issuer?: string
  /** Plural names that `rbac.authorization.k8s.io/v1` serves. */
  readonly rbac?: readonly string[]
  /** Plural names that `admissionregistration.k8s.io/v1` serves. */
  readonly admission?: readonly string[]
  /** Names of admission webhook configurations of both kinds. */
  readonly webhooks?: readonly string[]
  /** What the authorizers say of a right that upstream's own role gives to a controller. */
  readonly controller?: { readonly allowed: boolean; readonly reason: string }
  /** What they say of somebody whom nobody has ever heard of, who asks for a token. */
  readonly stranger?: { readonly allowed: boolean; readonly reason: string }
  /** By the fact's name. */
  readonly refused: Readonly<Record<string, string>>
}

/** What became of one prerequisite. */
export type PrerequisiteResult = 'holds' | 'doesNotHold' | 'couldNotTell' | 'manual'

/** One prerequisite. */
export interface PrerequisiteReport {
  readonly id: string
  readonly title: string
  readonly result: PrerequisiteResult
  /** Why, in a sentence without a full stop. */
  readonly reason: string
  /** What was seen. */
  readonly evidence: readonly string[]
  /** Commands that show what no Kubernetes object does. */
  readonly commands: readonly CommandReport[]
}

type Answer = Pick<PrerequisiteReport, 'result' | 'reason'> & { readonly evidence?: readonly string[] }

interface Prerequisite {
  readonly id: string
  readonly title: string
  readonly commands?: readonly CommandReport[]
  readonly ask: (facts: ClusterFacts) => Answer
}

const notRead = (facts: ClusterFacts, fact: keyof ClusterFacts): Answer => ({
  result: 'couldNotTell',
  reason: facts.refused[fact] ?? 'it could not be read',
})

const aksIssuer = /^https:\/\/[a-z0-9-]+\.oic\.prod-aks\.azure\.com\//

/** Names of webhook configurations by which engines are known (their own manifests; AKS's Azure Policy add-on is a Gatekeeper). */
const engines: readonly (readonly [begins: string, engine: string])[] = [
  ['gatekeeper-', 'Gatekeeper (on AKS: the Azure Policy add-on, or one that was installed by hand)'],
  ['azure-policy-', 'the Azure Policy add-on'],
  ['kyverno-', 'Kyverno'],
  ['aks-', 'a webhook of AKS'],
  ['azure-wi-webhook-', 'workload identity'],
]

const list: readonly Prerequisite[] = [
  {
    id: 'rbac',
    title: 'RBAC is asked',
    ask(facts) {
      const { controller, rbac } = facts
      if (controller === undefined) return notRead(facts, 'controller')
      const evidence = [
        `the API server says of system:serviceaccount:kube-system:replicaset-controller and pods: ${controller.allowed ? 'allowed' : 'denied'}${controller.reason === '' ? '' : ` (${controller.reason})`}`,
        ...(rbac === undefined ? [] : [`rbac.authorization.k8s.io/v1 serves ${rbac.join(', ')}`]),
      ]
      if (controller.allowed && controller.reason.startsWith('RBAC: '))
        return { result: 'holds', reason: "an upstream role decides, in the RBAC authorizer's own words", evidence }
      return {
        result: 'doesNotHold',
        reason: 'the RBAC authorizer does not speak for a right that its own default role gives',
        evidence,
      }
    },
  },
  {
    id: 'noOtherAuthorizer',
    title: 'no authorizer lets everybody in',
    commands: [reads(showCluster, '`azureRbac: true` means that Azure decides too, for people and not for service accounts.')],
    ask(facts) {
      const { stranger } = facts
      if (stranger === undefined) return notRead(facts, 'stranger')
      const evidence = [
        `of somebody without any binding, who asks for a token: ${stranger.allowed ? 'allowed' : 'denied'}${stranger.reason === '' ? '' : ` (${stranger.reason})`}`,
      ]
      return stranger.allowed
        ? { result: 'doesNotHold', reason: 'a user whom nobody has heard of may mint tokens', evidence }
        : {
            result: 'holds',
            reason:
              'a user whom nobody has heard of may not mint tokens; what other authorizers grant to known ones is told by `sparekey who-can --verify`',
            evidence,
          }
    },
  },
  {
    id: 'admissionPolicies',
    title: 'the API server evaluates policies itself',
    ask(facts) {
      const { admission, serverVersion } = facts
      if (admission === undefined) return notRead(facts, 'admission')
      const validating = admission.includes('validatingadmissionpolicies')
      const mutating = admission.includes('mutatingadmissionpolicies')
      const evidence = [`admissionregistration.k8s.io/v1 of ${serverVersion ?? 'the server'} serves ${admission.join(', ')}`]
      if (!validating)
        return { result: 'doesNotHold', reason: 'ValidatingAdmissionPolicy is served from Kubernetes 1.30 on', evidence }
      return {
        result: 'holds',
        reason: mutating
          ? 'it can refuse, and it can change what is written'
          : 'it can refuse; to change what is written it needs Kubernetes 1.36',
        evidence,
      }
    },
  },
  {
    id: 'policyEngines',
    title: 'other policy engines are known',
    commands: [
      reads(
        'az policy assignment list --scope CLUSTER_ID --output table',
        'Assignments that reach the cluster; with the add-on on they become Gatekeeper constraints within 15 minutes.',
      ),
    ],
    ask(facts) {
      const { webhooks } = facts
      if (webhooks === undefined) return notRead(facts, 'webhooks')
      const known = engines.flatMap(([begins, engine]) => (webhooks.some((name) => name.startsWith(begins)) ? [engine] : []))
      const evidence =
        webhooks.length === 0 ? ['there are no admission webhooks'] : [`admission webhooks: ${webhooks.join(', ')}`]
      return {
        result: 'holds',
        reason: known.length === 0 ? 'none of the known engines is there' : `there are ${known.join(' and ')}`,
        evidence,
      }
    },
  },
  {
    id: 'shortTokens',
    title: 'mounted tokens end within a day',
    commands: [reads('az aks show --resource-group RESOURCE_GROUP --name CLUSTER --query oidcIssuerProfile', '`enabled: true`.')],
    ask(facts) {
      const { issuer, serverVersion } = facts
      if (issuer === undefined) return notRead(facts, 'issuer')
      const evidence = [`the issuer of tokens is ${issuer}`]
      const minor = minorOf(serverVersion)
      if (aksIssuer.test(issuer) && minor !== undefined && minor >= 30)
        return {
          result: 'holds',
          reason: 'with the OIDC issuer AKS does not extend mounted tokens to a year (from 1.30 on)',
          evidence,
        }
      return {
        result: 'manual',
        reason: aksIssuer.test(issuer)
          ? 'whether AKS extends mounted tokens before 1.30 is not known here'
          : 'kube-apiserver extends mounted tokens to a year unless `--service-account-extend-token-expiration=false` is set, and no object shows it; AKS does so without the OIDC issuer',
        evidence,
      }
    },
  },
  {
    id: 'auditLog',
    title: 'the audit log is kept, with reads',
    commands: [
      reads(
        'az monitor diagnostic-settings list --resource CLUSTER_ID --output table',
        'A setting with the category `kube-audit`. `kube-audit-admin` leaves out get and list, by which most tokens are used.',
      ),
    ],
    ask: () => ({ result: 'manual', reason: 'no Kubernetes object shows where the control plane writes its audit log' }),
  },
  {
    id: 'localAccounts',
    title: 'Azure: local accounts are off',
    commands: [reads(showCluster, '`localAccountsOff: true`; after turning them off, rotate the certificates.')],
    ask: () => ({
      result: 'manual',
      reason: 'the certificate of the local administrator is Azure’s to give, and passes RBAC by',
    }),
  },
  {
    id: 'defender',
    title: 'Azure: Defender for Containers and its policies are known',
    commands: [
      reads(
        'az aks show --resource-group RESOURCE_GROUP --name CLUSTER --query securityProfile.defender',
        '`securityMonitoring.enabled: true`. Defender assigns policies to the subscription by itself.',
      ),
    ],
    ask: () => ({ result: 'manual', reason: 'Azure Resource Manager knows' }),
  },
]

/** Every prerequisite, in order. */
export function prerequisitesOf(facts: ClusterFacts): readonly PrerequisiteReport[] {
  return list.map(({ id, title, commands = [], ask }) => {
    const { result, reason, evidence = [] } = ask(facts)
    return { id, title, result, reason, evidence, commands }
  })
}
