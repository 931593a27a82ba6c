// The slow, obvious second answer: what the containers of a Pod hold, read off the Pod as the API server stored it and off nothing else.
import { knownSecrets } from './differential.cases.ts'

interface RawPod {
  readonly metadata: { readonly namespace: string }
  readonly spec: {
    readonly serviceAccountName: string
    readonly volumes?: readonly RawVolume[]
    readonly initContainers?: readonly RawContainer[]
    readonly containers: readonly RawContainer[]
  }
}

interface RawVolume {
  readonly name: string
  readonly projected?: { readonly sources: readonly RawSource[] }
  readonly secret?: { readonly secretName: string; readonly items?: readonly { readonly key: string; readonly path: string }[] }
}

interface RawSource {
  readonly serviceAccountToken?: { readonly audience?: string; readonly expirationSeconds?: number; readonly path: string }
  readonly secret?: { readonly name: string }
}

interface RawContainer {
  readonly name: string
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[]
  readonly env?: readonly {
    readonly name: string
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } }
  }[]
  readonly envFrom?: readonly { readonly prefix?: string; readonly secretRef?: { readonly name: string } }[]
}

/** Lines `container | account | audience | place | seconds`, sorted: one for each token. */
export function readPod(pod: RawPod): readonly string[] {
  const namespace = pod.metadata.namespace
  const secretAccount = (name: string) => knownSecrets.find((secret) => secret.name === name)?.account
  const lines: string[] = []
  for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    const add = (account: string, audience: string, place: string, seconds: number | null) =>
      lines.push([container.name, `${namespace}/${account}`, audience, place, String(seconds)].join(' | '))
    for (const mount of container.volumeMounts ?? []) {
      const volume = pod.spec.volumes?.find((candidate) => candidate.name === mount.name)
      const files: { account: string; audience: string; file: string; seconds: number | null }[] = []
      for (const { serviceAccountToken: token, secret } of volume?.projected?.sources ?? []) {
        if (token !== undefined)
          files.push({
            account: pod.spec.serviceAccountName,
            audience: token.audience ?? '',
            file: token.path,
            seconds: token.expirationSeconds ?? 3600,
          })
        const account = secret === undefined ? undefined : secretAccount(secret.name)
        if (account !== undefined) files.push({ account, audience: '', file: 'token', seconds: null })
      }
      const account = volume?.secret === undefined ? undefined : secretAccount(volume.secret.secretName)
      if (account !== undefined) {
        const items = volume?.secret?.items ?? [{ key: 'token', path: 'token' }]
        for (const item of items) if (item.key === 'token') files.push({ account, audience: '', file: item.path, seconds: null })
      }
      const base = mount.mountPath.endsWith('/') ? mount.mountPath.slice(0, -1) : mount.mountPath
      for (const file of files) {
        const place =
          mount.subPath === undefined
            ? `${base}/${file.file}`
            : file.file === mount.subPath
              ? mount.mountPath
              : file.file.startsWith(`${mount.subPath}/`)
                ? `${base}/${file.file.slice(mount.subPath.length + 1)}`
                : undefined
        if (place !== undefined) add(file.account, file.audience, place, file.seconds)
      }
    }
    for (const variable of container.env ?? []) {
      const ref = variable.valueFrom?.secretKeyRef
      const account = ref?.key === 'token' ? secretAccount(ref.name) : undefined
      if (account !== undefined) add(account, '', `$${variable.name}`, null)
    }
    for (const source of container.envFrom ?? []) {
      const account = source.secretRef === undefined ? undefined : secretAccount(source.secretRef.name)
      if (account !== undefined) add(account, '', `$${source.prefix ?? ''}token`, null)
    }
  }
  return lines.sort()
}
