// `default` accounts: every pod that names none runs as one, so they carry no rights and hand out no token.
import { reads } from '../command.ts'
import { evidence, findingExample, findingsOf, gapsAbout } from '../material.ts'
import { settle, some } from '../settle.ts'
import type { Step } from './step.ts'

/** The step. */
export const defaultAccounts: Step = {
  id: 'default-accounts',
  title: '`default` accounts hand out nothing and may do nothing',
  asks:
    "Does each namespace's `default` ServiceAccount say `automountServiceAccountToken: false`, and is it bound to no role? " +
    'A new namespace begins with one that is silent, which means true.',
  commands: [
    reads(
      'kubectl get serviceaccounts -A --field-selector metadata.name=default -o custom-columns=NS:.metadata.namespace,AUTO:.automountServiceAccountToken',
      '`<none>` and `true` hand out a token.',
    ),
    reads(
      `kubectl get rolebindings,clusterrolebindings -A -o json | jq -r '.items[]
  | select(any(.subjects[]?; .kind == "ServiceAccount" and .name == "default"))
  | "\\(.kind) \\(.metadata.namespace // "")/\\(.metadata.name): \\(.roleRef.name)"'`,
      'Bindings that name one. Groups such as `system:serviceaccounts` reach them too, and are not in this list.',
    ),
  ],
  carryOut(material) {
    const automounts = findingsOf(material, 'default-account-automounts')
    const rights = findingsOf(material, 'default-account-has-rights')
    return {
      evidence: evidence(
        [
          { count: automounts.length, what: '`default` accounts that hand out a token' },
          { count: rights.length, what: '`default` accounts with rights of their own' },
        ],
        [...rights, ...automounts].map(findingExample),
      ),
      result: settle({
        fail: some(automounts.length + rights.length, 'finding on `default` accounts', 'findings on `default` accounts'),
        gaps: gapsAbout(material, 'objects'),
        pass: 'every one says false and is bound to nothing',
      }),
    }
  },
}
