// Row 1: asking for a token by TokenRequest. The only right asked for is `create` on the subresource, with the account's name
// (pkg/registry/core/serviceaccount/storage/token.go): nobody checks that the caller may read the account.
import { need, type Route } from './route.ts'

export const mintToken: Route = {
  id: 'mint-token',
  row: 1,
  title: 'asks for a new token of the account (TokenRequest)',
  direct: true,
  ways: [{ needs: [need('create', '', 'serviceaccounts/token')], reach: { kind: 'account', by: 0 } }],
  remedy: 'narrow `serviceaccounts/token` to the accounts that need it by `resourceNames`, or take it away',
}
