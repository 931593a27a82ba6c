// Trivy's own tests on mounted tokens, whose inputs are completed to the objects that they stand for, and on roles.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeObject } from '../kube/index.ts'
import { routes } from '../rbac/index.ts'
import { rolesOpening } from './ask-rbac.cases.ts'
import { auditOf, heldIn, worldOf } from './ask.cases.ts'
import { corporaFolder, runCorpus, type CorpusCase, type Dispute, type Question } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly check: string
  readonly input: readonly string[]
  readonly expected: { readonly fires: boolean }
}

const valuesOf = ({ input }: Case): readonly Record<string, unknown>[] =>
  input.map((name) => JSON.parse(readFileSync(join(corporaFolder, 'trivy-checks', name), 'utf8')) as Record<string, unknown>)

/** Whether the role opens one of some routes. */
const opens = (...ids: readonly string[]): Question<Case> => ({
  theirs: ({ expected }) => (expected.fires ? 'opens' : 'does not'),
  ours: (entry) => {
    const world = worldOf(valuesOf(entry).map(clusterScoped))
    return rolesOpening(world, ids) === 'none' ? 'does not' : 'opens'
  },
})

/** Their ClusterRoles have a namespace, which the API server would refuse. */
function clusterScoped(value: Record<string, unknown>): Record<string, unknown> {
  return value['kind'] === 'ClusterRole' ? { ...value, metadata: { name: 'it' } } : value
}

const any = routes.map((route) => route.id)
const secrets = opens('read-token-secret', 'patch-token-secret', 'delete-collection-of-secrets', 'delete-token-secret')
const bind = opens('bind-role', 'escalate-role')
const noRole = 'a binding whose role is not in the input: what it gives is not known'

/** Fires for what opens nothing. */
const disputed = (reason: string, folder: string, tests: readonly string[]): readonly (readonly [string, Dispute])[] =>
  tests.map((name) => [`${folder}/test_${name}`, { ours: 'does not', reason }])

const folder = 'protecting_pod_service_account_tokens/test_protect_service_account_token_denied'

runCorpus<Case>('trivy-checks', {
  proves: "that the audit answers Trivy's cases on mounted tokens",
  ruleOf: (entry) => entry.check,
  asked: {
    'builtin.kubernetes.KSV036': {
      theirs: ({ expected }) => (expected.fires ? 'token' : 'no token'),
      ours: (entry) => {
        const [value] = valuesOf(entry)
        assert.equal(decodeObject(value).kind, 'foreign', 'as it stands it has no apiVersion and a kind in lower case')
        return heldIn(auditOf(worldOf([{ ...value, apiVersion: 'v1', kind: 'Pod' }])))
      },
    },
    'builtin.kubernetes.KSV041': secrets,
    'builtin.kubernetes.KSV043': opens('impersonate-group'),
    'builtin.kubernetes.KSV046': opens(...any),
    'builtin.kubernetes.KSV047': opens('proxy-to-kubelet'),
    'builtin.kubernetes.KSV050': bind,
    'builtin.kubernetes.KSV051': bind,
    'builtin.kubernetes.KSV052': bind,
    'builtin.kubernetes.KSV053': opens('exec-in-pod'),
    'builtin.kubernetes.KSV055': bind,
    'builtin.kubernetes.KSV112': opens(...any),
    'builtin.kubernetes.KSV113': secrets,
    'builtin.kubernetes.KSV114': opens('write-mutating-webhook', 'write-validating-webhook'),
  },
  leftOut: new Map([
    ['appshield.kubernetes.KSV0123', noRole],
    ['appshield.kubernetes.KSV01011', noRole],
    ['appshield.kubernetes.KSV122', noRole],
    ['builtin.kubernetes.KSV045', 'a style of writing: every verb, on whatever it is'],
    ['builtin.kubernetes.KSV115', 'a ConfigMap by which one cloud maps its identities to users'],
  ]),
  disputes: new Map([
    ...disputed('a group is impersonated together with somebody to be, and by a ClusterRole', 'impersonate_privileged_groups', [
      'impersonate_privileged_groups',
    ]),
    ...disputed(
      'the answer to an update holds what was sent, and nobody is asked for `impersonate` on Secrets',
      'manage_secrets',
      ['manage_verb_update', 'manage_secret_verb_update', 'manage_secret_verb_impersonate'],
    ),
    ...disputed(
      'the answer to an update holds what was sent, and nobody is asked for `impersonate` on Secrets',
      'manage_namespace_secrets',
      ['manage_secret_verb_update', 'manage_secret_verb_impersonate'],
    ),
    ...disputed('a Role grants nothing on what has no namespace', 'privilege_escalation_from_node_proxy', [
      'privilege_escalation_from_node_proxy_create',
    ]),
    ...disputed('a Role grants nothing on what has no namespace', 'manage_webhook_configurations', [
      'manageWebhookConfig_verb_update',
      'manageWebhookConfig_verb_deletecollection',
      'manageWebhookConfig_verb_impersonate',
    ]),
    ...disputed(
      'one can hand on only rights that one has: it takes both `bind` and writing bindings',
      'manage_kubernetes_rbac_resources',
      ['manage_K8s_RBAC_resources_bind', 'manage_K8s_RBAC_resources_all'],
    ),
    ...disputed(
      'in `resourceNames` an asterisk is a name like any other',
      'allowing_create_role_binding_and_associate_privileged_clusterrole',
      ['allowing_create_role_binding_and_associate_clusterrole', 'allowing_create_role_binding_and_associate_role'],
    ),
    ...disputed('one can hand on only rights that one has', 'allowing_users_rolebinding_add_other_users_rolebindings', [
      'allowing_users_rolebinding_add_other_users_their_rolebindings',
    ]),
    [
      `${folder}_with_automountServiceAccountToken`,
      {
        ours: 'no token',
        reason:
          "its one container has something else at the token's path, so admission mounts nothing there, whatever the field says",
      },
    ],
    [
      `${folder}_without_mountPath`,
      {
        ours: 'token',
        reason: 'nothing is said about mounting, and then Kubernetes mounts: the check looks for written mounts only',
      },
    ],
  ]),
})
