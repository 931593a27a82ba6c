// Checkov's own test files for mounted tokens (CKV_K8S_38), the `default` account (CKV_K8S_41), and rights that lead to tokens.
import { bindingsOpening, rolesOpening } from './ask-rbac.cases.ts'
import { auditOf, faulted, heldIn, named, readWorld } from './ask.cases.ts'
import { runCorpus, type CorpusCase, type Question } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly check: string
  readonly input: readonly string[]
  readonly expected: {
    readonly result?: 'pass' | 'fail' | 'unknown'
    /** Of the checks on several objects: bindings, as `kind.namespace.name`. */
    readonly fail?: readonly string[]
  }
}

/** Whether a role of the file opens one of some routes. */
const role = (...routes: readonly string[]): Question<Case> => ({
  theirs: ({ expected }) => expected.result ?? 'unknown',
  ours: async ({ input }) => (rolesOpening(await readWorld('checkov', input), routes) === 'none' ? 'pass' : 'fail'),
})

/** Which bindings open one of some routes to an account: the checks look at no other subjects. */
const bindings = (...routes: readonly string[]): Question<Case> => ({
  theirs: ({ expected }) => named((expected.fail ?? []).map((name) => name.replace(/^.*\./, ''))),
  ours: async ({ input }) => bindingsOpening(await readWorld('checkov', input), routes),
})

runCorpus<Case>('checkov', {
  proves: "that the audit answers Checkov's cases on mounted tokens and on the `default` account, and the routes those on rights",
  ruleOf: (entry) => entry.check,
  asked: {
    // A file fails where one of its objects fails. What Checkov cannot evaluate is a gap here.
    ServiceAccountTokens: {
      theirs: ({ expected }) => ({ pass: 'no token', fail: 'token', unknown: 'unknown' })[expected.result ?? 'unknown'],
      ours: async ({ input }) => heldIn(auditOf(await readWorld('checkov', input))),
    },
    DefaultServiceAccount: {
      theirs: ({ expected }) => (expected.result === 'fail' ? 'default' : 'none'),
      ours: async ({ input }) => faulted(auditOf(await readWorld('checkov', input)), 'default-account-automounts'),
    },
    ImpersonatePermissions: bindings('impersonate-account', 'impersonate-user', 'impersonate-group'),
    NoCreateNodesProxyOrPodsExec: bindings('proxy-to-kubelet', 'exec-in-pod'),
    RbacApproveCertificateSigningRequests: role('approve-certificate'),
    // Who can fill a role as well is told of that: binding one adds nothing to it.
    RbacBindRoleBindings: role('bind-role', 'escalate-role'),
    RbacControlWebhooks: role('write-mutating-webhook', 'write-validating-webhook'),
  },
  leftOut: new Map([
    ['ApiServerServiceAccountLookup', "a flag of the API server process, not a workload's token"],
    ['ModifyServicesStatus', 'writing a status leads to no token'],
  ]),
  disputes: new Map([
    ...['clusterrole-failed-1.yaml', 'clusterrole-failed-3.yaml'].map(
      (file) =>
        [
          `RbacApproveCertificateSigningRequests/${file}`,
          {
            ours: 'pass',
            reason: 'whoever approves but may not create a request has no key that goes with the certificate',
          },
        ] as const,
    ),
    [
      'RbacBindRoleBindings/clusterrole-failed-1.yaml',
      { ours: 'pass', reason: 'the verb `bind` is asked about roles; on `rolebindings` it allows nothing' },
    ],
    [
      'graph/NoCreateNodesProxyOrPodsExec',
      {
        ours: 'failing-crb1, failing-crb2, passing-crb2',
        reason:
          'a RoleBinding grants no `nodes/proxy`, a role of another API group no `pods/exec`, and `get` on `nodes/proxy` is enough',
      },
    ],
  ]),
})
