// Polaris' own test files: whether a Pod with its ServiceAccount in the same file gets a token, and who may run commands in pods.
import { holders, rolesOpening } from './ask-rbac.cases.ts'
import { auditOf, heldIn, readWorld, type World } from './ask.cases.ts'
import { runCorpus, type CorpusCase, type Dispute, type Question } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly check: string
  readonly input: readonly string[]
  readonly expected: { readonly result: 'pass' | 'fail' }
}

const routes = ['exec-in-pod', 'exec-in-pod-by-get']
/** The last version where `get` is enough to run a command: Polaris counts it too. */
const minor = 34

const runs = (openers: (world: World) => string): Question<Case> => ({
  theirs: ({ expected }) => (expected.result === 'fail' ? 'runs commands' : 'does not'),
  ours: async ({ input }) => (openers(await readWorld('polaris', input)) === 'none' ? 'does not' : 'runs commands'),
})
const role = runs((world) => rolesOpening(world, routes, minor))
const binding = runs((world) => holders(world, routes, minor))

const verbs = 'which verbs come to an administrator: an opinion, and no question about tokens'

const disputed = (ours: string, reason: string, ids: readonly string[]): readonly (readonly [string, Dispute])[] =>
  ids.map((id) => [id, { ours, reason }])

runCorpus<Case>('polaris', {
  proves: "that the audit answers Polaris' automount cases, and the routes those on commands in pods",
  ruleOf: (entry) => entry.check,
  asked: {
    automountServiceAccountToken: {
      theirs: ({ expected }) => (expected.result === 'fail' ? 'token' : 'no token'),
      ours: async ({ input }) => heldIn(auditOf(await readWorld('polaris', input))),
    },
    clusterrolePodExecAttach: role,
    clusterrolebindingPodExecAttach: binding,
    rolePodExecAttach: role,
    rolebindingClusterRolePodExecAttach: binding,
    rolebindingRolePodExecAttach: binding,
  },
  leftOut: new Map([
    ['clusterrolebindingClusterAdmin', verbs],
    ['rolebindingClusterAdminClusterRole', verbs],
    ['rolebindingClusterAdminRole', verbs],
  ]),
  disputes: new Map([
    ...disputed('runs commands', 'spared for its name, which gives it no fewer rights', [
      'clusterrolePodExecAttach/success.defaultclusterrole_clusteradmin',
      'clusterrolePodExecAttach/success.system_prefix',
      'clusterrolebindingPodExecAttach/success.defaultclusterrolebinding_system-controller-generic-garbage-collector',
      'clusterrolebindingPodExecAttach/success.gce_calico_binding',
      'clusterrolebindingPodExecAttach/success.system_prefix_binding',
      'rolePodExecAttach/success.gce_calico_binding',
      'rolebindingClusterRolePodExecAttach/success.system_prefix_binding',
      'rolebindingRolePodExecAttach/success.gce_calico_binding',
    ]),
    ...disputed('runs commands', 'spared because the role is a ClusterRole, which another check looks at', [
      'rolebindingRolePodExecAttach/success.role_binding_cluster_role_binding',
    ]),
    ...disputed('does not', 'a binding to a role that is not there gives nothing', [
      'clusterrolebindingPodExecAttach/failure.binding_points_to_missing_ref',
      'rolebindingClusterRolePodExecAttach/failure.binding_points_to_missing_ref',
    ]),
  ]),
})
