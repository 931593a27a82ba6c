// The well-known strings of Kubernetes that tokens turn on, each spelled once and as upstream spells it.

/** Where the ServiceAccount admission plugin mounts a token (plugin/pkg/admission/serviceaccount/admission.go). */
export const defaultTokenMountPath = '/var/run/secrets/kubernetes.io/serviceaccount'

/** How the names of the volumes begin that the plugin makes, or takes for its own. */
export const injectedVolumePrefix = 'kube-api-access-'

/** The lifetime that the plugin asks for, in seconds (pkg/serviceaccount/claims.go, WarnOnlyBoundTokenExpirationSeconds). */
export const injectedExpirationSeconds = 3607

/** The lifetime of a projected token that names none, in seconds. */
export const projectedExpirationSeconds = 3600

/** The account of a pod that names none. */
export const defaultServiceAccountName = 'default'

/** The `type` of a Secret that the token controller fills. */
export const tokenSecretType = 'kubernetes.io/service-account-token'

/** How the statements on an object itself begin. */
export const statementPrefix = 'sparekey.dev/'

/** What stands between an account's name and the words of a statement on it that is written on another object. */
export const exceptionInfix = '.exceptions.sparekey.dev/'

/** The annotations and labels that are read, wherever they stand. */
export const keys = {
  mirrorPod: 'kubernetes.io/config.mirror',
  secretAccountName: 'kubernetes.io/service-account.name',
  legacyTokenLastUsed: 'kubernetes.io/legacy-token-last-used',
  legacyTokenInvalidSince: 'kubernetes.io/legacy-token-invalid-since',
  helmReleaseName: 'meta.helm.sh/release-name',
  helmReleaseNamespace: 'meta.helm.sh/release-namespace',
  requiredReason: 'sparekey.dev/token-required',
  requiredOwner: 'sparekey.dev/token-owner',
  requiredUntil: 'sparekey.dev/token-until',
  tokenNeeds: 'sparekey.dev/token-needs',
  tokenContainers: 'sparekey.dev/token-containers',
  tokenWorkloads: 'sparekey.dev/token-workloads',
  renewedAt: 'sparekey.dev/renewed-at',
  argoTracking: 'argocd.argoproj.io/tracking-id',
  configSync: 'configmanagement.gke.io/managed',
  bootstrapping: 'kubernetes.io/bootstrapping',
  azureClientId: 'azure.workload.identity/client-id',
  guardTitle: 'sparekey.dev/title',
  guardOptions: 'sparekey.dev/guard-options',
} as const

/** Groups that every service account is in (pkg/serviceaccount/util.go, MakeGroupNames, and the authenticator's own). */
export const groups = {
  authenticated: 'system:authenticated',
  unauthenticated: 'system:unauthenticated',
  serviceAccounts: 'system:serviceaccounts',
} as const

/** The group of all service accounts of one namespace. */
export function namespaceAccountsGroup(namespace: string): string {
  return `${groups.serviceAccounts}:${namespace}`
}

/** The user name under which a service account's token authenticates. */
export function serviceAccountUserName(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`
}
