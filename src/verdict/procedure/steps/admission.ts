// What would keep tokens out at admission: PodSecurityPolicy is gone and never looked at tokens; its successors have to be written.
import { reads } from '../command.ts'
import { evidence, findingExample, findingsOf, type Material } from '../material.ts'
import type { AdmissionReport } from '../../admission-report.ts'
import type { CommandReport, StepReport, StepResult } from '../procedure-report.ts'
import { count } from '../settle.ts'
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
  carryOut: (material) => {
    const { admission: seen } = material.report
    const drifted = findingsOf(material, 'guard-drift')
    const counts = [...versionCounts(material), ...(seen === undefined ? [] : policyCounts(seen))]
    return { evidence: evidence(counts, drifted.map(findingExample)), result: resultOf(seen, drifted.length) }
  },
}

/** The API server's own policies are seen; what webhooks refuse is written in their engines' objects, which nobody can list for all. */
function resultOf(seen: AdmissionReport | undefined, drifted: number): StepResult {
  if (drifted > 0) return { kind: 'fail', reason: `${count(drifted, 'part', 'parts')} of the guard not as installed` }
  if (seen === undefined)
    return {
      kind: 'manual',
      reason:
        'the source does not show all admission policies: run the commands, and try a pod and a token request that should be refused',
    }
  const { guard, onPods, onTokenRequests } = seen
  if (guard !== undefined)
    return {
      kind: 'manual',
      reason:
        'the guard is as it was installed: `sparekey guard status` tells in which namespaces it refuses, and in which it only notes',
    }
  if (onPods.length > 0 && onTokenRequests.length > 0)
    return { kind: 'manual', reason: 'policies see pods and requests for tokens: try one of each that should be refused' }
  const open = [...(onPods.length === 0 ? ['pods'] : []), ...(onTokenRequests.length === 0 ? ['requests for tokens'] : [])]
  return {
    kind: 'manual',
    reason: `no policy of the API server itself sees ${open.join(' or ')}: whether a webhook does, the commands tell; \`sparekey guard\` is such a policy`,
  }
}

/** What was seen of the policies, in numbers. */
export function policyCounts({ bound, unbound, onPods, onTokenRequests }: AdmissionReport): StepReport['evidence']['counts'] {
  return [
    { count: bound, what: 'admission policies of the API server itself that are bound' },
    { count: unbound, what: 'admission policies that no binding puts to work' },
    { count: onPods.length, what: `bound policies that see new pods${named(onPods)}` },
    { count: onTokenRequests.length, what: `bound policies that see requests for tokens${named(onTokenRequests)}` },
  ]
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ')
  return names.length === 0 ? '' : `: ${shown}${names.length > 5 ? ' and more' : ''}`
}

function versionCounts({ report: { source } }: Material): StepReport['evidence']['counts'] {
  const minor = Number(/^v?1\.(\d+)/.exec(source.serverVersion ?? '')?.[1] ?? Number.NaN)
  if (!(minor >= 25)) return []
  return [{ count: 0, what: `PodSecurityPolicies: Kubernetes ${source.serverVersion ?? ''} has no such API` }]
}
