// Rows 4 to 7: reading a token that lies in a Secret of type kubernetes.io/service-account-token. `list` and `watch` return bodies;
// so do an empty patch, `deletecollection` even as a dry run, and `delete` with foreground propagation.
import { need, type Need, type Route } from './route.ts'

/** Every right that returns the body of a Secret which the holder did not write. */
export const secretReads: readonly Need[] = [
  need('get list watch patch delete', '', 'secrets'),
  need('deletecollection', '', 'secrets'),
]

const remedy =
  'take it away, or narrow it by `resourceNames` to Secrets that hold no token; replace token Secrets by bound tokens'

export const readTokenSecret: Route = {
  id: 'read-token-secret',
  row: 4,
  title: 'reads a Secret that holds the token',
  direct: false,
  ways: [{ needs: [need('get list watch', '', 'secrets')], reach: { kind: 'tokenSecrets', by: 0 } }],
  remedy,
}

export const patchTokenSecret: Route = {
  id: 'patch-token-secret',
  row: 5,
  title: 'reads a Secret that holds the token, from the answer to an empty patch',
  direct: false,
  ways: [{ needs: [need('patch', '', 'secrets')], reach: { kind: 'tokenSecrets', by: 0 } }],
  remedy,
}

export const deleteCollectionOfSecrets: Route = {
  id: 'delete-collection-of-secrets',
  row: 6,
  title: 'reads Secrets that hold tokens, from the answer to a deletion that may be a dry run',
  direct: false,
  ways: [{ needs: [need('deletecollection', '', 'secrets')], reach: { kind: 'tokenSecrets', by: 0 } }],
  remedy,
}

export const deleteTokenSecret: Route = {
  id: 'delete-token-secret',
  row: 7,
  title: 'reads a Secret that holds the token, from the answer to its deletion in the foreground',
  direct: false,
  ways: [{ needs: [need('delete', '', 'secrets')], reach: { kind: 'tokenSecrets', by: 0 } }],
  remedy,
}
