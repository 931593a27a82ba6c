// Row 9: making an existing token Secret name another account, with its uid and data emptied: the token controller fills it anew.
import { need, type Route } from './route.ts'

export const repointTokenSecret: Route = {
  id: 'repoint-token-secret',
  row: 9,
  title: 'points a Secret that holds a token at the account, and the token controller fills it anew',
  direct: false,
  ways: [{ needs: [need('patch', '', 'secrets')], reach: { kind: 'anyAccountByTokenSecret', by: 0 } }],
  remedy: 'take away `patch` on `secrets`, and replace token Secrets by bound tokens',
}
