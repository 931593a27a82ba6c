// A sample plan with every remedy, effect, risk and kind of change, condition, source patch and thing left alone.
import type { LeftAlone, Plan, PlannedEdit, SourcePatch } from '../../change/index.ts'
import type { ObjectRef } from '../../kube/index.ts'
import type { GapReport } from '../../verdict/index.ts'
import { account, automount, deployment, generatedAt, mount, object, plan, removed, step } from './sample.cases.ts'

const rbac = 'rbac.authorization.k8s.io/v1'
const renewedAt = '/spec/template/metadata/annotations/sparekey.dev~1renewed-at'
const secret = (namespace: string, name: string): ObjectRef => object('v1', 'Secret', name, namespace)
const projected = (sources: readonly object[]) => ({ name: 'sparekey-token', projected: { sources } }) as const
const caAndNamespace = [
  { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
  { downwardAPI: { items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }] } },
]
const podSpec = '/spec/template/spec'

/** One container gets the token by a volume of its own. */
const oneContainer: readonly PlannedEdit[] = [
  { path: `${podSpec}/${automount}`, from: true, to: false },
  {
    path: `${podSpec}/volumes`,
    append: projected([{ serviceAccountToken: { expirationSeconds: 3600, path: 'token' } }, ...caAndNamespace]) as never,
  },
  { path: `${podSpec}/containers/1/volumeMounts`, append: { mountPath: mount, name: 'sparekey-token', readOnly: true } },
]

/** The volume of a legacy Secret makes room for a projection. */
const legacyReplaced: readonly PlannedEdit[] = [
  {
    path: `${podSpec}/volumes`,
    remove: { name: 'ci-token', secret: { secretName: 'ci-legacy', defaultMode: 420 } },
    at: 2,
  },
  {
    path: `${podSpec}/volumes`,
    append: { name: 'ci-token', projected: { sources: [{ serviceAccountToken: { audience: 'vault', path: 'token' } }] } },
  },
]

const tokenMakers = object(rbac, 'Role', 'token-makers', 'ci')
const narrowBinding = object(rbac, 'RoleBinding', 'devs-narrow', 'shop')
const wideBinding = object(rbac, 'RoleBinding', 'devs-edit', 'shop')
const devs = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'devs' } as const
const ghost = { kind: 'ServiceAccount', name: 'gone', namespace: 'ci' } as const

/** Every remedy, in the order in which a plan takes them. */
export const wholePlan: Plan = plan({
  source: { serverVersion: 'v1.36.3', namespaces: ['shop', 'ci', 'data', 'batch'], assumptions: ['accounts'] },
  steps: [
    step({
      remedy: 'narrow-role-created',
      object: object(rbac, 'Role', 'devs-without-tokens', 'shop'),
      change: {
        kind: 'create',
        object: {
          apiVersion: rbac,
          kind: 'Role',
          metadata: { name: 'devs-without-tokens', namespace: 'shop' },
          rules: [
            { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch', 'patch'] },
            { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list', 'watch'] },
          ],
        },
      },
      reason: 'ClusterRole `edit` is bound in namespace shop and makes tokens of every account there',
      before: [{ kind: 'absent', object: object(rbac, 'Role', 'devs-without-tokens', 'shop') }],
      after: [{ kind: 'exists', object: object(rbac, 'Role', 'devs-without-tokens', 'shop') }],
      group: 'RoleBinding/shop/devs-edit',
    }),
    step({
      remedy: 'narrow-role-created',
      object: narrowBinding,
      change: {
        kind: 'create',
        object: {
          apiVersion: rbac,
          kind: 'RoleBinding',
          metadata: { name: 'devs-narrow', namespace: 'shop', annotations: { note: "the devs' own" } },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'devs-without-tokens' },
          subjects: [devs],
        },
      },
      reason: 'Group devs keeps what it was seen to use',
      requires: ['narrow-role-created/Role/shop/devs-without-tokens'],
      group: 'RoleBinding/shop/devs-edit',
    }),
    step({
      remedy: 'legacy-replaced',
      object: object('apps/v1', 'StatefulSet', 'runner', 'ci'),
      uid: '8d1c3a52-0000-4000-8000-000000000003',
      change: { kind: 'edit', edits: legacyReplaced },
      reason: 'its container reads a token without an end from Secret ci/ci-legacy',
      removes: [{ ...removed(object('apps/v1', 'StatefulSet', 'runner', 'ci'), 'runner', 'ci/deployer'), path: '/ci/token' }],
      effect: { when: 'partition', partition: 2 },
      risk: { level: 'medium', why: 'the program has to read the token again, since the new one ends' },
      after: [{ kind: 'podsHold', workload: object('apps/v1', 'StatefulSet', 'runner', 'ci'), containers: ['runner'] }],
      group: 'Secret/ci/ci-legacy',
    }),
    step({
      remedy: 'opt-in',
      object: deployment('shop', 'web'),
      uid: '8d1c3a52-0000-4000-8000-000000000004',
      change: { kind: 'edit', edits: [{ path: `${podSpec}/${automount}`, to: true }] },
      reason: 'its need is declared by team-shop until 2027-03-31',
      effect: { when: 'rollout' },
      before: [{ kind: 'field', path: `${podSpec}/${automount}` }],
      after: [
        { kind: 'field', path: `${podSpec}/${automount}`, value: true },
        { kind: 'podsHold', workload: deployment('shop', 'web'), containers: ['app', 'proxy'] },
      ],
      group: 'ServiceAccount/shop/default',
    }),
    step({
      remedy: 'one-container',
      object: deployment('shop', 'api'),
      uid: '8d1c3a52-0000-4000-8000-000000000005',
      change: { kind: 'edit', edits: oneContainer },
      reason: 'only container proxy is declared to need the token',
      before: [{ kind: 'field', path: `${podSpec}/containers/1/name`, value: 'proxy' }],
      removes: [removed(deployment('shop', 'api'))],
      effect: { when: 'rollout' },
      risk: { level: 'medium', why: 'nothing shows that container app needs the token, and its account has rights' },
      group: 'ServiceAccount/shop/default',
    }),
    step({
      remedy: 'files-only',
      object: object('apps/v1', 'DaemonSet', 'agent', 'shop'),
      change: {
        kind: 'edit',
        edits: [
          { path: `${podSpec}/${automount}`, to: false },
          { path: `${podSpec}/volumes`, append: projected(caAndNamespace) as never },
          { path: `${podSpec}/containers/0/volumeMounts`, append: { mountPath: mount, name: 'sparekey-token', readOnly: true } },
        ],
      },
      reason: 'its program reads ca.crt, and nothing shows that it needs the token',
      removes: [removed(object('apps/v1', 'DaemonSet', 'agent', 'shop'))],
      effect: { when: 'onDelete' },
      group: 'ServiceAccount/shop/default',
    }),
    step({
      remedy: 'account-off',
      object: account('shop', 'default'),
      uid: '8d1c3a52-0000-4000-8000-000000000007',
      reason: 'every pod that names no account runs as it, and nothing shows that one needs its token',
      removes: [
        removed(deployment('shop', 'cart')),
        { ...removed(object('apps/v1', 'ReplicaSet', 'stock', 'shop'), 'env'), path: null },
      ],
      alsoRemoves: ['ca.crt', 'namespace'],
      effect: { when: 'nextPod' },
      risk: { level: 'medium', why: 'the account has rights, and nothing shows that they are used' },
      before: [{ kind: 'field', path: `/${automount}` }],
      after: [{ kind: 'field', path: `/${automount}`, value: false }],
      requires: ['opt-in/Deployment/shop/web', 'one-container/Deployment/shop/api', 'files-only/DaemonSet/shop/agent'],
      group: 'ServiceAccount/shop/default',
    }),
    step({
      remedy: 'template-off',
      object: object('batch/v1', 'CronJob', 'report', 'batch'),
      change: { kind: 'edit', edits: [{ path: `/spec/jobTemplate/spec/template/spec/${automount}`, from: true, to: false }] },
      reason: 'it shares an account with a workload that needs the token',
      removes: [removed(object('batch/v1', 'CronJob', 'report', 'batch'), 'report', 'batch/jobs')],
      effect: { when: 'nextJob' },
      group: 'ServiceAccount/batch/jobs',
    }),
    step({
      remedy: 'template-off',
      object: object('argoproj.io/v1alpha1', 'Rollout', 'canary', 'shop'),
      change: { kind: 'edit', edits: [{ path: `${podSpec}/${automount}`, from: true }] },
      reason: 'its account is switched off, and it alone asks for the token',
      removes: [removed(object('argoproj.io/v1alpha1', 'Rollout', 'canary', 'shop'))],
      effect: { when: 'operator' },
      requires: ['account-off/ServiceAccount/shop/default'],
      group: 'ServiceAccount/shop/default',
    }),
    step({
      remedy: 'pods-renewed',
      object: deployment('shop', 'cart'),
      uid: '8d1c3a52-0000-4000-8000-000000000010',
      change: { kind: 'edit', edits: [{ path: renewedAt, to: generatedAt }] },
      reason: 'its pods were made before the account is switched off, and keep their token',
      effect: { when: 'rollout' },
      requires: ['account-off/ServiceAccount/shop/default'],
      group: 'ServiceAccount/shop/default',
    }),
    step({
      remedy: 'pods-renewed',
      object: deployment('shop', 'old'),
      change: { kind: 'edit', edits: [{ path: renewedAt, from: '2026-01-02T03:04:05Z', to: generatedAt }] },
      reason: 'its pods keep a token from before its account was switched off',
      effect: { when: 'paused' },
    }),
    step({
      remedy: 'legacy-invalidated',
      object: secret('ci', 'ci-legacy'),
      uid: '8d1c3a52-0000-4000-8000-000000000012',
      change: {
        kind: 'edit',
        edits: [{ path: '/metadata/labels/kubernetes.io~1legacy-token-invalid-since', to: '2026-11-24' }],
      },
      reason: 'nothing that was read mounts it, and no use of it was seen since 2026-01-01',
      risk: { level: 'high', why: 'a program outside the cluster may hold a copy of it' },
      requires: ['legacy-replaced/StatefulSet/ci/runner'],
      group: 'Secret/ci/ci-legacy',
    }),
    step({
      remedy: 'legacy-deleted',
      object: secret('data', 'etl-token-x7k2p'),
      change: {
        kind: 'delete',
        expect: [
          { path: '/metadata/labels/kubernetes.io~1legacy-token-invalid-since', value: '2026-08-01' },
          { path: '/metadata/labels/kubernetes.io~1legacy-token-last-used' },
        ],
      },
      reason: 'it has been invalid for 115 days, and no use of it was seen since',
      risk: { level: 'high', why: 'a deleted token cannot be restored exactly' },
      after: [{ kind: 'absent', object: secret('data', 'etl-token-x7k2p') }],
    }),
    step({
      remedy: 'minting-narrowed',
      object: tokenMakers,
      uid: '8d1c3a52-0000-4000-8000-000000000014',
      change: {
        kind: 'edit',
        edits: [
          { path: '/rules', remove: { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }, at: 0 },
          {
            path: '/rules',
            append: { apiGroups: [''], resourceNames: ['deployer'], resources: ['serviceaccounts/token'], verbs: ['create'] },
          },
        ],
      },
      reason: 'it makes tokens of every account of the namespace, and is needed for one',
      risk: { level: 'high', why: 'who makes tokens of other accounts with it loses that right' },
    }),
    step({
      remedy: 'binding-replaced',
      object: wideBinding,
      uid: '8d1c3a52-0000-4000-8000-000000000015',
      change: {
        kind: 'delete',
        expect: [
          { path: '/roleRef', value: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' } },
          { path: '/subjects', value: [devs] },
        ],
      },
      reason: 'ClusterRole `edit` is more than Group devs was seen to use',
      risk: { level: 'high', why: 'people lose rights that they may use' },
      requires: ['narrow-role-created/RoleBinding/shop/devs-narrow'],
      group: 'RoleBinding/shop/devs-edit',
    }),
    step({
      remedy: 'dangling-removed',
      object: object(rbac, 'ClusterRoleBinding', 'system:ci-minters'),
      change: { kind: 'edit', edits: [{ path: '/subjects', remove: ghost, at: 1 }] },
      reason: 'ServiceAccount ci/gone does not exist, and whoever makes it has its rights',
    }),
    step({
      remedy: 'inert-removed',
      object: object(rbac, 'RoleBinding', 'nobody', 'data'),
      change: { kind: 'delete', expect: [{ path: '/subjects' }] },
      reason: 'it has no subjects',
    }),
  ],
  sourcePatches: [
    {
      object: deployment('shop', 'search'),
      by: 'Helm release shop/search',
      where: 'values of chart search-4.2.0: `serviceAccount.automount`',
      edits: [{ path: `${podSpec}/${automount}`, from: true, to: false }],
      reason: 'nothing shows that its token is needed',
    },
    {
      object: account('data', 'etl'),
      by: 'Argo CD application data',
      where: 'repository https://git.example.com/data, folder overlays/prod',
      edits: [
        { path: `/${automount}`, to: false },
        { path: '/metadata/annotations/sparekey.dev~1note', from: 'kept' },
      ],
      reason: 'nothing shows that its token is needed',
    },
  ] satisfies readonly SourcePatch[],
  left: [
    {
      object: object('apps/v1', 'DaemonSet', 'azure-npm', 'kube-system'),
      kind: 'platform',
      reason: 'it belongs to the platform, which would restore it',
      remedy: 'nothing is to be done',
    },
    {
      object: object('example.com/v1', 'Widget', 'wheel', 'shop'),
      kind: 'reverted',
      reason: 'its operator would take the change back, and its source is not known',
      remedy: 'set it in the operator',
    },
    {
      object: object('batch/v1', 'Job', 'once', 'batch'),
      kind: 'immutable',
      reason: 'the template of a Job cannot be changed',
      remedy: 'delete it, or let it end',
    },
    {
      object: deployment('shop', 'payments'),
      kind: 'tooRisky',
      reason: 'high risk: a webhook of it calls the API server',
      remedy: 'declare the need, or plan with `--max-risk high`',
    },
    {
      object: account('ci', 'deployer'),
      kind: 'needsDecision',
      reason: 'two workloads say opposite things about it',
      remedy: 'decide, and declare it',
    },
    {
      object: deployment('data', 'mystery'),
      kind: 'couldNotTell',
      reason: 'its ServiceAccount is not in the input',
      remedy: 'read the ServiceAccounts of namespace data',
    },
  ] satisfies readonly LeftAlone[],
  gaps: [
    {
      kind: 'listForbidden',
      message: 'forbidden to list `secrets` in namespace `data`',
      remedy: 'grant the ClusterRole that `sparekey rbac` prints',
    },
    {
      kind: 'objectRefused',
      message: 'Deployment `shop/broken`: `spec.template` is a string',
      remedy: 'mend the manifest',
      location: { file: 'shop/broken.yaml', line: 3, column: 5 },
    },
  ] satisfies readonly GapReport[],
})
