// Attempts to get a token by asking for one, and by being somebody else.
import { as, at, byRbac, guard, mint, needsMint, possible, post, robot, roles, type Row } from './attack.cases.ts'

/** Of docs/guard.md, in its order. */
export const minting: readonly Row[] = [
  ['edit', 'asks for a token of an account', mint('app'), guard, needsMint],
  ['writer', 'asks for a token of an account', mint('app'), guard, needsMint],
  [
    'edit',
    'asks for a token by a dry run, which gives a real one',
    { ...mint('app'), path: `${at}/serviceaccounts/app/token?dryRun=All` },
    guard,
    needsMint,
  ],
  ['edit', 'asks for a token for another audience', mint('app', { audiences: ['vault'] }), guard, needsMint],
  [
    'edit',
    'asks for a token bound to a pod that runs',
    mint('web', { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'holder' } }),
    guard,
    needsMint,
  ],
  [
    'edit',
    'asks in YAML',
    { ...mint('app'), body: 'spec: {expirationSeconds: 600}\n', contentType: 'application/yaml' },
    guard,
    needsMint,
  ],
  ['edit', 'asks for a token of `default`', mint('default'), guard, needsMint],
  [
    'edit',
    'asks for a token of an excepted account',
    mint('web'),
    guard,
    'an exception is for pods; minting needs the verb `mint`',
  ],
  [
    'edit',
    'makes an account and asks for its token at once',
    [post(`${at}/serviceaccounts`, { metadata: { name: 'fresh' } }), mint('fresh')],
    guard,
    needsMint,
  ],
  [
    'edit',
    'asks in another namespace',
    mint('default', {}, '/api/v1/namespaces/kube-system'),
    byRbac,
    'the rights end at the namespace',
  ],
  [
    'edit',
    'asks as an account that may create tokens, by impersonation',
    as(robot, mint('app')),
    guard,
    'the account impersonated needs `mint` itself',
  ],
  [
    'writer',
    'asks as an account that may create tokens, by impersonation',
    as(robot, mint('app')),
    guard,
    'the account impersonated needs `mint` itself',
  ],
  [
    'edit',
    'says to be of the group system:nodes',
    as(robot, mint('app'), { 'impersonate-group': 'system:nodes' }),
    byRbac,
    '`edit` may impersonate accounts, and no groups',
  ],
  [
    'edit',
    'says to be the controller manager',
    as('system:kube-controller-manager', mint('app')),
    byRbac,
    '`edit` may impersonate accounts, and no users',
  ],
  [
    'edit',
    'acts as another account, without any token',
    as(robot, { method: 'GET', path: `${at}/secrets` }),
    possible,
    'no admission is asked before impersonation: take `impersonate` on `serviceaccounts` away (`sparekey who-can` names who has it)',
  ],
  [
    'writer',
    'acts as another account, without any token',
    as(robot, { method: 'GET', path: `${at}/secrets` }),
    possible,
    'Azure RBAC Writer may impersonate: give a role of your own without `serviceaccounts/impersonate/action`',
  ],
  [
    'edit',
    'acts as an account of kube-system',
    as('system:serviceaccount:kube-system:namespace-controller', { method: 'GET', path: `${at}/pods` }),
    byRbac,
    'the rights end at the namespace',
  ],
  [
    'edit',
    'grants itself `mint`',
    post(roles, {
      metadata: { name: 'mine' },
      rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['mint'] }],
    }),
    byRbac,
    '`edit` writes no roles',
  ],
  [
    'edit',
    'grants `mint` as an account that holds `admin`',
    as(
      robot,
      post(roles, {
        metadata: { name: 'mine' },
        rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['mint'] }],
      }),
    ),
    byRbac,
    'nobody grants what they do not hold, and `admin` does not hold `mint`',
  ],
]
