// What a request was about, from the event's objectRef, or from its path where there is none: Log Analytics leaves it out for lists.
// Paths are read as pkg/endpoints/request/requestinfo.go reads them. What a client can make up is kept only where it has the form of
// a name; a path that is no resource becomes one of a few known ones.
import type { AuditEvent } from './audit-event.ts'

/** What a request was about. `resource` begins with a slash for what is no resource. */
export interface RequestTarget {
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
}

/** What stands in the place of a path that is not known: what it said is not kept. */
export const otherPath = '/?'

/** Paths that are kept: as they are, or those below them as `/…/*`. */
export const knownPaths: readonly string[] = [
  '/',
  '/.well-known',
  '/api',
  '/apis',
  '/debug',
  '/healthz',
  '/livez',
  '/logs',
  '/metrics',
  '/openapi',
  '/openid',
  '/readyz',
  '/swagger-2.0.0.pb-v1',
  '/swagger.json',
  '/version',
]

/** What an event's request was about. */
export function targetOf({ objectRef, requestURI }: Pick<AuditEvent, 'objectRef' | 'requestURI'>): RequestTarget {
  if (objectRef !== undefined && objectRef.resource !== '') {
    const { apiGroup, resource, subresource, namespace } = objectRef
    return { group: kept(apiGroup), resource: kept(resource), subresource: kept(subresource), namespace: kept(namespace) }
  }
  const path = pathOf(requestURI)
  const { group, resource, subresource, namespace } = resourceIn(path) ?? { ...nothing, resource: pathClass(path) }
  return { group: kept(group), resource: kept(resource), subresource: kept(subresource), namespace: kept(namespace) }
}

const nothing: RequestTarget = { group: '', resource: '', subresource: '', namespace: '' }

function pathOf(uri: string): string {
  const end = uri.search(/[?#]/)
  return end < 0 ? uri : uri.slice(0, end)
}

/** @returns `undefined` for a path that is no resource: discovery, health, metrics */
function resourceIn(path: string): RequestTarget | undefined {
  const parts = path.split('/').filter((part) => part !== '')
  const legacy = parts[0] === 'api'
  if (!legacy && parts[0] !== 'apis') return undefined
  const group = legacy ? '' : (parts[1] ?? '')
  // The old prefixes /watch/ and /proxy/ stand before the namespace.
  const rest = parts.slice(legacy ? 2 : 3).filter((part, i) => i > 0 || (part !== 'watch' && part !== 'proxy'))
  const [first, namespace, resource, , sub] = rest
  if (first === undefined) return undefined
  if (first !== 'namespaces' || namespace === undefined) return { ...nothing, group, resource: first, subresource: rest[2] ?? '' }
  if (resource === undefined) return { ...nothing, group, resource: 'namespaces', namespace }
  // `status` and `finalize` belong to the namespace itself; nothing else is a subresource of it.
  if (resource === 'status' || resource === 'finalize') return { group, resource: 'namespaces', subresource: resource, namespace }
  return { group, resource, subresource: sub ?? '', namespace }
}

function pathClass(path: string): string {
  const known = knownPaths.find((one) => path === one || (one !== '/' && path.startsWith(`${one}/`)))
  if (known === undefined) return otherPath
  return path === known ? known : `${known}/*`
}

/** The form of a name, path or verb; queries use it too. */
export const keptForm: RegExp = /^[A-Za-z0-9._:*/?-]{0,253}$/

/** A text of the form of a name, path or verb; a question mark for what a client made up. */
export function kept(text: string): string {
  return keptForm.test(text) ? text : '?'
}
