// Polaris' own test files: whether a Pod with its ServiceAccount in the same file gets a token.
import { auditOf, heldIn, readWorld } from './ask.cases.ts'
import { runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly check: string
  readonly input: readonly string[]
  readonly expected: { readonly result: 'pass' | 'fail' }
}

const roles = 'who may do what by RBAC, without a token in sight: for the work on roles'

runCorpus<Case>('polaris', {
  proves: "that the audit answers Polaris' automount cases",
  ruleOf: (entry) => entry.check,
  asked: {
    automountServiceAccountToken: {
      theirs: ({ expected }) => (expected.result === 'fail' ? 'token' : 'no token'),
      ours: async ({ input }) => heldIn(auditOf(await readWorld('polaris', input))),
    },
  },
  leftOut: new Map([
    ['clusterrolePodExecAttach', roles],
    ['clusterrolebindingPodExecAttach', roles],
    ['clusterrolebindingClusterAdmin', roles],
    ['rolePodExecAttach', roles],
    ['rolebindingClusterAdminClusterRole', roles],
    ['rolebindingClusterAdminRole', roles],
    ['rolebindingClusterRolePodExecAttach', roles],
    ['rolebindingRolePodExecAttach', roles],
  ]),
  disputes: new Map(),
})
