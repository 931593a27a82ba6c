// Decides whether a token's audience is the API server's own: only then is it a key to the cluster.

/** Which audiences the API server accepts beside the empty one, and how that is known. */
export interface ApiAudiences {
  readonly values: readonly string[]
  readonly from: 'given' | 'discovered' | 'default'
}

/** What kube-apiserver accepts where nobody set `--api-audiences` or `--service-account-issuer` to anything else. */
export const defaultApiAudiences: ApiAudiences = {
  values: ['https://kubernetes.default.svc', 'https://kubernetes.default.svc.cluster.local'],
  from: 'default',
}

/**
 * Hosts under which AKS serves API servers and issuers (learn.microsoft.com/azure/aks: use-oidc-issuer, cluster FQDNs; read
 * 2026-08-21). A pattern, not a list: the cluster's own name is not known to a folder of manifests.
 */
export const apiAudiencePatterns: readonly RegExp[] = [
  /^(https:\/\/)?[a-z0-9.-]+\.azmk8s\.io(:443)?\/?$/,
  /^https:\/\/[a-z0-9-]+\.oic\.prod-aks\.azure\.com\//,
]

/**
 * @param audience - as a volume asks for it; `undefined` or `''` is the default audience
 * @returns whether the API server would accept the token (kube-apiserver `--api-audiences`, semantics §2)
 */
export function isApiAudience(audience: string | undefined, known: ApiAudiences): boolean {
  if (audience === undefined || audience === '') return true
  return known.values.includes(audience) || apiAudiencePatterns.some((host) => host.test(audience))
}
