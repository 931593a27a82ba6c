// What the control asks, why, what it brings and costs, and what Kubernetes does by itself: in our own words.
import { controlsFor } from '../benchmarks.ts'
import type { DescriptionReport } from './procedure-report.ts'

/** The control. */
export const description: DescriptionReport = {
  title: 'Minimize access to the service account token creation',
  level: 'Level 1',
  controls: controlsFor(['minting', 'mounted', 'defaultAccount']).filter((control) => control.startsWith('cis-')),
  description: [
    'A pod acts at the API server as a ServiceAccount, and proves it with a token. The control asks two things at once: that few ' +
      'can make such tokens, and that no container carries one which its program does not use.',
    'Both are asked of everything that leads to a token: the switch on the pod and on its account, volumes and Secrets that the ' +
      'switch does not concern, the rights to create, read or borrow tokens, and on AKS the doors that Azure opens beside RBAC.',
  ],
  rationale: [
    'A token is good for whoever holds it. Code that breaks into a container finds it at a known path and has the rights of the ' +
      'account, whatever they are now or will be.',
    'Whoever can create tokens of an account has its rights too, without a trace in any pod; one broad role makes every account ' +
      'of a namespace as strong as the strongest.',
  ],
  gains: [
    'A broken container holds nothing that the API server accepts.',
    'The list of those who can act as an account is short, and each has a reason.',
    'What remains is declared, with an owner and an end, so that the next audit asks about it again.',
  ],
  costs: [
    'Controllers, operators and everything else that talks to the API server need their token, and stop without it.',
    'Some programs only look for the file, or for `ca.crt` and `namespace` beside it, and stop at start where it is missing.',
    'Templates change, so pods restart; rights are taken from people who may have used them.',
  ],
  defaultValue: [
    'Unless the pod or its account says `automountServiceAccountToken: false`, the API server adds a projected volume to each new ' +
      'pod; the kubelet fills it with a token that is bound to the pod, and renews it.',
    'Token Secrets are no longer made by themselves (Kubernetes 1.24). The ClusterRoles `edit` and `admin` can create tokens of ' +
      'every account where they are bound.',
  ],
}
