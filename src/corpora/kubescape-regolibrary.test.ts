// Kubescape's rule tests on mounted tokens and `default` accounts: which objects a rule fires for.
import assert from 'node:assert/strict'
import { auditOf, faulted, heldBy, named, readWorld } from './ask.cases.ts'
import { runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly rule: string
  readonly input: readonly string[]
  readonly expected: { readonly alerts: readonly { readonly objects?: readonly string[] }[] }
  /** Worked out when the case was collected: by `kind/name`. */
  readonly k8s_automount_derived?: Readonly<Record<string, boolean>>
}

const read = ({ input }: Case) => readWorld('kubescape-regolibrary', input)
/** Alerts name objects as `Pod//name`. */
const alerted = ({ expected }: Case) =>
  named(expected.alerts.flatMap((alert) => alert.objects ?? []).map((object) => object.replace('//', '/')))

const roles = 'who may do what by RBAC: for the work on roles'
const cluster = 'how the API server or the cluster is set up, not what a workload holds'
const rbacResources = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings']

runCorpus<Case>('kubescape-regolibrary', {
  proves: "that the audit answers Kubescape's cases on mounted tokens and on the `default` account",
  ruleOf: (entry) => entry.rule,
  asked: {
    'automount-service-account': {
      theirs: alerted,
      ours: async (entry) =>
        named(
          auditOf(await read(entry))
            .workloads.filter((workload) => heldBy(workload) === 'token')
            .map((workload) => `${workload.kind}/${workload.name}`),
        ),
    },
    'automount-default-service-account': {
      theirs: (entry) => alerted(entry).replace('ServiceAccount/', ''),
      ours: async (entry) => faulted(auditOf(await read(entry)), 'default-account-automounts'),
    },
    // Fires for a token whose account has rights too: here, what is left when all roles are known and the powerless are told.
    'serviceaccount-token-mount': {
      theirs: alerted,
      ours: async (entry) => {
        const { workloads } = auditOf(await read(entry), ['accounts', 'drivers'], rbacResources)
        for (const { kind, name, automount } of workloads)
          assert.equal(automount.mounts, entry.k8s_automount_derived?.[`${kind}/${name}`], `whether ${kind}/${name} gets a token`)
        return named(
          workloads
            .filter((workload) => workload.verdict === 'notProvenRequired')
            .map((workload) => `${workload.kind}/${workload.name}`),
        )
      },
    },
  },
  leftOut: new Map([
    ['access-container-service-account-v1', roles],
    ['anonymous-access-enabled', roles],
    ['cluster-admin-role', roles],
    ['deprecated-service-account-field', 'a style of writing; which account the alias names is in our own cases'],
    [
      'ensure-default-service-accounts-has-only-default-roles',
      'bindings whose roles are not in the input: for the work on roles',
    ],
    ['ensure-that-the-api-server-service-account-extend-token-expiration-is-set-to-false', cluster],
    ['exec-into-container-v1', roles],
    ['namespace-without-service-account', 'whether a namespace has accounts, whoever uses them: an opinion about layout'],
    ['non-existent-service-account', 'whether an account exists: admission refuses the Pod, so that none has a token'],
    ['rule-can-access-proxy-subresource', roles],
    ['rule-can-approve-cert-signing-request', roles],
    ['rule-can-bind-escalate', roles],
    ['rule-can-create-pod', roles],
    ['rule-can-create-service-account-token', roles],
    ['rule-can-impersonate-users-groups-v1', roles],
    ['rule-can-list-get-secrets-v1', roles],
    ['rule-can-modify-admission-webhooks', roles],
    ['rule-list-all-cluster-admins-v1', roles],
    ['system-authenticated-allowed-to-take-over-cluster', roles],
    ['workload-with-administrative-roles', roles],
    ['workload-with-cluster-takeover-roles', roles],
  ]),
  disputes: new Map(),
})
