// Decides which Kubernetes release is meant by `1.35`, `v1.35.4` or nothing, and which etcd goes with it.

/** A release of Kubernetes that the test bed can build, versions without the leading `v`. */
export interface KubernetesRelease {
  readonly version: string
  readonly etcd: string
}

/** The release that `controlplane/go.mod` is written for, and that is built when nobody asks for another. */
export const defaultRelease: KubernetesRelease = { version: '1.36.3', etcd: '3.6.13' }

/** One release a minor, the oldest first. */
export const kubernetesReleases: readonly KubernetesRelease[] = [
  { version: '1.34.4', etcd: '3.6.13' },
  { version: '1.35.4', etcd: '3.6.13' },
  defaultRelease,
  { version: '1.37.2', etcd: '3.7.0' },
]

/**
 * The release that is meant: a minor is looked up in the table, a full version is taken as it stands, with the etcd of
 * its minor.
 */
export function releaseFor(asked: string | undefined): KubernetesRelease {
  if (asked === undefined || asked === '') return defaultRelease
  const wanted = asked.replace(/^v/, '')
  const known = kubernetesReleases.find((release) => minorOf(release.version) === minorOf(wanted))
  if (/^\d+\.\d+$/.test(wanted) && known !== undefined) return known
  if (/^\d+\.\d+\.\d+$/.test(wanted)) return { version: wanted, etcd: (known ?? defaultRelease).etcd }
  const minors = kubernetesReleases.map((release) => minorOf(release.version)).join(', ')
  throw new Error(`no such Kubernetes release: \`${asked}\`; give one of ${minors}, or a full version`)
}

/** `1.36` of `1.36.3`. */
export function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}
