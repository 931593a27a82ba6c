// The few phrases that every format for people says alike: a field and its value, an audience, a lifetime, a time, a count.
import { formatName, type ObjectRef } from '../kube/index.ts'
import type { ContainerReport, DecidedByReport, Finding, SourceReport, TokenReport } from '../verdict/index.ts'

/** A place in a file of the input. */
export type Place = NonNullable<Finding['location']>

const automountField = 'automountServiceAccountToken'

/** `Kind/name`, as kubectl takes it. */
export function kindAndName(ref: ObjectRef): string {
  return `${ref.kind}/${ref.name}`
}

/** `namespace/Kind/name`, or `Kind/name` of a cluster-scoped object. */
export function fullName(ref: ObjectRef): string {
  return ref.namespace === undefined ? kindAndName(ref) : `${ref.namespace}/${kindAndName(ref)}`
}

/** The deciding field with its value: `ServiceAccount shop/default: automountServiceAccountToken not set`. */
export function decidedPhrase(decidedBy: DecidedByReport): string {
  return `${decidedBy.object.kind} ${formatName(decidedBy.object)}: ${fieldPhrase(decidedBy)}`
}

/** A field with its value, as YAML would have it: `hostNetwork: true`, `audience: ""`, `automountServiceAccountToken not set`. */
export function fieldPhrase(decidedBy: DecidedByReport): string {
  const { field, value } = decidedBy
  return value === null ? `${field} not set` : `${field}: ${value === '' ? '""' : String(value)}`
}

/** The deciding field in a few words, for a column: `account: automount not set`, `volume ci: Secret`. */
export function whyPhrase(token: TokenReport): string {
  const { object, field, value } = token.decidedBy
  if (field.endsWith(automountField)) {
    const holder = object.kind === 'ServiceAccount' ? 'account' : 'pod'
    return `${holder}: automount ${value === null ? 'not set' : String(value)}`
  }
  const place = token.environment === undefined ? `volume ${token.volume ?? '?'}` : `env ${token.environment}`
  const what = { automount: 'automount', projected: 'projected', secret: 'Secret', csi: 'CSI driver' }[token.source]
  return `${place}: ${what}`
}

/** The account whose token it is: the bare name where its namespace is that of the workload. */
export function accountPhrase(serviceAccount: string, namespace: string): string {
  return serviceAccount.startsWith(`${namespace}/`) ? serviceAccount.slice(namespace.length + 1) : serviceAccount
}

/** For whom a token is good. */
export function audiencePhrase(token: TokenReport): string {
  if (token.audience === null) return 'API server (default)'
  return token.apiServer ? `API server (${token.audience})` : token.audience
}

/** How long a token lives. */
export function expiryPhrase(seconds: number | null): string {
  return seconds === null ? 'never' : `${seconds} s`
}

/** Where the container finds the token; `undefined` where it finds none itself. */
export function placePhrase(token: TokenReport): string | undefined {
  return token.path ?? (token.environment === undefined ? undefined : `env ${token.environment}`)
}

/** The name of a container, with its type where it is no plain one. */
export function containerPhrase(container: Pick<ContainerReport, 'name' | 'type'>): string {
  return container.type === 'container' ? container.name : `${container.name} (${container.type})`
}

/** `file:line:column`. */
export function locationPhrase(location: Place): string {
  return `${location.file}:${location.line}:${location.column}`
}

/** What was audited: `live cluster prod, Kubernetes v1.36.3, namespaces a, b`. */
export function sourcePhrase(source: SourceReport): string {
  const kind = { live: 'live cluster', manifests: 'manifests', snapshot: 'snapshot' }[source.kind]
  const parts = [`${kind} ${source.description}`]
  if (source.takenAt !== undefined) parts.push(`taken ${timePhrase(source.takenAt)}`)
  if (source.serverVersion !== undefined) parts.push(`Kubernetes ${source.serverVersion}`)
  const namespaces = source.namespaces ?? []
  if (namespaces.length > 0) parts.push(`${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${listPhrase(namespaces, 4)}`)
  return parts.join(', ')
}

/** `2026-11-24 02:57 UTC` for a time in UTC; any other time as it came. */
export function timePhrase(time: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(time)
  return parts === null ? time : `${parts[1]} ${parts[2]} UTC`
}

/** `1 container`, `2 containers`. */
export function countPhrase(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** The first few of a list, and how many more there are. */
export function listPhrase(items: readonly string[], atMost: number): string {
  if (items.length <= atMost) return items.join(', ')
  return `${items.slice(0, atMost).join(', ')} +${items.length - atMost}`
}
