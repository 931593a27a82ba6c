// Every route with what gives it and what looks alike and does not; the vectors of the semantics by their names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, findIn, grantLine, has, pod, role, tokenSecret, type Plain } from './cluster.cases.ts'
import { routes } from './routes/index.ts'

/** A sentence, what there is besides the accounts, pods and Secrets, the grants in any order, and the version if it matters. */
type Case = readonly [says: string, objects: readonly Plain[], gives: readonly string[], minor?: number]

const there: readonly Plain[] = [
  ...['a/s', 'a/t', 'b/s'].map(account),
  pod('a/p', 's', 'n1'),
  pod('b/q', 's', 'n2', { volumes: [{ name: 'v', csi: { driver: 'd' } }] }),
  tokenSecret('a/tok', 't'),
]
const dev = '@dev'
const rbac = 'rbac.authorization.k8s.io'
const hooks = 'admissionregistration.k8s.io'
const certificates = 'certificates.k8s.io'
/** Rights of `alice`: in a namespace, or everywhere. */
const a = (...rules: readonly string[]): readonly Plain[] => has('alice', 'a', ...rules)
const b = (...rules: readonly string[]): readonly Plain[] => has('alice', 'b', ...rules)
const wide = (...rules: readonly string[]): readonly Plain[] => has('alice', '*', ...rules)
/** What `alice` gets. */
const gets = (...grants: readonly string[]): readonly string[] => grants.map((grant) => `alice ${grant}`)

const accounts: readonly Case[] = [
  ['minting in a namespace', a('create serviceaccounts/token'), gets('mint-token a/* 2')],
  ['minting everywhere', wide('create serviceaccounts/token'), gets('mint-token * 3')],
  ['T9 a star among the names is a name like any other', a('create serviceaccounts/token=*'), []],
  ['T8 minting by name', a('create serviceaccounts/token=s'), gets('mint-token a/s 1')],
  [
    'T8 a name in a ClusterRoleBinding is every account so called',
    wide('create serviceaccounts/token=s'),
    gets('mint-token */s 2'),
  ],
  ['minting for who is not there', a('create serviceaccounts/token=z'), gets('mint-token a/z 0')],
  ['two names are two targets', a('create serviceaccounts/token=s,t'), gets('mint-token a/s 1', 'mint-token a/t 1')],
  ['T1 `serviceaccounts/*` is no wildcard', a('create serviceaccounts/*'), []],
  ['T2 `*/token` mints', a('create */token'), gets('mint-token a/* 2')],
  ['T6 the group of TokenRequest mints nothing', a('create authentication.k8s.io:serviceaccounts/token'), []],
  ['only `create` mints', a('get,list,update,patch serviceaccounts/token'), []],
  ['impersonation in a namespace', a('impersonate serviceaccounts'), gets('impersonate-account a/* 2')],
  ['T16 by name', a('impersonate serviceaccounts=s'), gets('impersonate-account a/s 1')],
  ['T16 to impersonate users is not to impersonate accounts', wide('impersonate users=system:serviceaccount:a:s'), []],
  ['T16 users in a RoleBinding are nobody', a('impersonate users'), []],
  ['another user', wide('impersonate users=bob'), gets('impersonate-user as bob ?')],
  ['every user', wide('impersonate users'), gets('impersonate-user * ?')],
  ['a group alone is nobody to be', wide('impersonate groups'), []],
  [
    'a group together with a user',
    wide('impersonate groups=dev', 'impersonate users=bob'),
    gets('impersonate-user as bob ?', 'impersonate-group as @dev ?'),
  ],
  [
    'a group together with an account',
    [...wide('impersonate groups'), ...a('impersonate serviceaccounts=s')],
    gets('impersonate-account a/s 1', 'impersonate-group as @system:masters ?'),
  ],
  [
    'constrained impersonation needs both verbs',
    a('impersonate:serviceaccount authentication.k8s.io:serviceaccounts=s', 'impersonate-on:serviceaccount:get pods'),
    gets('impersonate-account-constrained a/s 1'),
  ],
  [
    'constrained impersonation for a single object',
    a('impersonate:serviceaccount authentication.k8s.io:serviceaccounts=s', 'impersonate-on:serviceaccount:get pods=p'),
    gets('impersonate-account-constrained a/s 1'),
  ],
  [
    'constrained impersonation with a right on paths alone',
    wide('impersonate:serviceaccount authentication.k8s.io:serviceaccounts', '* /healthz'),
    [],
  ],
  [
    'constrained impersonation before 1.36',
    a('impersonate:serviceaccount authentication.k8s.io:serviceaccounts', 'impersonate-on:serviceaccount:get pods'),
    [],
    35,
  ],
  [
    'an account that bindings name and that is not there',
    [...a('create serviceaccounts,pods'), ...has('a/ghost', 'b', 'get pods')],
    gets('create-pod a/* 2', 'revive-account a/ghost 0'),
  ],
  [
    'a missing account of another namespace',
    [...a('create serviceaccounts,pods'), ...has('b/ghost', 'b', 'get pods')],
    gets('create-pod a/* 2'),
  ],
  ['a missing account without a way to its token', [...a('create serviceaccounts'), ...has('a/ghost', 'b', 'get pods')], []],
  [
    'a missing account that cannot be created by its name',
    [...a('create,patch serviceaccounts=x', 'create batch:jobs'), ...has('a/ghost', 'b', 'get pods')],
    gets('create-batch-workload a/* 2'),
  ],
  [
    'a missing account that can be created by its name',
    [...a('create,patch serviceaccounts=ghost', 'create batch:jobs'), ...has('a/ghost', 'b', 'get pods')],
    gets('create-batch-workload a/* 2', 'revive-account a/ghost 0'),
  ],
  [
    'a missing account for which others are minted',
    [...a('create serviceaccounts', 'create serviceaccounts/token=s'), ...has('a/ghost', 'b', 'get pods')],
    gets('mint-token a/s 1'),
  ],
  [
    'a missing account that is created and minted for by its name',
    [...a('create,patch serviceaccounts=ghost', 'create serviceaccounts/token=ghost'), ...has('a/ghost', 'b', 'get pods')],
    gets('mint-token a/ghost 0', 'revive-account a/ghost 0'),
  ],
]

const secrets: readonly Case[] = [
  ['reading Secrets', a('get secrets'), gets('read-token-secret a/* 1')],
  ['listing and watching them', wide('watch secrets'), gets('read-token-secret * 1')],
  ['where none holds a token', b('list secrets'), gets('read-token-secret b/* 0')],
  ['the one that holds a token', a('list secrets=tok'), gets('read-token-secret a/t 1')],
  ['one that holds none', a('get,patch,delete secrets=other'), []],
  ['the empty name is that of a list', a('list secrets='), gets('read-token-secret a/* 1')],
  ['and of nothing else', a('get secrets='), []],
  ['an empty patch', a('patch secrets=tok'), gets('patch-token-secret a/t 1', 'repoint-token-secret a/* 2')],
  ['an empty patch anywhere', wide('patch secrets'), gets('patch-token-secret * 1', 'repoint-token-secret a/* 2')],
  ['a patch where no Secret holds a token', b('patch secrets'), gets('patch-token-secret b/* 0', 'repoint-token-secret b/* 0')],
  ['T15 deletecollection', a('deletecollection secrets'), gets('delete-collection-of-secrets a/* 1')],
  ['T15 deletecollection has no name', a('deletecollection secrets=tok'), []],
  ['a deletion in the foreground', a('delete secrets=tok'), gets('delete-token-secret a/t 1')],
  ['an update reads nothing', a('update secrets'), []],
  ['T14 a POST has no name', a('create secrets=x'), []],
  ['T14 an apply has one', a('create,patch secrets=x'), gets('create-token-secret a/* 2')],
  [
    'T14 a name for the one half and every name for the other',
    a('create secrets=x', 'patch secrets'),
    gets('create-token-secret a/* 2', 'patch-token-secret a/* 1', 'repoint-token-secret a/* 2'),
  ],
  [
    'what holds everywhere is not told of a namespace as well',
    [...wide('create,patch secrets=x'), ...a('patch secrets=y')],
    gets('create-token-secret * 3'),
  ],
  ['T14 the same name for both halves', a('create secrets=x', 'patch secrets=y'), []],
  ['a Secret made and not read', a('create secrets'), []],
  ['a Secret made and read by its name', a('create secrets', 'get secrets=x'), gets('create-token-secret a/* 2')],
  ['a Secret made and mounted', a('create secrets,pods'), gets('create-pod a/* 2', 'create-token-secret a/* 2')],
  ['two bindings', [...a('create secrets'), ...a('get secrets=x')], gets('create-token-secret a/* 2')],
  ['two bindings of two namespaces', [...a('create secrets'), ...b('get secrets=x')], []],
  [
    'a RoleBinding and a ClusterRoleBinding',
    [...wide('create secrets'), ...b('get secrets=x')],
    gets('create-token-secret b/* 1'),
  ],
  [
    'a group and the subject itself',
    [...has('@system:authenticated', 'a', 'create secrets'), ...a('get secrets=x')],
    gets('create-token-secret a/* 2'),
  ],
  ['a group of which nobody knows', [...has(dev, 'a', 'create secrets'), ...a('get secrets=x')], []],
  [
    'the group of a namespace and its account',
    [
      ...has('@system:serviceaccounts:a', 'a', 'create secrets'),
      ...has('a/s', 'a', 'get secrets=x'),
      ...has('b/s', 'a', 'get secrets=x'),
    ],
    ['a/s create-token-secret a/* 2'],
  ],
  ['a group that has it alone', has(dev, 'a', 'create pods'), ['@dev create-pod a/* 2']],
  [
    'what a group has alone is not told of its members',
    [...has('@system:authenticated', 'a', 'create pods'), ...a('get pods')],
    ['@system:authenticated create-pod a/* 2'],
  ],
]

const workloads: readonly Case[] = [
  ['making a pod', a('create pods'), gets('create-pod a/* 2')],
  ['T14 by name and POST', a('create pods=x'), []],
  ['applying a pod that can also be changed', a('create,patch pods=x'), gets('change-pod a/* 0', 'create-pod a/* 2')],
  ['changing a pod', a('patch pods=p'), gets('change-pod a/s 1')],
  ['changing the pods of a namespace', b('update pods'), gets('change-pod b/* 1')],
  ['reading and deleting pods', a('get,list,watch,delete,deletecollection pods'), []],
  ['a debugging container', a('update pods/ephemeralcontainers'), gets('add-ephemeral-container a/* 1')],
  ['reading debugging containers', a('get pods/ephemeralcontainers'), []],
  ['a command in a pod', a('create pods/exec=p'), gets('exec-in-pod a/s 1')],
  ['attaching', wide('create pods/attach'), gets('exec-in-pod * 2')],
  ['other subresources', a('create,get pods/log,pods/portforward,pods/proxy'), []],
  ['T17 `get pods/exec` until 1.34', a('get pods/exec'), gets('exec-in-pod-by-get a/* 1'), 34],
  ['T17 `get pods/exec` since 1.35', a('get pods/exec'), [], 35],
  ...['deployments', 'daemonsets', 'statefulsets', 'replicasets'].flatMap((kind): readonly Case[] => [
    [`making ${kind}`, a(`create apps:${kind}`), gets('create-apps-workload a/* 2')],
    [`changing ${kind}`, a(`patch apps:${kind}=x`), gets('create-apps-workload a/* 2')],
    [`scaling ${kind}`, a(`update,patch apps:${kind}/scale`), []],
  ]),
  ['Deployments of the core group', a('create deployments'), []],
  ['ReplicationControllers', a('update replicationcontrollers'), gets('create-replication-controller a/* 2')],
  ['deleting ReplicationControllers', a('delete replicationcontrollers'), []],
  ['Jobs', a('create batch:jobs'), gets('create-batch-workload a/* 2')],
  ["a Job's template stays", a('patch,update batch:jobs'), []],
  ["a CronJob's does not", a('patch batch:cronjobs=x'), gets('create-batch-workload a/* 2')],
  ['a custom resource that becomes pods', a('create argoproj.io:workflows'), gets('create-custom-workload a/* 2')],
  ['reading it', a('get argoproj.io:workflows'), []],
  ['a custom resource that nobody knows', a('create example.com:things'), []],
]

const create = 'create persistentvolumes'
const claims = 'create persistentvolumeclaims,pods'
const approval = `update ${certificates}:certificatesigningrequests/approval`
const cluster: readonly Case[] = [
  ...[27, 36].map((minor): Case => [`T18 on 1.${minor}`, wide('get nodes/proxy'), gets('proxy-to-kubelet * 2'), minor]),
  ['T18 one node', wide('get nodes/proxy=n1'), gets('proxy-to-kubelet node n1 1')],
  ['other subresources of nodes', wide('get nodes/log,nodes/metrics,nodes/stats'), []],
  [
    'a certificate of the signer for clients',
    wide(`create ${certificates}:certificatesigningrequests`, approval, `approve ${certificates}:signers=kubernetes.io/*`),
    gets('approve-certificate * 3', 'approve-node-certificate * 2'),
  ],
  [
    'a certificate of another signer',
    wide(
      `create ${certificates}:certificatesigningrequests`,
      approval,
      `approve ${certificates}:signers=kubernetes.io/kubelet-serving`,
    ),
    [],
  ],
  ['a certificate without approval', wide(`create ${certificates}:certificatesigningrequests`, approval), []],
  [
    'signing',
    wide(`sign ${certificates}:signers`, `patch ${certificates}:certificatesigningrequests/status`),
    gets('sign-certificate * 3'),
  ],
  ['signing without writing', wide(`sign ${certificates}:signers`), []],
  ['a mutating webhook', wide(`create ${hooks}:mutatingwebhookconfigurations`), gets('write-mutating-webhook * 3')],
  ['changing one', wide(`patch ${hooks}:mutatingwebhookconfigurations=x`), gets('write-mutating-webhook * 3')],
  ['a validating webhook', wide(`update ${hooks}:validatingwebhookconfigurations`), gets('write-validating-webhook * 1')],
  ['reading webhooks', wide(`get,list ${hooks}:mutatingwebhookconfigurations,validatingwebhookconfigurations`), []],
  [
    'T19 a policy with its binding',
    wide(`create ${hooks}:mutatingadmissionpolicies,mutatingadmissionpolicybindings`),
    gets('write-mutating-policy * 3'),
    36,
  ],
  ['T19 before 1.36', wide(`create,update ${hooks}:mutatingadmissionpolicies,mutatingadmissionpolicybindings`), [], 35],
  ['T19 a policy without a binding', wide(`create ${hooks}:mutatingadmissionpolicies`), []],
  ['T19 changing a binding', wide(`update ${hooks}:mutatingadmissionpolicybindings`), gets('write-mutating-policy * 3')],
  ['a volume on the host', [...wide(create), ...a(claims)], gets('create-host-volume * 2', 'create-pod a/* 2')],
  [
    'a volume on the host, applied by its name',
    [...wide('create,patch persistentvolumes=x'), ...a(claims)],
    gets('create-host-volume * 2', 'create-pod a/* 2'),
  ],
  ['a volume that nobody claims', [...wide(create), ...a('create pods')], gets('create-pod a/* 2')],
  ['a volume in a RoleBinding', a(create, claims), gets('create-pod a/* 2')],
  ['a CSI driver', wide('update storage.k8s.io:csidrivers'), gets('change-csi-driver * 1')],
  ['reading CSI drivers', wide('get storage.k8s.io:csidrivers'), []],
]

/** More of these in raise.test.ts. */
const raising: readonly Case[] = [
  ['filling a role', wide(`escalate,update ${rbac}:clusterroles`), gets('escalate-role as @system:masters ?')],
  [
    'binding a role',
    [...a(`bind ${rbac}:clusterroles=r`, `create ${rbac}:rolebindings`), role('r', 'create pods')],
    gets('bind-role a/* 2'),
  ],
  ['bindings without bind', wide(`create,update,patch ${rbac}:rolebindings,clusterrolebindings`), []],
]

/** What `routes/inert.ts` lists, beside the cases above. */
const inert: readonly Case[] = [
  ['podtemplates', a('create,update,patch podtemplates'), []],
  ['scale', wide('update,patch */scale'), []],
  ['reading accounts', wide('get,list,watch serviceaccounts'), []],
  ['changing accounts', wide('update,patch serviceaccounts'), []],
  ['namespaces', wide('update,patch namespaces'), []],
  ['bindings of pods, and nodes', wide('create bindings,pods/binding', 'patch nodes'), []],
  ['tokenreviews', wide('create authentication.k8s.io:tokenreviews'), []],
]

const confined: readonly Case[] = [
  ['nodes/proxy', 'get nodes/proxy'],
  ['groups', 'impersonate groups,users'],
  ['certificates', `* ${certificates}:*`],
  ['admission', `* ${hooks}:*`],
  ['CSI drivers', '* storage.k8s.io:csidrivers'],
  ['ClusterRoles', `escalate,update ${rbac}:clusterroles`],
  ['ClusterRoleBindings', `bind,create ${rbac}:clusterroles,clusterrolebindings`],
].map(([says = '', right = '']): Case => [`${says}, which are cluster-scoped, in a RoleBinding`, a(right), []])

for (const [says, objects, gives, minor = 36] of [accounts, secrets, workloads, cluster, raising, inert, confined].flat())
  test(says, () => {
    const lines = findIn([...there, ...objects], minor).found.map(grantLine)
    assert.deepEqual(lines.sort(), [...gives].sort())
  })

test('every route is found by some case', () => {
  const found = new Set(
    [accounts, secrets, workloads, cluster, raising].flat().flatMap(([, , gives]) => gives.map((line) => line.split(' ')[1])),
  )
  assert.deepEqual(
    routes.flatMap(({ id }) => (found.has(id) ? [] : [id])),
    [],
  )
})
