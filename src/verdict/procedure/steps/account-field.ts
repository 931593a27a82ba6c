// The field that most procedures forget: the ServiceAccount's own `automountServiceAccountToken`, which decides where the pod is silent.
import { reads } from '../command.ts'
import { evidence, gapsAbout, workloadRef } from '../material.ts'
import { count, settle } from '../settle.ts'
import type { Step } from './step.ts'

/** Every account with its switch. */
export const listAccounts =
  'kubectl get serviceaccounts -A -o custom-columns=NS:.metadata.namespace,SA:.metadata.name,AUTO:.automountServiceAccountToken'

/** The step. */
export const accountField: Step = {
  id: 'account-field',
  title: 'accounts do not hand out tokens by being silent',
  asks:
    "The pod's own field decides; where it is absent, the ServiceAccount's; where that is absent too, a token is mounted. " +
    'Does any workload get a token that nobody wrote down, because both are silent or the account says true?',
  printed: {
    command: 'automountServiceAccountToken: false',
    shows: 'The field of the pod spec alone; it is said to belong to the security context, where no such field exists.',
    deceives:
      'Whoever looks at pod specs alone calls a silent pod of an account that says false a failure, and a silent pod of a silent ' +
      'account nothing to be seen.',
  },
  commands: [reads(listAccounts, 'Every account. `<none>` means: a token, for every pod that says nothing itself.')],
  carryOut(material) {
    const decided = material.workloads.filter(({ value }) => value.automount.decidedBy !== undefined)
    const byAccount = decided.filter(({ value }) => value.automount.decidedBy?.object.kind === 'ServiceAccount')
    const handedOut = byAccount.filter(({ value }) => value.automount.mounts === true)
    const accounts = new Set(handedOut.map(({ value }) => value.serviceAccount))
    const failing = handedOut.filter(({ value }) => value.verdict === 'notProvenRequired')
    const answered = handedOut.length - failing.length
    return {
      evidence: evidence(
        [
          { count: decided.length - byAccount.length, what: 'workloads that decide in their own pod spec' },
          { count: byAccount.length - handedOut.length, what: 'workloads whose account says false' },
          { count: handedOut.length, what: 'workloads whose account hands out a token, being silent or saying true' },
          { count: accounts.size, what: 'accounts that do so' },
          { count: material.workloads.length - decided.length, what: 'workloads where the deciding field is not known' },
        ],
        failing.map(({ at, value }) => ({
          at: `${at}/automount`,
          object: workloadRef(value),
          says: `\`automountServiceAccountToken\` of ServiceAccount \`${value.serviceAccount}\` is ${
            value.automount.decidedBy?.value === null ? 'not set' : 'true'
          }, and nothing shows that the token is needed`,
        })),
      ),
      result: settle({
        fail:
          failing.length === 0
            ? undefined
            : `${count(failing.length, 'workload gets a token', 'workloads get a token')} that only the account decides and nothing shows to be needed`,
        gaps: gapsAbout(material, 'pods'),
        accepted:
          answered === 0
            ? undefined
            : `${count(answered, 'workload gets', 'workloads get')} a token by the account, which is declared, the platform's, or good for nothing`,
        pass: 'no workload gets a token because somebody was silent',
      }),
    }
  },
}
