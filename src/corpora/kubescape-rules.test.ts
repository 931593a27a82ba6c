// Kubescape's later rules on RBAC, with the subjects that each fires for: the narrow ones ask for one route to a token.
import { holders } from './ask-rbac.cases.ts'
import { named, readWorld } from './ask.cases.ts'
import { runCorpus, type CorpusCase, type Dispute, type Question } from './corpus.cases.ts'

interface Subject {
  readonly kind: string
  readonly namespace?: string
  readonly name: string
}

interface Case extends CorpusCase {
  readonly rule: string
  readonly input: readonly string[]
  readonly expected: { readonly alerts: readonly { readonly subject: Subject }[] }
}

/** Who takes one of some routes. */
const who = (...routes: readonly string[]): Question<Case> => ({
  theirs: ({ expected }) =>
    named(
      expected.alerts.map(({ subject: { kind, namespace, name } }) =>
        kind === 'ServiceAccount' ? `${kind}:${namespace ?? ''}/${name}` : `${kind}:${name}`,
      ),
    ),
  ours: async ({ input }) => holders(await readWorld('kubescape-rules', input), routes),
})

const disputed = (reason: string, cases: Readonly<Record<string, string>>): readonly (readonly [string, Dispute])[] =>
  Object.entries(cases).map(([id, ours]) => [id, { ours, reason }])

const status = 'writing a status leads to no token'
const steering = 'it steers pods to a node, and needs control of that node besides'
const anyNamespace = 'it is done in this namespace as in any other: how much the namespace matters is an opinion'
const verbAlone = 'the verb widens what may be written, and the holder may write neither roles nor bindings'

runCorpus<Case>('kubescape-rules', {
  proves: "that the routes answer Kubescape's cases on RBAC, subject by subject",
  ruleOf: (entry) => entry.rule,
  asked: {
    'approve-csr-v1': who('approve-certificate'),
    'assign-serviceaccount-to-pod-v1': who(
      'create-pod',
      'create-apps-workload',
      'create-batch-workload',
      'create-replication-controller',
    ),
    'attach-ephemeral-container-v1': who('add-ephemeral-container'),
    'bind-roles-clusterroles-v1': who('bind-role'),
    'create-serviceaccount-token-v1': who('mint-token'),
    'escalate-roles-clusterroles-v1': who('escalate-role'),
    'impersonate-users-groups-v1': who('impersonate-user', 'impersonate-group'),
    'issue-token-secrets-v1': who('create-token-secret'),
    'modify-privileged-pods-v1': who('change-pod'),
    'node-proxy-access-v1': who('proxy-to-kubelet'),
    'weak-namespace-pod-rce-v1': who('create-pod', 'change-pod', 'add-ephemeral-container', 'exec-in-pod'),
    'weak-namespace-token-access-v1': who('mint-token', 'read-token-secret', 'create-token-secret'),
  },
  leftOut: new Map([
    ['modify-node-status-v1', steering],
    ['modify-pod-status-v1', status],
    ['modify-service-status-v1', status],
    ['provider-iam-assumption-v1', "a cloud identity's annotation, whoever may do what"],
    ['steal-privileged-pods-v1', steering],
  ]),
  disputes: new Map([
    ...disputed('the answer to an update of the approval carries the certificate: it need not be read besides', {
      'approve-csr-v1/clusterrole-missing-retrieve': 'ServiceAccount:ci/csr-no-retrieve-sa',
    }),
    ...disputed('a create carries no name, so that `resourceNames` never allow it', {
      'approve-csr-v1/clusterrole-named-create': 'none',
    }),
    ...disputed(anyNamespace, {
      'assign-serviceaccount-to-pod-v1/role-unprivileged-deployments': 'ServiceAccount:default/app-sa',
      'issue-token-secrets-v1/role-unprivileged': 'ServiceAccount:default/app-sa',
      'modify-privileged-pods-v1/role-unprivileged-namespace': 'User:dave',
      'weak-namespace-pod-rce-v1/role-kube-system': 'User:jane',
      'weak-namespace-token-access-v1/role-kube-system': 'User:jane',
    }),
    ...disputed(verbAlone, {
      'bind-roles-clusterroles-v1/resourcenames-empty': 'none',
      'bind-roles-clusterroles-v1/serviceaccount': 'none',
      'escalate-roles-clusterroles-v1/resourcenames-empty': 'none',
    }),
    ...disputed('`list` of one name is allowed by `resourceNames`: the field selector gives the request its name', {
      'weak-namespace-token-access-v1/role-named-secret-create': 'ServiceAccount:build/build-sa',
    }),
  ]),
})
