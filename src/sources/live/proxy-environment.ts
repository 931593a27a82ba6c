// Which proxy the environment asks for: the rules of Go's net/http, which kubectl follows (golang.org/x/net/http/httpproxy).
import { BlockList, isIP } from 'node:net'
import { firstSet, type Environment } from './environment.ts'
import { hostOf, isLoopback } from './server-url.ts'

/**
 * @returns the proxy through which to reach a server; `undefined` for a direct way
 */
export function proxyFor(server: URL, environment: Environment): string | undefined {
  const proxy =
    server.protocol === 'https:'
      ? firstSet(environment, 'HTTPS_PROXY', 'https_proxy')
      : firstSet(environment, 'HTTP_PROXY', 'http_proxy')
  if (proxy === undefined) return undefined
  const host = hostOf(server).toLowerCase()
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port
  const excepted = (firstSet(environment, 'NO_PROXY', 'no_proxy') ?? '').split(',').map((rule) => rule.trim().toLowerCase())
  if (isLoopback(host) || excepted.some((rule) => rule !== '' && excepts(rule, host, port))) return undefined
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

function excepts(rule: string, host: string, port: string): boolean {
  if (rule === '*') return true
  const subnet = /^(.+)\/(\d+)$/.exec(rule)
  if (subnet !== null) return isInside(subnet[1] ?? '', Number(subnet[2]), host)
  const { name, onlyPort } = splitPort(rule)
  if (onlyPort !== undefined && onlyPort !== port) return false
  if (isIP(name) !== 0) return isInside(name, isIP(name) === 4 ? 32 : 128, host)
  // `.corp.example` and `*.corp.example` mean what is below the domain, `corp.example` also the domain itself.
  const below = name.replace(/^\*?\./, '')
  return host.endsWith(`.${below}`) || (below === name && host === name)
}

function splitPort(rule: string): { readonly name: string; readonly onlyPort: string | undefined } {
  if (isIP(rule) !== 0) return { name: rule, onlyPort: undefined }
  const parts = /^\[?(.*?)\]?(?::(\d+))?$/.exec(rule)
  return { name: parts?.[1] ?? rule, onlyPort: parts?.[2] }
}

function isInside(address: string, prefix: number, host: string): boolean {
  const family = isIP(address)
  if (family === 0 || isIP(host) !== family || prefix > (family === 4 ? 32 : 128)) return false
  const subnet = new BlockList()
  const type = family === 4 ? 'ipv4' : 'ipv6'
  subnet.addSubnet(address, prefix, type)
  return subnet.check(host, type)
}
