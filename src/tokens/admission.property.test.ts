// The prediction from a template against a naive admission that really rewrites the pod: equal for every small pod, and shrunk where not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { takeInventory } from '../inventory/index.ts'
import { decodeObject } from '../kube/index.ts'
import { defaultApiAudiences, holdingOf, podSubject, templateSubject } from './index.ts'
import { readPod } from './read-pod.cases.ts'

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 3000)
const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount'

interface Mount {
  readonly name: string
  readonly mountPath: string
  readonly subPath?: string
}
interface RawContainer {
  readonly name: string
  readonly volumeMounts: readonly Mount[]
}
interface RawSpec {
  readonly automountServiceAccountToken?: boolean
  readonly serviceAccountName: string
  readonly volumes: readonly { readonly name: string }[]
  readonly initContainers: readonly RawContainer[]
  readonly containers: readonly RawContainer[]
}

const switches = fc.constantFrom({}, { automountServiceAccountToken: true }, { automountServiceAccountToken: false })
const source = fc.constantFrom<object>(
  { emptyDir: {} },
  { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
  { projected: { sources: [{ serviceAccountToken: { path: 'sub/t', audience: 'vault', expirationSeconds: 600 } }] } },
  { secret: { secretName: 'token-of-other' } },
  { secret: { secretName: 'token-of-other', items: [{ key: 'ca.crt', path: 'c' }] } },
)
const volumes = fc
  .uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'kube-api-access-x', 'kube-api-access-bcdfg'), source }), {
    selector: (v) => v.name,
    maxLength: 3,
  })
  .map((all) => all.map((v) => ({ name: v.name, ...v.source })))
const place = fc.constantFrom(tokenPath, `${tokenPath}/`, '/var/run/secrets/kubernetes.io', '/data')
const sub = fc.constantFrom<{ readonly subPath?: string }>({}, {}, { subPath: 'sub' }, { subPath: 'token' })

const spec = volumes.chain((made) => {
  const mount =
    made.length === 0
      ? fc.constant(undefined)
      : fc
          .record({ name: fc.constantFrom(...made.map((v) => v.name)), mountPath: place, sub })
          .map(({ sub: s, ...m }) => ({ ...m, ...s }))
  const mounts =
    made.length === 0
      ? fc.constant<readonly Mount[]>([])
      : fc.uniqueArray(mount as fc.Arbitrary<Mount>, { selector: (m) => m.mountPath, maxLength: 3 })
  const containers = (prefix: string, minLength: number) =>
    fc
      .array(mounts, { minLength, maxLength: 2 })
      .map((all) => all.map((volumeMounts, i) => ({ name: `${prefix}${i}`, volumeMounts })))
  return fc.record({ own: switches, init: containers('i', 0), main: containers('c', 1) }).map(({ own, init, main }): RawSpec => ({
    ...own,
    serviceAccountName: 'app',
    volumes: made,
    initContainers: init,
    containers: main,
  }))
})

/** What plugin/pkg/admission/serviceaccount does, written as it is told there. */
function admit(pod: RawSpec, account: { readonly automountServiceAccountToken?: boolean }): RawSpec {
  if (!(pod.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true)) return pod
  const existing = pod.volumes.find((volume) => volume.name.startsWith('kube-api-access-'))
  const name = existing?.name ?? 'kube-api-access-zzzzz'
  const took = new Set<string>()
  const mounted = (container: RawContainer): RawContainer => {
    if (container.volumeMounts.some((mount) => mount.mountPath === tokenPath)) return container
    took.add(container.name)
    return { ...container, volumeMounts: [...container.volumeMounts, { name, mountPath: tokenPath }] }
  }
  const changed = { ...pod, initContainers: pod.initContainers.map(mounted), containers: pod.containers.map(mounted) }
  if (existing !== undefined || took.size === 0) return changed
  const injected = {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
        { configMap: { name: 'kube-root-ca.crt' } },
        { downwardAPI: { items: [{ path: 'namespace' }] } },
      ],
    },
  }
  return { ...changed, volumes: [...changed.volumes, injected] }
}

test('the template’s prediction, the admitted pod’s audit and a plain reading of the pod are one', () => {
  fc.assert(
    fc.property(spec, switches, (pod, account) => {
      const admitted = admit(pod, account)
      const metadata = { name: 'x', namespace: 'ns' }
      const found = readPod({ metadata, spec: admitted })
      assert.deepEqual(
        linesOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { spec: pod } } }, account),
        found,
      )
      assert.deepEqual(
        linesOf({ apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, uid: 'u' }, spec: admitted }, account),
        found,
      )
    }),
    { numRuns: runs, seed: 20261124 },
  )
})

function linesOf(object: unknown, account: object): readonly string[] {
  const others = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'app', namespace: 'ns' }, ...account },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'token-of-other', namespace: 'ns', annotations: { 'kubernetes.io/service-account.name': 'other' } },
      type: 'kubernetes.io/service-account-token',
    },
  ]
  const decode = (value: unknown) => {
    const decoded = decodeObject(value)
    assert.ok(decoded.kind === 'object')
    return decoded.object
  }
  const inventory = takeInventory({
    objects: others.map((other) => ({ object: decode(other) })),
    complete: new Set(['secrets', 'csidrivers']),
    gaps: [],
    assumptions: new Set(),
  })
  const decoded = decode(object)
  assert.ok(decoded.is === 'pod' || decoded.is === 'workload')
  const subject = decoded.is === 'pod' ? podSubject(decoded) : templateSubject(decoded.ref, decoded.templates[0] ?? assert.fail())
  const { value } = holdingOf(subject, { ...inventory, apiAudiences: defaultApiAudiences })
  return value.containers
    .flatMap((container) =>
      container.tokens.map((token) =>
        [
          container.name,
          `${token.account.namespace}/${token.account.name}`,
          token.audience ?? '',
          token.place.kind === 'file' ? token.place.path : `$${token.place.variable}`,
          String(token.expirationSeconds),
        ].join(' | '),
      ),
    )
    .sort()
}
