// What a token in a container is: its source, whose it is, who accepts it, where it stands, and the field that put it there.
import type { AccountRef, ObjectRef } from '../kube/index.ts'

/** The field that decided something; `null` is a field that is absent. */
export interface DecidedBy {
  readonly object: ObjectRef
  /** From the object's root, as `spec.template.spec.automountServiceAccountToken`. */
  readonly field: string
  readonly value: boolean | string | null
}

/** The one edit that takes a token away, or why there is none. */
export type Removal =
  | {
      readonly kind: 'edit'
      readonly object: ObjectRef
      readonly field: string
      readonly value: boolean | null
      readonly instruction: string
    }
  | { readonly kind: 'none'; readonly reason: string }

/** Where in a container a token stands. */
export type TokenPlace =
  /** A file, or for a CSI driver the directory that the driver fills. */
  | { readonly kind: 'file'; readonly path: string; readonly volume: string }
  | { readonly kind: 'environment'; readonly variable: string }

/** One token that one container holds. */
export interface Token {
  /** `automount`: mounted by the ServiceAccount admission plugin; the others are written in the pod's own specification. */
  readonly source: 'automount' | 'projected' | 'secret' | 'csi'
  readonly account: AccountRef
  /** `null` is the API server's default audience. */
  readonly audience: string | null
  /** Whether the API server accepts it. */
  readonly apiServer: boolean
  readonly place: TokenPlace
  /** Seconds; `null` never expires. */
  readonly expirationSeconds: number | null
  readonly decidedBy: DecidedBy
  readonly removal: Removal
  /** Files that go with it. */
  readonly alsoRemoves: readonly string[]
}

/** The kinds of container, by how the kubelet runs them. */
export type ContainerType = 'init' | 'sidecar' | 'container' | 'ephemeral'

/** One container and its tokens. */
export interface ContainerTokens {
  readonly name: string
  readonly type: ContainerType
  readonly tokens: readonly Token[]
}

/** Whether two tokens are the same as far as the container can tell, whatever field decided them. */
export function tokenKey(token: Token): string {
  const place = token.place.kind === 'file' ? token.place.path : `$${token.place.variable}`
  return [token.account.namespace, token.account.name, token.audience ?? '', place].join('\u0000')
}
