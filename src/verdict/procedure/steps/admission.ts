// What would keep tokens out at admission: PodSecurityPolicy is gone and never looked at tokens; its successors have to be written.
import { reads } from '../command.ts'
import { evidence, type Material } from '../material.ts'
import type { CommandReport, StepReport } from '../procedure-report.ts'
import type { Step } from './step.ts'

/** What lists the admission policies of a cluster. */
export const listPolicies: readonly CommandReport[] = [
  reads(
    'kubectl get validatingadmissionpolicies,validatingadmissionpolicybindings',
    'Policies that the API server evaluates itself (since Kubernetes 1.30). A policy without a binding does nothing.',
  ),
  reads(
    'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
    'Policy engines such as Gatekeeper, Kyverno or Azure Policy appear here; what they enforce is in their own objects.',
  ),
]

/** The step. */
export const admission: Step = {
  id: 'admission-policies',
  title: 'an admission policy keeps what has been reached',
  asks:
    'PodSecurityPolicy was removed in Kubernetes 1.25, and neither it nor Pod Security Admission, which replaced it, ever ' +
    "looked at service account tokens. Is there a ValidatingAdmissionPolicy, or a policy engine's rule, on Pods (as the API server " +
    'has completed them) and on `serviceaccounts/token`, which exempts the group `system:nodes`?',
  printed: {
    command: 'kubectl get podsecuritypolicies',
    shows: 'An error: the server has no such resource type.',
    deceives:
      'Where PodSecurityPolicies are asked for, a namespace label of Pod Security Admission is shown instead. Its levels allow ' +
      'projected tokens and automount alike.',
  },
  commands: listPolicies,
  carryOut: (material) => ({ evidence: evidence(versionCounts(material)), result: unseen }),
}

const unseen: StepReport['result'] = {
  kind: 'manual',
  reason: 'Sparekey reads no admission policies: run the commands, and try a pod and a token request that should be refused',
}

function versionCounts({ report: { source } }: Material): StepReport['evidence']['counts'] {
  const minor = Number(/^v?1\.(\d+)/.exec(source.serverVersion ?? '')?.[1] ?? Number.NaN)
  if (!(minor >= 25)) return []
  return [{ count: 0, what: `PodSecurityPolicies: Kubernetes ${source.serverVersion ?? ''} has no such API` }]
}
