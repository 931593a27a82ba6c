// What counts as the address of an API server, and over which addresses credentials may go without TLS.
import { BlockList, isIP } from 'node:net'
import { SparekeyError } from '../../base/index.ts'
import { quotable } from './quotable.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** The host of an address as sockets and certificates know it: without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

/** Whether a host is this machine itself. */
export function isLoopback(host: string): boolean {
  const family = isIP(host)
  return family === 0 ? host === 'localhost' : loopback.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Reads the address of an API server. As with kubectl, `https` is meant where no scheme is written.
 *
 * @param insecure - whether the caller has asked to trust any server
 * @throws SparekeyError `KUBECONFIG_INVALID` for anything but `https`, and `http` to this machine (as `kubectl proxy` listens)
 */
export function serverUrl(text: string, insecure: boolean): URL {
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  const url = URL.parse(written)
  if (url === null || url.host === '' || url.username !== '' || url.password !== '') {
    throw new SparekeyError(
      'KUBECONFIG_INVALID',
      url === null
        ? `not the address of a server: \`${quotable(text)}\``
        : 'the address of a server must be like `https://host:port`',
    )
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && (insecure || isLoopback(hostOf(url))))) return url
  throw new SparekeyError(
    'KUBECONFIG_INVALID',
    `\`${url.protocol}//${url.host}\` is not \`https\`: credentials would be readable on the way`,
    {
      hint: 'use the `https` address of the server',
    },
  )
}
