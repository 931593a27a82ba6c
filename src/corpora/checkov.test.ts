// Checkov's own test files for CKV_K8S_38 (token mounting) and CKV_K8S_41 (the `default` account).
import { auditOf, faulted, heldIn, readWorld } from './ask.cases.ts'
import { runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly check: string
  readonly input: readonly string[]
  readonly expected: { readonly result?: 'pass' | 'fail' | 'unknown' }
}

const roles = 'who may do what by RBAC: for the work on roles'

runCorpus<Case>('checkov', {
  proves: "that the audit answers Checkov's cases on mounted tokens and on the `default` account",
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
  },
  leftOut: new Map([
    ['ApiServerServiceAccountLookup', "a flag of the API server process, not a workload's token"],
    ['ImpersonatePermissions', roles],
    ['ModifyServicesStatus', roles],
    ['NoCreateNodesProxyOrPodsExec', roles],
    ['RbacApproveCertificateSigningRequests', roles],
    ['RbacBindRoleBindings', roles],
    ['RbacControlWebhooks', roles],
  ]),
  disputes: new Map(),
})
