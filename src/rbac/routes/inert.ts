// What looks like a way to a token and is none, with the reason: asked about in reviews, reported by other tools, and left out here.
// The rows are those of docs/routes.md; the page is tested against both lists.

/** A right that reaches no token by itself. */
export interface InertRight {
  /** The row of docs/routes.md; absent for what has none. */
  readonly row?: number
  readonly right: string
  readonly reason: string
}

/** All of them. */
export const inertRights: readonly InertRight[] = [
  { right: '`create`, `update` on `podtemplates`', reason: 'no controller makes pods of them' },
  { right: '`update` on `*/scale`', reason: 'more pods of the same template, as the same account' },
  {
    right: '`create` on `secrets` with `resourceNames` alone',
    reason: 'a plain create carries no name, so the rule never matches; together with `patch` on the same name it is row 8',
  },
  { right: '`deletecollection` with `resourceNames`', reason: 'the request carries no name, so the rule never matches' },
  { right: '`patch`, `update` on `jobs`', reason: "a Job's template can't be changed" },
  { right: '`get` on `serviceaccounts`', reason: 'the object holds no token; the token is made by `create` on its subresource' },
  {
    row: 27,
    right: 'writing `rolebindings` or `clusterrolebindings` without `bind`',
    reason:
      'the API server lets one hand on only rights that one has: it spreads what the other rows show, and adds nothing; together with `escalate` it is row 26',
  },
  {
    row: 29,
    right: '`update`, `patch` on `serviceaccounts`',
    reason:
      "it can undo `automountServiceAccountToken: false` and change a cloud identity's annotation, but yields no token by itself",
  },
  {
    row: 30,
    right: '`patch`, `update` on `namespaces`',
    reason: 'it can lower the pod security level, which widens row 10, but yields no token by itself',
  },
  {
    row: 31,
    right: '`create` on `bindings`, `patch` on `nodes`',
    reason: 'it steers pods to a node, and needs control of that node besides',
  },
  { row: 32, right: '`create` on `tokenreviews`', reason: 'it tells whether a token is good, and gives none' },
  { row: 33, right: '`nodes/log`, `nodes/metrics`, `nodes/stats`', reason: 'the kubelet runs nothing there and shows no token' },
  { row: 34, right: '`update` on `secrets`', reason: 'the answer holds what was sent; it reads nothing' },
]
