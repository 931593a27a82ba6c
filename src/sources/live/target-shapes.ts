// The fields of a kubeconfig's contexts, clusters and users that count, spelled as client-go spells them (tools/clientcmd/api/v1).
import { defaulted, flag, list, mapOf, optional, record, required, text, type Shape } from '../../kube/index.ts'

/** A context: which cluster, as which user. */
export interface ContextBody {
  readonly cluster: string
  readonly user?: string
}

/** A cluster: where it is and how its server proves itself. */
export interface ClusterBody {
  readonly server?: string
  readonly 'certificate-authority'?: string
  readonly 'certificate-authority-data'?: string
  readonly 'insecure-skip-tls-verify'?: boolean
  readonly 'tls-server-name'?: string
  readonly 'proxy-url'?: string
  readonly 'disable-compression'?: boolean
}

/** A program that hands out credentials, such as kubelogin (client.authentication.k8s.io). */
export interface ExecPlugin {
  readonly apiVersion?: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly installHint?: string
  readonly provideClusterInfo: boolean
  readonly interactiveMode: string
}

/** A way to credentials that is built into clients: today only `oidc`. */
export interface AuthProvider {
  readonly name: string
  readonly config: ReadonlyMap<string, string>
}

/** A user: what proves who asks, and on whose behalf. */
export interface UserBody {
  readonly 'client-certificate'?: string
  readonly 'client-certificate-data'?: string
  readonly 'client-key'?: string
  readonly 'client-key-data'?: string
  readonly token?: string
  readonly tokenFile?: string
  readonly username?: string
  readonly password?: string
  readonly as?: string
  readonly 'as-uid'?: string
  readonly 'as-groups': readonly string[]
  readonly 'as-user-extra': ReadonlyMap<string, readonly string[]>
  readonly exec?: ExecPlugin
  readonly 'auth-provider'?: AuthProvider
}

/** Reads a context. */
export const contextBody: Shape<ContextBody> = record<ContextBody>({ cluster: required(text), user: optional(text) })

/** Reads a cluster. */
export const clusterBody: Shape<ClusterBody> = record<ClusterBody>({
  server: optional(text),
  'certificate-authority': optional(text),
  'certificate-authority-data': optional(text),
  'insecure-skip-tls-verify': optional(flag),
  'tls-server-name': optional(text),
  'proxy-url': optional(text),
  'disable-compression': optional(flag),
})

const execPlugin: Shape<ExecPlugin> = record<ExecPlugin>({
  apiVersion: optional(text),
  command: required(text),
  args: defaulted(list(text), []),
  env: defaulted(
    list(record<{ readonly name: string; readonly value: string }>({ name: required(text), value: defaulted(text, '') })),
    [],
  ),
  installHint: optional(text),
  provideClusterInfo: defaulted(flag, false),
  interactiveMode: defaulted(text, 'IfAvailable'),
})

const authProvider: Shape<AuthProvider> = record<AuthProvider>({
  name: required(text),
  config: defaulted(mapOf(text), new Map()),
})

/** Reads a user. */
export const userBody: Shape<UserBody> = record<UserBody>({
  'client-certificate': optional(text),
  'client-certificate-data': optional(text),
  'client-key': optional(text),
  'client-key-data': optional(text),
  token: optional(text),
  tokenFile: optional(text),
  username: optional(text),
  password: optional(text),
  as: optional(text),
  'as-uid': optional(text),
  'as-groups': defaulted(list(text), []),
  'as-user-extra': defaulted(mapOf(list(text)), new Map()),
  exec: optional(execPlugin),
  'auth-provider': optional(authProvider),
})
