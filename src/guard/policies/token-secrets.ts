// A Secret of type kubernetes.io/service-account-token is a token that never ends: making one, pointing one at another account, or making
// an invalid one good again needs the same right as asking for a token.
import { keys, tokenSecretType } from '../../kube/index.ts'
import { annotation, annotationsOf, celText } from '../cel.ts'
import { mintVerb } from '../names.ts'
import type { PolicyMaker } from '../policy.ts'
import { mayMint, neverAsked } from './minting.ts'

const accountOf = (object: 'object' | 'oldObject'): string => annotation(annotationsOf(object), celText(keys.secretAccountName))
const isInvalid = (object: 'object' | 'oldObject'): string =>
  `("${keys.legacyTokenInvalidSince}" in ${object}.metadata.?labels.orValue({}))`

export const tokenSecretsPolicy: PolicyMaker = () => ({
  kind: 'validating',
  name: 'token-secrets.sparekey.dev',
  title: 'a Secret that holds a token needs the verb `mint` on the `serviceaccounts/token` of the account that it names',
  header: [
    'Making one, naming another account in one, and taking the label legacy-token-invalid-since off one.',
    'The control plane fills and cleans such Secrets as system:kube-controller-manager, which is never asked.',
    'The body of the Secret is not read. failurePolicy Fail: what cannot be judged is refused, at the stage deny alone.',
  ],
  since: 30,
  failurePolicy: 'Fail',
  bound: 'staged',
  rules: {
    rule: { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['secrets'] },
    matchConditions: [
      ...neverAsked,
      { name: 'token-secret', expression: `object.?type.orValue("") == "${tokenSecretType}"` },
      {
        name: 'new-key',
        expression: `oldObject == null || ${accountOf('object')} != ${accountOf('oldObject')} || (${isInvalid('oldObject')} && !${isInvalid('object')})`,
      },
    ],
    variables: [{ name: 'account', expression: accountOf('object') }],
    validations: [
      {
        expression: mayMint('variables.account'),
        message: 'a Secret that holds a token needs the verb `mint` on the serviceaccounts/token of its account',
        messageExpression: `request.userInfo.username + " may not make a token of ServiceAccount " + request.namespace + "/" + variables.account + ": that needs the verb ${mintVerb} on its serviceaccounts/token"`,
      },
    ],
  },
})
