// What a request tells about the need for a token: discovery, health and questions about oneself are made by every client library and
// by curious people; they show that a token was used, and no need for one.
import type { RequestTarget } from './request-target.ts'

/** `noise` needs no token; `election` is work on a lease, which shows a controller at work. */
export type Purpose = 'noise' | 'election' | 'work'

const noisyPaths =
  /^\/($|api$|api\/|apis$|apis\/|openapi(\/|$)|openid(\/|$)|\.well-known(\/|$)|version$|version\/|healthz(\/|$)|livez(\/|$)|readyz(\/|$)|swagger)/

const selfReviews: ReadonlySet<string> = new Set([
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectrulesreviews',
  'authentication.k8s.io/selfsubjectreviews',
])

/** What a request was for. */
export function purposeOf({ group, resource }: Pick<RequestTarget, 'group' | 'resource'>): Purpose {
  if (resource.startsWith('/')) return noisyPaths.test(resource) ? 'noise' : 'work'
  if (selfReviews.has(`${group}/${resource}`)) return 'noise'
  return group === 'coordination.k8s.io' && resource === 'leases' ? 'election' : 'work'
}
