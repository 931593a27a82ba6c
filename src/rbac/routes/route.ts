// What a route is: the rights that together lead to somebody's token, and whose token that is. Each route is a table in its own file.
// Numbers are the rows of the list of routes in docs/routes.md.

/** One right that a route needs, as requests that RBAC is asked about. */
export interface Need {
  /** Any of these will do. An entry that ends in `:` stands for every verb that begins so. */
  readonly verbs: readonly string[]
  readonly apiGroup: string
  readonly resource: string
  /** `''` for the resource itself. */
  readonly subresource: string
  /**
   * Whether the request carries the object's name, so that `resourceNames` narrow it. A plain `create` and `deletecollection` carry
   * none: a rule with `resourceNames` never allows them (requestinfo.go).
   */
  readonly named: boolean
  /** Cluster-scoped resources are granted by ClusterRoleBindings alone. */
  readonly clusterScoped: boolean
  /** Only these names lead on; absent: every name. */
  readonly onlyNames?: readonly string[]
}

/** Whose token is reached. `by` is the place, among the way's needs, of the one whose names choose it; absent: all of them. */
export type Reach =
  /** The account that the need names, or every account of the namespace. */
  | { readonly kind: 'account'; readonly by?: number }
  /** Any account of the namespace: the holder writes its name. */
  | { readonly kind: 'anyAccount' }
  /** Any account of the namespace, as long as the Secret that the need names holds a token. */
  | { readonly kind: 'anyAccountByTokenSecret'; readonly by?: number }
  /** The accounts of the pods that the need names, as they run now. */
  | { readonly kind: 'pods'; readonly by?: number }
  /** The accounts whose token the Secrets hold that the need names. */
  | { readonly kind: 'tokenSecrets'; readonly by?: number }
  /** The accounts of the pods on the nodes that the need names. */
  | { readonly kind: 'nodes'; readonly by?: number }
  /** The accounts of pods with volumes of CSI drivers. */
  | { readonly kind: 'csiPods' }
  /** Any account of the cluster. */
  | { readonly kind: 'anyAccountOfCluster' }
  /** The users that the need names. */
  | { readonly kind: 'users'; readonly by?: number }
  /** The groups that the need names; without names that is `system:masters`. */
  | { readonly kind: 'groups'; readonly by?: number }
  /** What the holder comes to by writing roles and bindings: raise.ts says what. */
  | { readonly kind: 'raised' }
  /** Accounts that bindings name and that do not exist. */
  | { readonly kind: 'danglingAccounts'; readonly by?: number }

/** One way to take a route: all its needs at once. */
export interface Way {
  readonly needs: readonly [Need, ...Need[]]
  /** Places of needs whose names must have one in common, as the requests concern the same object. */
  readonly sameName?: readonly number[]
  readonly reach: Reach
}

/** One route. */
export interface Route {
  readonly id: string
  /** The row of docs/routes.md. */
  readonly row: number
  /** What the holder does, as a verb phrase. */
  readonly title: string
  /** Whether it is the request for a new token itself (TokenRequest), rather than a way around it. */
  readonly direct: boolean
  readonly ways: readonly [Way, ...Way[]]
  /** The first minor version of Kubernetes 1.x where it works, and the last. */
  readonly since?: number
  readonly until?: number
  /** What it needs that RBAC does not show; such a route is reported, and no chain is built on it. */
  readonly besides?: string
  readonly remedy: string
}

/** A namespaced right; `resource` as in RBAC, with its subresource behind a slash. */
export function need(verbs: string, apiGroup: string, resource: string): Need {
  const [plain = '', subresource = ''] = resource.split('/')
  const list = verbs.split(' ')
  const named = !list.every((verb) => verb === 'deletecollection' || (verb === 'create' && subresource === ''))
  return { verbs: list, apiGroup, resource: plain, subresource, named, clusterScoped: false }
}

/** The same for a cluster-scoped resource. */
export function clusterNeed(verbs: string, apiGroup: string, resource: string): Need {
  return { ...need(verbs, apiGroup, resource), clusterScoped: true }
}

/** A right that only leads on for some names. */
export function onlyFor(names: readonly string[], right: Need): Need {
  return { ...right, onlyNames: names }
}

/** `create` that carries a name: server-side apply and PUT ask for it once more, with the object's name (handlers/patch.go). */
export function namedCreate(right: Need): Need {
  return { ...right, verbs: ['create'], named: true }
}

/**
 * The ways to create an object: by POST, which carries no name, or by server-side apply, which asks for `patch` and for `create`
 * of one and the same name.
 */
export function creates(right: Need, others: readonly Need[], reach: Reach): readonly [Way, Way] {
  const post: Need = { ...right, verbs: ['create'], named: false }
  const patch: Need = { ...right, verbs: ['patch'], named: true }
  return [
    { needs: [post, ...others], reach },
    { needs: [namedCreate(right), patch, ...others], sameName: [0, 1], reach },
  ]
}
