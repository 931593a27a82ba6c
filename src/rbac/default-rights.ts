// What upstream grants to every authenticated account, as data: an account with no more than this has a powerless token.
// From plugin/pkg/auth/authorizer/rbac/bootstrappolicy (1.30 to 1.36): system:basic-user, system:discovery,
// system:public-info-viewer, and system:service-account-issuer-discovery, which every service account has.

/** Paths that may be read. */
export const defaultUrls: ReadonlySet<string> = new Set([
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
  '/.well-known/openid-configuration',
  '/.well-known/openid-configuration/',
  '/openid/v1/jwks',
  '/openid/v1/jwks/',
])

/** Questions that one may ask about oneself, as `group/resource`; the only verb is `create`. */
export const defaultReviews: ReadonlySet<string> = new Set([
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectrulesreviews',
  'authentication.k8s.io/selfsubjectreviews',
])
