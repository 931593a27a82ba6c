// What the ServiceAccount admission plugin does to a pod's volumes and mounts once it has decided to mount a token.
// Follows mountServiceAccountToken in plugin/pkg/admission/serviceaccount/admission.go.
import { defaultTokenMountPath, injectedVolumePrefix, type Container, type PodSpec, type Volume } from '../kube/index.ts'

/** What is mounted at the default path, and into which containers. */
export interface Injection {
  /** A volume that the pod already has, taken by its name alone whatever it is; else the plugin's own projected volume. */
  readonly volume: { readonly kind: 'own' } | { readonly kind: 'existing'; readonly index: number; readonly volume: Volume }
  /** The containers that get the mount; empty where all have something at the path already, and then no volume is added. */
  readonly into: ReadonlySet<Container>
}

/**
 * @param spec - a pod specification before admission; ephemeral containers never get the mount
 * @returns what the plugin would add, supposing that it mounts at all
 */
export function injectionOf(spec: PodSpec): Injection {
  const index = spec.volumes.findIndex((volume) => volume.name.startsWith(injectedVolumePrefix))
  const existing = spec.volumes[index]
  return {
    volume: existing === undefined ? { kind: 'own' } : { kind: 'existing', index, volume: existing },
    into: new Set([...spec.initContainers, ...spec.containers].filter((container) => !ownsTokenPath(container))),
  }
}

/** The paths are compared as strings: a trailing slash, a parent or a child directory does not count. */
function ownsTokenPath(container: Container): boolean {
  return container.volumeMounts.some((mount) => mount.mountPath === defaultTokenMountPath)
}

/**
 * Whether a volume of an existing Pod was put there by the plugin rather than written by somebody (semantics §1b).
 *
 * @param managedVolumes - names that some field manager wrote; `undefined` where managedFields are not in the input, and
 * then the volume's looks decide
 */
export function isInjected(volume: Volume, managedVolumes: ReadonlySet<string> | undefined): boolean {
  if (!injectedName.test(volume.name) || managedVolumes?.has(volume.name) === true) return false
  const [token, authority, namespace, extra, ...more] = volume.projected?.sources ?? []
  return (
    token?.serviceAccountToken?.path === 'token' &&
    (token.serviceAccountToken.audience ?? '') === '' &&
    authority?.configMap?.name === 'kube-root-ca.crt' &&
    namespace?.downwardAPI !== undefined &&
    // OpenShift adds its own authority as a fourth source.
    (extra === undefined || extra.configMap?.name === 'openshift-service-ca.crt') &&
    more.length === 0
  )
}

/** The alphabet of generated names (k8s.io/apimachinery/pkg/util/rand). */
const injectedName = /^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/
