// Ways to a token that are no mount of the container's own: unmounted volumes, the kubelet's directory, shared processes.
import type { ObjectRef } from '../kube/index.ts'
import type { ReadyToken } from './container-tokens.ts'
import type { PodSubject } from './subject.ts'
import type { ContainerTokens } from './token.ts'

/** One such way. */
export interface Exposure {
  readonly kind: 'unmountedVolume' | 'hostPath' | 'sharedProcessNamespace' | 'hostProcesses'
  readonly object: ObjectRef
  readonly field: string
  readonly message: string
}

/** The default of the kubelet's `--root-dir`: under `pods/` it writes every token of every pod of its node. */
const kubeletDirectory = '/var/lib/kubelet'

/**
 * @param containers - the pod's containers with the tokens of their own
 * @param volumes - the tokens that each volume carries
 */
export function exposuresOf(
  subject: PodSubject,
  containers: readonly ContainerTokens[],
  volumes: ReadonlyMap<string, readonly ReadyToken[]>,
): readonly Exposure[] {
  const { spec, specPath, object } = subject
  const mounted = new Set(
    [...spec.initContainers, ...spec.containers, ...spec.ephemeralContainers].flatMap((c) => c.volumeMounts.map((m) => m.name)),
  )
  const found: Exposure[] = []
  spec.volumes.forEach((volume, i) => {
    const field = `${specPath}.volumes[${i}]`
    const api = (volumes.get(volume.name) ?? []).some((token) => token.apiServer && token.source !== 'csi')
    if (api && !mounted.has(volume.name)) {
      const message = `volume \`${volume.name}\` carries an API token that no container mounts: it is minted and written on the node all the same`
      found.push({ kind: 'unmountedVolume', object, field, message })
    }
    const path = volume.hostPath?.path
    if (path !== undefined && mounted.has(volume.name) && reachesKubelet(path)) {
      const message = `host path \`${path}\` reaches the kubelet's directory: the tokens of all pods of the node can be read there`
      found.push({ kind: 'hostPath', object, field: `${field}.hostPath.path`, message })
    }
  })
  const holders = containers.filter((container) => container.tokens.some((token) => token.apiServer))
  if (spec.shareProcessNamespace === true && holders.length > 0 && holders.length < containers.length) {
    const message = 'containers without a token share their processes with one that holds one, and can read its files under /proc'
    found.push({ kind: 'sharedProcessNamespace', object, field: `${specPath}.shareProcessNamespace`, message })
  }
  if (spec.hostPID === true) {
    const message =
      'the pod sees all processes of its node: with enough privilege it reads the tokens of every pod there under /proc'
    found.push({ kind: 'hostProcesses', object, field: `${specPath}.hostPID`, message })
  }
  return found
}

/** Whether a host path is above the directory of tokens, or within it. */
function reachesKubelet(path: string): boolean {
  const clean = `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`
  const pods = `${kubeletDirectory}/pods`
  return clean === '/' || pods === clean || pods.startsWith(`${clean}/`) || clean.startsWith(`${pods}/`)
}
