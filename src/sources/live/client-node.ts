// Requests through a proxy, or with a login that is built into clients: what @kubernetes/client-node does for a connection.
import type { RequestOptions } from 'node:https'
import { SparekeyError } from '../../base/index.ts'
import type { Credential } from './credential.ts'
import { quotable } from './quotable.ts'
import type { Target } from './target.ts'
import type { TlsMaterial } from './tls-material.ts'

const knownProviders: readonly string[] = ['azure', 'gcp', 'oidc']

/**
 * The options of requests, from client-node. Importing it takes about 0.4 s and 80 MB, whichever of its modules is named:
 * its kubeconfig reader imports a thousand generated files. So only connections that need it do.
 *
 * @throws SparekeyError `KUBECONFIG_INVALID` when the login fails or is of a kind that nobody knows
 */
export async function throughClientNode(
  target: Target,
  tls: TlsMaterial,
  credential: Credential,
  timeoutMs: number,
): Promise<RequestOptions> {
  const { cluster, user } = target
  const provider = user.authProvider
  if (provider !== undefined && !knownProviders.includes(provider.name)) {
    throw new SparekeyError(
      'KUBECONFIG_INVALID',
      `no such login of user \`${quotable(user.name)}\`: \`${quotable(provider.name)}\``,
      {
        hint: 'use an exec plugin',
      },
    )
  }
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  config.loadFromClusterAndUser(
    {
      name: 'cluster',
      server: cluster.server.href,
      // It refuses `http` unless told so; where `http` may go at all was decided before.
      skipTLSVerify: !tls.rejectUnauthorized || cluster.server.protocol === 'http:',
      ...(tls.ca === undefined ? {} : { caData: base64(tls.ca) }),
      ...(tls.servername === undefined ? {} : { tlsServerName: tls.servername }),
      ...(cluster.proxyUrl === undefined ? {} : { proxyUrl: cluster.proxyUrl }),
    },
    {
      name: user.name,
      ...(credential.token === undefined ? {} : { token: credential.token }),
      ...(tls.cert === undefined ? {} : { certData: base64(tls.cert) }),
      ...(tls.key === undefined ? {} : { keyData: base64(tls.key) }),
      ...(credential.basic ?? {}),
      // The same object each time: a refreshed OIDC token is kept in it.
      ...(provider === undefined ? {} : { authProvider: provider }),
    },
  )
  const options: RequestOptions = { headers: {}, rejectUnauthorized: tls.rejectUnauthorized, timeout: timeoutMs }
  try {
    await config.applyToHTTPSOptions(options)
  } catch (error) {
    // INVARIANT: the cause stays here: the answer of a token service may be part of it.
    const why = quotable(error instanceof Error ? error.message : 'unknown cause')
    throw new SparekeyError('KUBECONFIG_INVALID', `cannot connect as user \`${quotable(user.name)}\`: ${why}`, {
      hint:
        provider === undefined ? 'see the `proxy-url` of the cluster' : 'log in again, then see whether `kubectl version` works',
    })
  }
  // Its agents let go of a connection after each request.
  if (typeof options.agent === 'object') Object.assign(options.agent, { keepAlive: true })
  return { ...options, headers: tokenTrimmed(options.headers) }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

// A provider's token may end in a line break, at which Node refuses the header.
function tokenTrimmed(headers: RequestOptions['headers']): Record<string, string> {
  const entries = Object.entries(headers ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(entries.map(([name, value]) => [name, value.trim()]))
}
