// The API server that a pod finds around itself (client-go rest.InClusterConfig): used where there is no kubeconfig.
import { access } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { defaultTokenMountPath } from '../../kube/index.ts'
import { firstSet, type Environment } from './environment.ts'
import { proxyFor } from './proxy-environment.ts'
import type { Target } from './target.ts'

/**
 * @param mounted - where the token of the pod's account is mounted
 * @returns `undefined` outside of a cluster, and in pods without a token
 */
export async function inClusterTarget(
  environment: Environment,
  mounted: string = defaultTokenMountPath,
): Promise<Target | undefined> {
  const host = firstSet(environment, 'KUBERNETES_SERVICE_HOST')
  const port = firstSet(environment, 'KUBERNETES_SERVICE_PORT')
  const tokenFile = join(mounted, 'token')
  if (host === undefined || port === undefined || !(await exists(tokenFile))) return undefined
  const server = new URL(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`)
  const proxyUrl = proxyFor(server, environment)
  return {
    context: undefined,
    cluster: {
      server,
      ...(proxyUrl === undefined ? {} : { proxyUrl }),
      ca: { kind: 'file', path: join(mounted, 'ca.crt') },
      insecureSkipTlsVerify: false,
      disableCompression: false,
    },
    user: { name: 'the service account of this pod', tokenFile, impersonation: {} },
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
