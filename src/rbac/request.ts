// What the API server asks an authorizer: who, and which verb on what. Attributes as pkg/endpoints/request/requestinfo.go makes them.

/** Who asks, as authentication left it. */
export interface UserInfo {
  readonly name: string
  readonly groups: readonly string[]
}

/** A request for a resource of the API. Empty `namespace`: cluster-scoped, or all namespaces. Empty `name`: create, list, deletecollection. */
export interface ResourceRequest {
  readonly kind: 'resource'
  readonly verb: string
  /** `''` is the core group. */
  readonly apiGroup: string
  readonly resource: string
  /** `''` for the resource itself. */
  readonly subresource: string
  readonly namespace: string
  readonly name: string
}

/** A request for a path, as `/healthz`. */
export interface NonResourceRequest {
  readonly kind: 'nonResource'
  readonly verb: string
  readonly path: string
}

/** Any request. */
export type Request = ResourceRequest | NonResourceRequest

/** The request that mints a token: `create` on the subresource, with the account's name (requestinfo.go puts it there). */
export function mintRequest(account: { readonly namespace: string; readonly name: string }): ResourceRequest {
  return { ...account, kind: 'resource', verb: 'create', apiGroup: '', resource: 'serviceaccounts', subresource: 'token' }
}
