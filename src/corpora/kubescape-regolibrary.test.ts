// Kubescape's rule tests on mounted tokens, `default` accounts and rights that lead to tokens: what a rule fires for.
import assert from 'node:assert/strict'
import { routes, type Power } from '../rbac/index.ts'
import { holders, powersIn } from './ask-rbac.cases.ts'
import { auditOf, faulted, heldBy, named, readWorld } from './ask.cases.ts'
import { runCorpus, type CorpusCase, type Dispute, type Question } from './corpus.cases.ts'

interface Subject {
  readonly kind: string
  readonly namespace?: string
  readonly name: string
}

interface Case extends CorpusCase {
  readonly rule: string
  readonly input: readonly string[]
  readonly expected: { readonly alerts: readonly { readonly objects?: readonly string[]; readonly subject?: Subject }[] }
  /** Worked out when the case was collected: by `kind/name`. */
  readonly k8s_automount_derived?: Readonly<Record<string, boolean>>
}

const read = ({ input }: Case) => readWorld('kubescape-regolibrary', input)
/** Alerts name objects as `Pod//name`. */
const alerted = ({ expected }: Case) =>
  named(expected.alerts.flatMap((alert) => alert.objects ?? []).map((object) => object.replace('//', '/')))

const subjects = ({ expected }: Case): string =>
  named(
    expected.alerts.flatMap(({ subject }) => {
      if (subject === undefined) return []
      const { kind, namespace, name } = subject
      return [kind === 'ServiceAccount' ? `${kind}:${namespace ?? ''}/${name}` : `${kind}:${name}`]
    }),
  )

/** Who takes one of some routes. */
const who = (...ids: readonly string[]): Question<Case> => ({
  theirs: subjects,
  ours: async (entry) => holders(await read(entry), ids),
})

/** Whose rights come to so much. */
const whose = (test: (power: Power, subject: string) => boolean): Question<Case> => ({
  theirs: subjects,
  ours: async (entry) =>
    named([...powersIn(await read(entry))].flatMap(([subject, power]) => (test(power, subject) ? [subject] : []))),
})

/** Which workloads hold a token of an account that takes one of some routes. */
const workloads = (...ids: readonly string[]): Question<Case> => ({
  theirs: alerted,
  ours: async (entry) => {
    const world = await read(entry)
    const taking = holders(world, ids).split(', ')
    return named(
      auditOf(world)
        .workloads.filter((one) => heldBy(one) === 'token' && taking.includes(`ServiceAccount:${one.serviceAccount}`))
        .map(({ kind, name }) => `${kind}/${name}`),
    )
  },
})

const everything = whose((power) => power.kind === 'everything')
const noNamespace = { ours: 'none', reason: 'a RoleBinding grants nothing on what has no namespace' }
const notThere = 'a binding whose role is not in the input: what it gives is not known'
const cluster = 'how the API server or the cluster is set up, not what a workload holds'
const rbacResources = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings']

runCorpus<Case>('kubescape-regolibrary', {
  proves: "that the audit answers Kubescape's cases on mounted tokens and on the `default` account, and the routes those on RBAC",
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
    'access-container-service-account-v1': whose(
      (power, subject) => power.kind !== 'none' && subject.startsWith('ServiceAccount:'),
    ),
    'cluster-admin-role': everything,
    'exec-into-container-v1': who('exec-in-pod'),
    'rule-can-access-proxy-subresource': who('proxy-to-kubelet'),
    'rule-can-approve-cert-signing-request': who('approve-certificate'),
    'rule-can-bind-escalate': who('bind-role', 'escalate-role'),
    'rule-can-create-pod': who('create-pod'),
    'rule-can-create-service-account-token': who('mint-token'),
    'rule-can-impersonate-users-groups-v1': who('impersonate-account', 'impersonate-user', 'impersonate-group'),
    'rule-can-list-get-secrets-v1': who('read-token-secret'),
    'rule-can-modify-admission-webhooks': who('write-mutating-webhook', 'write-validating-webhook'),
    'rule-list-all-cluster-admins-v1': everything,
    'system-authenticated-allowed-to-take-over-cluster': who(...routes.map((route) => route.id)),
    'workload-with-administrative-roles': workloads('create-pod', 'create-token-secret', 'mint-token'),
    'workload-with-cluster-takeover-roles': workloads(...routes.map((route) => route.id)),
  },
  leftOut: new Map([
    ['anonymous-access-enabled', notThere],
    ['deprecated-service-account-field', 'a style of writing; which account the alias names is in our own cases'],
    ['ensure-default-service-accounts-has-only-default-roles', notThere],
    ['ensure-that-the-api-server-service-account-extend-token-expiration-is-set-to-false', cluster],
    ['namespace-without-service-account', 'whether a namespace has accounts, whoever uses them: an opinion about layout'],
    ['non-existent-service-account', 'whether an account exists: admission refuses the Pod, so that none has a token'],
  ]),
  disputes: new Map<string, Dispute>([
    ['exec-into-container-v1/clusterrole', { ours: 'none', reason: '`pods/*` is no pattern in RBAC' }],
    ['rule-can-access-proxy-subresource/role-rolebinding', noNamespace],
    ['rule-can-approve-cert-signing-request/clusterrole-rolebinding', noNamespace],
    ['rule-can-approve-cert-signing-request/role-rolebinding', noNamespace],
    ['rule-can-modify-admission-webhooks/role-rolebinding', noNamespace],
    [
      'rule-can-bind-escalate/clusterrole-clusterrolebinding',
      { ours: 'none', reason: '`bind` takes somebody who may write bindings besides' },
    ],
    [
      'rule-list-all-cluster-admins-v1/role-rolebinding',
      { ours: 'none', reason: 'everything in one namespace is not everything in the cluster' },
    ],
    [
      'workload-with-administrative-roles/pass-wl-limited-permissions',
      { ours: 'Pod/test-pd', reason: 'whoever may make and read every Secret makes a token of any account' },
    ],
  ]),
})
