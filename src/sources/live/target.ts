// Where a connection goes and as whom, decoded and with its paths made absolute; files are not read yet.
import type { Impersonation } from './impersonation.ts'
import type { ExecPlugin } from './target-shapes.ts'

/** Bytes that stand in the kubeconfig (base64) or in a file beside it. */
export type Material = { readonly kind: 'data'; readonly base64: string } | { readonly kind: 'file'; readonly path: string }

/** The API server, and how it proves itself. */
export interface TargetCluster {
  readonly server: URL
  readonly ca?: Material
  readonly tlsServerName?: string
  readonly insecureSkipTlsVerify: boolean
  /** Set by the kubeconfig, else by the environment. */
  readonly proxyUrl?: string
  readonly disableCompression: boolean
  /** What the kubeconfig has for the exec plugin of this cluster. */
  readonly execConfig?: unknown
}

/** What proves who asks: one of these, as the kubeconfig has it. */
export interface TargetUser {
  readonly name: string
  readonly certificate?: Material
  readonly key?: Material
  readonly token?: string
  readonly tokenFile?: string
  readonly basic?: { readonly username: string; readonly password: string }
  readonly exec?: ExecPlugin
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, string>> }
  readonly impersonation: Impersonation
}

/** Where to ask, as whom. */
export interface Target {
  readonly context: string | undefined
  readonly cluster: TargetCluster
  readonly user: TargetUser
}

/** What a caller chooses of the kubeconfig, and what it overrides. */
export interface TargetChoice {
  /** A kubeconfig file; absent: those that kubectl reads. */
  readonly kubeconfig?: string
  readonly context?: string
  /** A cluster of the kubeconfig, in place of the context's. */
  readonly cluster?: string
  /** A user of the kubeconfig, in place of the context's. */
  readonly user?: string
  readonly server?: string
  /** A bearer token, in place of all credentials of the user. */
  readonly token?: string
  readonly insecureSkipTlsVerify?: boolean
  /** On whose behalf to ask. */
  readonly as?: string
  readonly asGroups?: readonly string[]
}
