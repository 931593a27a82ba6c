// Asking for a token needs a right of its own: the verb `mint` on `serviceaccounts/token`, beside the `create` that default roles such as
// `edit` give to many. RBAC stays the list of who may; admission only asks it a sharper question.
import { apiAudiencePatterns } from '../../tokens/index.ts'
import { celList, isAllowed } from '../cel.ts'
import { mintVerb } from '../names.ts'
import type { GuardOptions } from '../options.ts'
import type { NamedExpression, PolicyMaker, Validation } from '../policy.ts'

/** The group of kubelets. */
export const nodes = 'system:nodes'

/** The identities of the control plane itself. */
export const controlPlane: readonly string[] = ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler']

/**
 * Who is never asked: kubelets, which fetch every pod's token this way (the node authorizer and NodeRestriction bound them to their own
 * pods), and the control plane's own identities. Exempt groups and users as kube-apiserver authenticates them.
 */
export const neverAsked: readonly NamedExpression[] = [
  { name: 'not-a-node', expression: `!("${nodes}" in request.userInfo.groups)` },
  {
    name: 'not-the-control-plane',
    expression: `!(request.userInfo.username in ${celList(controlPlane)})`,
  },
]

/** Whether the one who asks may mint tokens of an account of the request's namespace. @param account - CEL for its name */
export function mayMint(account: string): string {
  return isAllowed({
    group: '',
    resource: 'serviceaccounts',
    subresource: 'token',
    namespace: 'request.namespace',
    name: account,
    verb: mintVerb,
  })
}

export const mintingPolicy: PolicyMaker = ({ caps, apiAudiences }) => ({
  kind: 'validating',
  name: 'minting.sparekey.dev',
  title: 'asking for a token of a ServiceAccount needs the verb `mint` on its `serviceaccounts/token`',
  header: [
    'Whoever holds the verb `*` there, as cluster-admin does, holds `mint` too; `edit` and `admin` do not.',
    'Nodes (group system:nodes) and the control plane (system:apiserver, system:kube-controller-manager, system:kube-scheduler) are',
    'never asked: without their tokens no pod would start.',
    'failurePolicy Fail: a request that cannot be judged is refused, in the namespaces at the stage deny alone.',
  ],
  since: 30,
  failurePolicy: 'Fail',
  bound: 'staged',
  rules: {
    rule: { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['serviceaccounts/token'] },
    matchConditions: neverAsked,
    variables: [{ name: 'account', expression: 'request.namespace + "/" + request.name' }],
    validations: [
      {
        expression: mayMint('request.name'),
        message: 'tokens of this ServiceAccount need the verb `mint` on its serviceaccounts/token',
        messageExpression: `request.userInfo.username + " may not mint tokens of ServiceAccount " + variables.account + ": that needs the verb ${mintVerb} on its serviceaccounts/token"`,
      },
      ...capped(caps, apiAudiences.values),
    ],
  },
})

/** A request without audiences has the API server's own by the time it is asked about (pkg/registry/core/serviceaccount/storage/token.go). */
function capped({ audiences, maxSeconds, boundOnly }: GuardOptions['caps'], apiServer: readonly string[]): readonly Validation[] {
  return [
    ...(audiences === undefined
      ? []
      : [
          {
            expression: `object.spec.audiences.all(a, ${isAmong('a', audiences, apiServer)})`,
            message: `a token may be asked for these audiences only: ${audiences.map((one) => (one === '' ? 'the API server' : one)).join(', ')}`,
          },
        ]),
    ...(maxSeconds === undefined
      ? []
      : [
          {
            expression: `object.spec.?expirationSeconds.orValue(3600) <= ${maxSeconds}`,
            message: `a token may live ${maxSeconds} seconds at most`,
          },
        ]),
    ...(boundOnly === undefined
      ? []
      : [
          {
            // Where there is none it is there, and null: `has()` would be true.
            expression: 'object.spec.?boundObjectRef.orValue(null) != null',
            message: 'a token has to be bound to an object (boundObjectRef), with which it ends',
          },
        ]),
  ]
}

function isAmong(audience: string, audiences: readonly string[], apiServer: readonly string[]): string {
  const own = audiences.includes('') ? apiServer : []
  return [
    `${audience} in ${celList([...audiences, ...own])}`,
    ...(audiences.includes('') ? apiAudiencePatterns.map(({ source }) => `${audience}.matches(${JSON.stringify(source)})`) : []),
  ].join(' || ')
}
