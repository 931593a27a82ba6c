// Who gets at a token without creating one: by reading, by becoming the account, by running a pod as it, or by raising own rights.
import { reads } from '../command.ts'
import type { Step } from './step.ts'
import { carryOut } from './token-creators.ts'

/** The step. */
export const indirectWays: Step = {
  id: 'indirect-ways',
  title: 'few get at tokens by a way around',
  asks:
    'Who can read token Secrets, impersonate accounts, create or change pods and workloads, run commands in pods, use the ' +
    'kubelet by `nodes/proxy`, sign certificates, write admission webhooks, or give themselves roles by `bind` and ' +
    "`escalate`? Each ends in some account's token, and no rule on `serviceaccounts/token` stops it.",
  commands: [
    reads(
      'kubectl auth can-i impersonate serviceaccounts -n NAMESPACE --as=SUBJECT',
      'Whether a subject can act as the accounts.',
    ),
    reads(
      'kubectl auth can-i get secrets -n NAMESPACE --as=SUBJECT',
      'Whether it reads token Secrets; `list` and `watch` read them too.',
    ),
    reads(
      'kubectl auth can-i create pods -n NAMESPACE --as=SUBJECT',
      'Whether it can run a pod as any account of the namespace.',
    ),
    reads(
      'kubectl auth can-i --list -n NAMESPACE --as=SUBJECT',
      'All that RBAC gives a subject, in one list. What other authorizers give may be missing from it.',
    ),
    reads('sparekey who-can --all', 'All of these routes for everyone, with binding, role and rule.'),
  ],
  carryOut: (material) => carryOut(material, false),
}
