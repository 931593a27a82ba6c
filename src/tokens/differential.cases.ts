// Seeded random pairs of ServiceAccount and pod template that a real API server accepts, for the test that compares the two.

/** One pair, as plain objects; `name` is unique within the run. */
export interface Pair {
  readonly name: string
  readonly serviceAccount: Readonly<Record<string, unknown>>
  /** The pod's specification, before admission. */
  readonly spec: Readonly<Record<string, unknown>>
}

/** Secrets that pods may use: of which type, and whose token. */
export const knownSecrets: readonly { readonly name: string; readonly account?: string }[] = [
  { name: 'opaque' },
  { name: 'token-of-other', account: 'other' },
]

/** A repeatable source of chance (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The paths around the one that admission compares: equal, and nearly so. */
const paths: readonly string[] = [
  tokenPath,
  `${tokenPath}/`,
  '/var/run/secrets/kubernetes.io',
  `${tokenPath}/inner`,
  `/run/secrets/kubernetes.io/serviceaccount`,
  '/data',
  '/etc/app',
]

/** The pair of a number: the same for the same seed. */
export function pairOf(seed: number, index: number): Pair {
  const random = seeded(seed * 1_000_003 + index)
  const chance = (share: number) => random() < share
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  const name = `pair-${index}`
  const automount = () => pick([{}, {}, { automountServiceAccountToken: true }, { automountServiceAccountToken: false }])
  const volumes = makeVolumes(random, pick, chance)
  const container = (containerName: string, extra: object = {}) => ({
    name: containerName,
    image: 'registry.example/app:1',
    ...mountsOf(volumes, pick, chance),
    ...environmentOf(pick, chance),
    ...extra,
  })
  const count = 1 + Math.floor(random() * 3)
  const account = pick([
    { serviceAccountName: name },
    { serviceAccount: name },
    { serviceAccountName: name, serviceAccount: name },
    {},
  ])
  return {
    name,
    serviceAccount: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name }, ...automount() },
    spec: {
      ...account,
      ...automount(),
      ...(chance(0.1) ? { shareProcessNamespace: true } : {}),
      ...(volumes.length > 0 ? { volumes } : {}),
      ...(chance(0.4) ? { initContainers: [container('first', chance(0.5) ? { restartPolicy: 'Always' } : {})] } : {}),
      containers: Array.from({ length: count }, (_, i) => container(`c${i}`)),
    },
  }
}

type Pick = <T>(items: readonly T[]) => T
type Chance = (share: number) => boolean
interface MadeVolume {
  readonly name: string
}

function makeVolumes(random: () => number, pick: Pick, chance: Chance): readonly MadeVolume[] {
  const names = new Set<string>()
  for (let i = Math.floor(random() * 4); i > 0; i--)
    names.add(
      pick(['data', 'tok', 'cloud', 'sec', 'mix', 'kube-api-access-x', 'kube-api-access-abcde', 'kube-api-access-']).replace(
        /-$/,
        '-z',
      ),
    )
  return [...names].map((name) => ({ name, ...volumeSource(pick, chance) }))
}

function volumeSource(pick: Pick, chance: Chance): object {
  const projectedToken = () => ({
    serviceAccountToken: {
      path: pick(['token', 'sub/token']),
      ...pick([
        {},
        { audience: 'vault' },
        { audience: 'https://kubernetes.default.svc' },
        { audience: 'api://AzureADTokenExchange' },
      ]),
      ...(chance(0.4) ? { expirationSeconds: pick([600, 3600, 3607, 86400]) } : {}),
    },
  })
  return pick([
    () => ({ emptyDir: {} }),
    () => ({ projected: { sources: [projectedToken()] } }),
    () => ({ projected: { sources: [{ configMap: { name: 'kube-root-ca.crt' } }, ...(chance(0.5) ? [projectedToken()] : [])] } }),
    () => ({
      secret: {
        secretName: pick(knownSecrets).name,
        ...(chance(0.3) ? { items: [{ key: pick(['token', 'ca.crt']), path: 'file' }] } : {}),
      },
    }),
    () => ({ projected: { sources: [{ secret: { name: pick(knownSecrets).name } }] } }),
  ])()
}

function mountsOf(volumes: readonly MadeVolume[], pick: Pick, chance: Chance): object {
  const mounts = new Map<string, object>()
  for (const volume of volumes) {
    if (!chance(0.6)) continue
    const mountPath = pick(paths)
    const sub = chance(0.2) ? { subPath: pick(['sub', 'token', 'other']) } : {}
    if (!mounts.has(mountPath)) mounts.set(mountPath, { name: volume.name, mountPath, ...sub })
  }
  return mounts.size > 0 ? { volumeMounts: [...mounts.values()] } : {}
}

function environmentOf(pick: Pick, chance: Chance): object {
  const env = chance(0.2)
    ? {
        env: [
          { name: 'A', value: 'plain' },
          { name: 'T', valueFrom: { secretKeyRef: { name: pick(knownSecrets).name, key: pick(['token', 'ca.crt']) } } },
        ],
      }
    : {}
  const envFrom = chance(0.15)
    ? { envFrom: [{ ...(chance(0.5) ? { prefix: 'P_' } : {}), secretRef: { name: pick(knownSecrets).name } }] }
    : {}
  return { ...env, ...envFrom }
}
