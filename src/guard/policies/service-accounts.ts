// Accounts that do not say whether their pods get a token say no from the moment they are made, `default` accounts of new namespaces
// too. Where the API server cannot change objects by itself (before 1.36) whoever makes one is warned.
import { keys } from '../../kube/index.ts'
import { annotationsOf } from '../cel.ts'
import type { PolicyMaker } from '../policy.ts'

const accounts = {
  apiGroups: [''],
  apiVersions: ['v1'],
  operations: ['CREATE', 'UPDATE'],
  resources: ['serviceaccounts'],
} as const

/** A new account that does not say, or one that no longer says no. What has always been silent is left to a plan, which can take it back. */
const silent =
  '!has(object.automountServiceAccountToken) && (oldObject == null || oldObject.?automountServiceAccountToken.orValue(true) == false)'
const excepted = `"${keys.requiredReason}" in ${annotationsOf('object')}`

export const accountDefaults: PolicyMaker = () => ({
  kind: 'mutating',
  name: 'service-account-defaults.sparekey.dev',
  title: 'a ServiceAccount that does not say `automountServiceAccountToken` is made with `false`',
  header: [
    'At the stage deny. New accounts, `default` of new namespaces among them, and accounts from which somebody removes a `false`.',
    'Accounts that carry an exception are left alone, and so is an old account that never said anything: a plan changes that,',
    'and can take it back.',
    'failurePolicy Ignore: if it cannot be evaluated the account is made as it was written, and the policy on pods still refuses.',
  ],
  since: 36,
  failurePolicy: 'Ignore',
  rules: {
    rule: accounts,
    matchConditions: [
      { name: 'silent', expression: silent },
      { name: 'not-excepted', expression: `!(${excepted})` },
    ],
    apply: 'Object{automountServiceAccountToken: false}',
  },
})

export const accountWarnings: PolicyMaker = ({ minor }) => ({
  kind: 'validating',
  name: 'service-accounts.sparekey.dev',
  title: 'a ServiceAccount says whether its pods get a token',
  header: [
    'It never refuses: at the stage deny it warns too, and from Kubernetes 1.36 the policy on defaults writes the field there.',
    ...(minor < 36
      ? ['Before 1.36 nothing writes the field: `default` accounts of new namespaces stay silent until a plan changes them.']
      : []),
    'failurePolicy Ignore: it only warns.',
  ],
  since: 30,
  failurePolicy: 'Ignore',
  bound: 'warned',
  rules: {
    rule: accounts,
    matchConditions: [{ name: 'silent', expression: silent }],
    variables: [],
    validations: [
      {
        expression: excepted,
        message:
          'the ServiceAccount does not set automountServiceAccountToken, so that every pod of it gets a token for the API server: set it to false, and to true in the workloads that need one',
      },
    ],
  },
})
