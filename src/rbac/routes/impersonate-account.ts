// Row 2: acting as the account by impersonation, without any token. Since 1.36 a narrower pair of verbs does it too
// (apiserver pkg/endpoints/filters/impersonation): one on the account, one on what is done in its name.
import { need, type Need, type Route } from './route.ts'

const onTarget: Need = need('impersonate-on:serviceaccount:', '*', '*')

export const impersonateAccount: Route = {
  id: 'impersonate-account',
  row: 2,
  title: 'acts as the account by impersonation',
  direct: false,
  ways: [{ needs: [need('impersonate', '', 'serviceaccounts')], reach: { kind: 'account', by: 0 } }],
  remedy: 'take away `impersonate` on `serviceaccounts`, or narrow it by `resourceNames`',
}

export const impersonateAccountConstrained: Route = {
  id: 'impersonate-account-constrained',
  row: 2,
  title: 'acts as the account by impersonation, for some requests',
  direct: false,
  since: 36,
  ways: [
    {
      needs: [need('impersonate:serviceaccount', 'authentication.k8s.io', 'serviceaccounts'), onTarget],
      reach: { kind: 'account', by: 0 },
    },
  ],
  remedy: 'take away `impersonate:serviceaccount`, or narrow it by `resourceNames`',
}
