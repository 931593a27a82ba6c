// Seeded random pairs of ServiceAccount and pod for the question whether admission and the audit say the same: every state of the switch,
// tokens of all kinds and audiences at odd places, and exceptions that are whole, ended, broken, or for something else.
import { seeded } from '../../bench/random.ts'

type Fields = Readonly<Record<string, unknown>>

/** One pair. */
export interface Pair {
  readonly account: Fields & { readonly metadata: { readonly name: string; readonly namespace: string } & Fields }
  /** Before admission. */
  readonly pod: Fields & {
    readonly metadata: { readonly name: string; readonly namespace: string } & Fields
    readonly spec: Fields
  }
  /** The workload that it is of, as the audit would find it. */
  readonly workload: { readonly kind: string; readonly name: string }
  /** What is stated of the account elsewhere. */
  readonly statement?: Readonly<Record<string, string>>
}

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const audiences = [
  '',
  'vault',
  'https://kubernetes.default.svc',
  'api://AzureADTokenExchange',
  'https://shop-1.hcp.westeurope.azmk8s.io:443',
]

/** The pair of a number, in a namespace: the same for the same seed. @param today - `YYYY-MM-DD` */
export function pairOf(seed: number, index: number, namespace: string, today: string): Pair {
  const random = seeded(seed * 1_000_003 + index)
  const chance = (share: number): boolean => random.chance(share)
  const pick: Pick = (items) => random.pick(items)
  const name = `pair-${index}`
  const generated = `${name}-token-${pick(['abcde', 'x2z9q'])}`
  const secretName = (): string => pick([generated, generated, `${name}-token-abc`, 'opaque'])
  const automount = (): Fields => pick([{}, {}, { automountServiceAccountToken: true }, { automountServiceAccountToken: false }])
  const items = (): Fields => pick([{}, {}, { items: [{ key: 'token', path: 't' }] }, { items: [{ key: 'ca.crt', path: 'ca' }] }])
  const source = (): Fields =>
    pick([
      () => ({ serviceAccountToken: { path: pick(['token', 'a/b']), ...pick([{}, { audience: pick(audiences) }]) } }),
      () => ({ secret: { name: secretName(), ...items() } }),
      () => ({ configMap: { name: 'kube-root-ca.crt' } }),
      () => ({ downwardAPI: { items: [{ path: 'ns', fieldRef: { fieldPath: 'metadata.namespace' } }] } }),
    ])()
  const volume = (): Fields =>
    pick([
      () => ({ emptyDir: {} }),
      () => ({ projected: { sources: distinctPaths([source(), ...(chance(0.4) ? [source()] : [])]) } }),
      () => ({ projected: {} }),
      () => ({ secret: { secretName: secretName(), ...items() } }),
      () => ({ configMap: { name: 'kube-root-ca.crt' } }),
    ])()
  const names = ['data', 'tok', 'kube-api-access-x', 'kube-api-access-abcde'].filter(() => chance(0.3))
  const volumes = names.map((volumeName) => ({ name: volumeName, ...volume() }))
  const container = (containerName: string): Fields => ({
    name: containerName,
    image: 'registry.example/app:1',
    ...(chance(0.15)
      ? {
          env: [
            { name: 'A', value: 'b' },
            { name: 'T', valueFrom: { secretKeyRef: { name: secretName(), key: pick(['token', 'ca.crt']), optional: true } } },
          ],
        }
      : {}),
    ...(chance(0.1) ? { envFrom: [{ secretRef: { name: secretName(), optional: true } }] } : {}),
    volumeMounts: volumes
      .filter(() => chance(0.5))
      .map((mounted, i) => ({ name: mounted.name, mountPath: i === 0 && chance(0.3) ? tokenPath : `/mnt/${mounted.name}` })),
  })
  const owner = pick([
    { of: { kind: 'Pod', name }, kind: undefined, made: '', labels: {} },
    {
      of: { kind: 'Deployment', name: 'web' },
      kind: 'ReplicaSet',
      made: 'web-5d4f8c7b9',
      labels: { 'pod-template-hash': '5d4f8c7b9' },
    },
    { of: { kind: 'ReplicaSet', name: 'web-5d4f' }, kind: 'ReplicaSet', made: 'web-5d4f', labels: {} },
    { of: { kind: 'StatefulSet', name: 'db' }, kind: 'StatefulSet', made: 'db', labels: {} },
    { of: { kind: 'CronJob', name: 'nightly-run' }, kind: 'Job', made: 'nightly-run-29384756', labels: {} },
    { of: { kind: 'Job', name: 'once' }, kind: 'Job', made: 'once', labels: {} },
  ])
  return {
    account: {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace, ...statement(pick, chance, today, name) },
      ...automount(),
      ...(chance(0.6) ? { secrets: [{ name: generated }, ...(chance(0.3) ? [{ name: 'opaque' }, {}] : [])] } : {}),
    },
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        labels: owner.labels,
        ...(owner.kind === undefined
          ? {}
          : {
              ownerReferences: [
                {
                  apiVersion: 'v1',
                  kind: owner.kind,
                  name: owner.made,
                  uid: '11111111-1111-1111-1111-111111111111',
                  controller: true,
                },
              ],
            }),
      },
      spec: {
        ...pick([{ serviceAccountName: name }, { serviceAccount: name }]),
        ...automount(),
        ...(volumes.length > 0 ? { volumes } : {}),
        ...(chance(0.3) ? { initContainers: [container('first')] } : {}),
        containers: [container('main'), ...(chance(0.4) ? [container('side')] : [])],
      },
    },
    workload: owner.of,
  }
}

type Pick = <T>(items: readonly T[]) => T

function statement(pick: Pick, chance: (share: number) => boolean, today: string, name: string): Fields {
  if (chance(0.3)) return {}
  const whole: Readonly<Record<string, string>> = {
    'sparekey.dev/token-required': 'it watches ConfigMaps',
    'sparekey.dev/token-owner': 'team a',
    'sparekey.dev/token-until': pick([
      today,
      '2099-12-31',
      '2096-02-29',
      '2020-01-01',
      '2099-02-29',
      '2099-13-01',
      'never',
      '2099-1-1',
    ]),
  }
  const parts = Object.entries(whole).filter(() => !chance(0.06))
  const more = pick<Readonly<Record<string, string>>>([
    {},
    {},
    {},
    { 'sparekey.dev/token-needs': 'files' },
    { 'sparekey.dev/token-needs': 'all' },
    { 'sparekey.dev/token-containers': 'main' },
    { 'sparekey.dev/token-containers': ' main , first,side' },
    { 'sparekey.dev/token-containers': 'main,' },
    { 'sparekey.dev/token-workloads': 'Deployment/web, CronJob/nightly-run' },
    { 'sparekey.dev/token-workloads': `StatefulSet/db,Pod/${name}` },
    { 'sparekey.dev/token-workloads': 'Job/once' },
  ])
  const annotations = { ...Object.fromEntries(parts), ...more, ...(chance(0.05) ? { 'sparekey.dev/token-owner': '  ' } : {}) }
  return { annotations }
}

/** A projected volume cannot have two sources that write one file. */
function distinctPaths(sources: readonly Fields[]): readonly Fields[] {
  const [first, second] = sources
  return first === undefined || second === undefined || JSON.stringify(Object.keys(first)) !== JSON.stringify(Object.keys(second))
    ? sources.slice(0, 2).filter((one, i) => i === 0 || !('secret' in one && 'serviceAccountToken' in (first ?? {})))
    : [first]
}
