// Why no answer came, in words that help: what a connection fails with becomes `API_UNREACHABLE`.
import { SparekeyError } from '../../base/index.ts'
import { IdleTimeout } from './http-get.ts'
import { quotable } from './quotable.ts'

const distrusted = 'its certificate is not signed by an authority that is trusted'

const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'no way to the host',
  ENETUNREACH: 'no way to the network',
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host could not be looked up',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: distrusted,
  SELF_SIGNED_CERT_IN_CHAIN: distrusted,
  UNABLE_TO_GET_ISSUER_CERT: distrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: distrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: distrusted,
}

const hints: readonly (readonly [RegExp, string])[] = [
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'a private cluster is known by name only inside its network: is the VPN up?'],
  [/^ECONNREFUSED$/, 'is the cluster running, and is the address in the kubeconfig still right?'],
  [
    /^(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|IdleTimeout)$/,
    'is a firewall or a VPN in the way? `--request-timeout` allows more time',
  ],
  [/CERT|SIGNATURE/, 'is the `certificate-authority` in the kubeconfig the one of this cluster?'],
  [/^proxy$/, 'is the proxy (`proxy-url`, or `HTTPS_PROXY`) the right one, with the right password?'],
  [/^(?:ERR_SSL|EPROTO)/, 'does a server that speaks TLS listen at this address?'],
]

/**
 * @param server - the server's address, without credentials
 * @returns an error that says what happened; the cause is what the connection failed with
 */
export function unreachableServer(server: string, error: unknown): SparekeyError {
  const { key, words } = told(error)
  const hint = hints.find(([pattern]) => pattern.test(key))?.[1]
  return new SparekeyError('API_UNREACHABLE', `no answer from \`${server}\`: ${words}`, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  })
}

function told(error: unknown): { readonly key: string; readonly words: string } {
  if (error instanceof IdleTimeout) return { key: 'IdleTimeout', words: `nothing came for ${error.milliseconds / 1000} s` }
  if (error instanceof AggregateError && error.errors.length > 0) return told(error.errors[0])
  if (!(error instanceof Error)) return { key: '', words: 'unknown cause' }
  const proxy = /^Bad response: (\d+)$/.exec(error.message)?.[1]
  if (proxy !== undefined) return { key: 'proxy', words: `the proxy answers ${proxy}` }
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return { key: code, words: causes[code] ?? quotable(error.message, 'start', 200) }
}
