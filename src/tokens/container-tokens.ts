// Which tokens one container holds: what its mounts let it see of the volumes, and what its environment takes from Secrets.
import type { AccountRef, Container, Gap, ObjectRef } from '../kube/index.ts'
import { legacyToken, type TokenFacts, type VolumeToken } from './volume-tokens.ts'
import type { DecidedBy, Removal, Token } from './token.ts'

/** A volume's token with all that is known of it but the place in a container. */
export interface ReadyToken extends VolumeToken {
  readonly volume: string
  readonly decidedBy: DecidedBy
  readonly removal: Removal
}

/** A mount of a container: its own, or the one that admission adds. */
export interface SeenMount {
  readonly mountPath: string
  readonly subPath?: string
  readonly subPathExpr?: string
  readonly tokens: readonly ReadyToken[]
  /** Set where admission added the mount: then the automount decision put the token here, whatever volume it is in. */
  readonly automount?: { readonly decidedBy: DecidedBy; readonly removal: Removal }
}

interface Held {
  readonly tokens: readonly Token[]
  readonly gaps: readonly Gap[]
}

/**
 * @param object - the object that the container is written in, for gaps
 */
export function tokensByMounts(container: Container, mounts: readonly SeenMount[], object: ObjectRef): Held {
  const tokens: Token[] = []
  const gaps: Gap[] = []
  for (const mount of mounts) {
    for (const token of mount.tokens) {
      const seen = pathIn(mount, token.file)
      if (seen === undefined) continue
      if (seen.computed)
        gaps.push({ kind: 'subPathComputed', object, container: container.name, expression: mount.subPathExpr ?? '' })
      tokens.push({
        source: mount.automount === undefined ? token.source : 'automount',
        account: token.account,
        audience: token.audience,
        apiServer: token.apiServer,
        place: { kind: 'file', path: seen.path, volume: token.volume },
        expirationSeconds: token.expirationSeconds,
        decidedBy: mount.automount?.decidedBy ?? token.decidedBy,
        removal: mount.automount?.removal ?? token.removal,
        alsoRemoves: mount.automount === undefined ? [] : ['ca.crt', 'namespace'],
      })
    }
  }
  return { tokens, gaps }
}

/** Where a volume's file appears under a mount; `undefined` where a `subPath` leaves it out. */
function pathIn(mount: SeenMount, file: string): { readonly path: string; readonly computed: boolean } | undefined {
  const base = mount.mountPath.replace(/\/+$/, '')
  const expression = mount.subPathExpr ?? ''
  if (/\$\(/.test(expression)) return { path: mount.mountPath, computed: true }
  const sub = (mount.subPath ?? expression).replace(/^(\.\/)+|\/+$/g, '')
  if (file === '') return { path: mount.mountPath, computed: false }
  if (sub === '' || sub === '.') return { path: `${base}/${file}`, computed: false }
  if (file === sub) return { path: mount.mountPath, computed: false }
  return file.startsWith(`${sub}/`) ? { path: `${base}${file.slice(sub.length)}`, computed: false } : undefined
}

/**
 * Tokens that a container takes from Secrets into its environment. Only the key `token` of a token Secret is one; `envFrom`
 * takes all keys.
 *
 * @param field - the path of the container in its object, as `spec.containers[0]`
 */
export function tokensByEnvironment(
  container: Container,
  field: string,
  object: ObjectRef,
  pod: AccountRef,
  facts: TokenFacts,
): Held {
  const tokens: Token[] = []
  const gaps: Gap[] = []
  const take = (secret: string | undefined, variable: string, at: string) => {
    if (secret === undefined) return
    const fact = facts.secret(pod.namespace, secret)
    if (fact.kind === 'unknown') gaps.push({ kind: 'secretUnknown', namespace: pod.namespace, name: secret })
    if (fact.kind !== 'token') return
    tokens.push({
      ...legacyToken(fact.account),
      source: 'secret',
      place: { kind: 'environment', variable },
      decidedBy: { object, field: at, value: secret },
      removal: {
        kind: 'edit',
        object,
        field: at,
        value: null,
        instruction: 'remove this variable; no edit of `automountServiceAccountToken` takes it away',
      },
      alsoRemoves: [],
    })
  }
  container.env.forEach((variable, i) => {
    const ref = variable.valueFrom?.secretKeyRef
    if (ref?.key === 'token') take(ref.name, variable.name, `${field}.env[${i}].valueFrom.secretKeyRef`)
  })
  container.envFrom.forEach((source, i) => {
    take(source.secretRef?.name, `${source.prefix ?? ''}token`, `${field}.envFrom[${i}].secretRef`)
  })
  return { tokens, gaps }
}
