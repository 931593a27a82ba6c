// Whom a connection trusts and with what it proves itself in the TLS handshake.
import { createSecureContext, getCACertificates } from 'node:tls'
import { SparekeyError } from '../../base/index.ts'
import { readMaterial, type Credential } from './credential.ts'
import { quotable } from './quotable.ts'
import type { Target } from './target.ts'

/** The options of a TLS connection; texts are in PEM. */
export interface TlsMaterial {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly servername?: string
  readonly rejectUnauthorized: boolean
}

/**
 * Puts the material together.
 *
 * @throws SparekeyError `KUBECONFIG_INVALID` when the client certificate can't be used
 */
export function tlsMaterial(target: Target, ca: string | undefined, credential: Credential): TlsMaterial {
  const { certificate: cert, key } = credential
  checkPair(cert, key, quotable(target.user.name))
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(target.cluster.tlsServerName === undefined ? {} : { servername: target.cluster.tlsServerName }),
    // Said always: left out, NODE_TLS_REJECT_UNAUTHORIZED would decide over where tokens go.
    rejectUnauthorized: !target.cluster.insecureSkipTlsVerify,
  }
}

/**
 * Reads the certificate authority of a cluster.
 *
 * @throws SparekeyError `KUBECONFIG_INVALID` when its file can't be read
 */
export async function certificateAuthority({ cluster }: Target): Promise<string | undefined> {
  const given = await readMaterial(cluster.ca, 'certificate authority of the cluster')
  if (given !== undefined || cluster.insecureSkipTlsVerify || cluster.server.protocol === 'http:') return given
  // Without one kubectl trusts what the machine trusts; Node by itself would know public authorities only.
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])].join('\n')
}

function checkPair(cert: string | undefined, key: string | undefined, user: string): void {
  if (cert === undefined && key === undefined) return
  if (cert === undefined || key === undefined) {
    const [has, lacks] = cert === undefined ? ['key', 'certificate'] : ['certificate', 'key']
    throw new SparekeyError('KUBECONFIG_INVALID', `user \`${user}\` has a client ${has} but no client ${lacks}`)
  }
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    // Of OpenSSL's error only the code: its text is of no use to people.
    const why = (error as NodeJS.ErrnoException).code ?? 'not readable'
    throw new SparekeyError('KUBECONFIG_INVALID', `the client certificate and key of user \`${user}\` can't be used: ${why}`)
  }
}
