// Makes the bundled example: a test bed that runs published manifests of known projects, a snapshot of it taken by Sparekey, and a
// ledger of use out of its own audit log, in which some of the pods' tokens were used as these programs use them.
// Usage: npm run example -- FOLDER, with the folder that holds the projects (or SPAREKEY_CORPORA/real-manifests).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import { processIo } from '../src/entry/cli/io.ts'
import { takeSnapshot } from '../src/entry/cli/take-snapshot.ts'
import { readLogs } from '../src/sources/audit-log/index.ts'
import { writePackedLedger } from '../src/sources/ledger/index.ts'
import { writeSnapshot } from '../src/sources/snapshot/index.ts'
import { createClient, type KubeObject, type TestClient } from '../testbed/client.ts'
import { startControlPlane } from '../testbed/control-plane.ts'
import { waitUntil } from '../testbed/wait-until.ts'

/** What runs where: a namespace for objects that name none, and the projects' own files. */
const sets: readonly { readonly namespace: string; readonly files: readonly string[] }[] = [
  { namespace: 'pets', files: ['aks-store-demo/aks-store-all-in-one.yaml'] },
  { namespace: 'boutique', files: ['microservices-demo/release/kubernetes-manifests.yaml'] },
  { namespace: 'ingress-nginx', files: ['ingress-nginx/deploy/static/provider/cloud/deploy.yaml'] },
  {
    namespace: 'keda',
    files: [
      'keda/config/manager/manager.yaml',
      'keda/config/metrics-server/deployment.yaml',
      'keda/config/webhooks/webhooks.yaml',
    ],
  },
  { namespace: 'kube-system', files: ['metrics-server/manifests/base/deployment.yaml', 'calico/manifests/calico.yaml'] },
  {
    namespace: 'kube-system',
    files: ['azuredisk-csi-driver/deploy/csi-azuredisk-node.yaml', 'azuredisk-csi-driver/deploy/csi-azuredisk-controller.yaml'],
  },
  { namespace: 'azure-workload-identity-system', files: ['azure-workload-identity/config/manager/manager.yaml'] },
  { namespace: 'csi', files: ['secrets-store-azure/deployment/provider-azure-installer.yaml'] },
  { namespace: 'metallb-system', files: ['metallb/config/manifests/metallb-native.yaml'] },
  { namespace: 'kubernetes-dashboard', files: ['kubernetes-dashboard/aio/deploy/recommended.yaml'] },
  { namespace: 'bookinfo', files: ['istio-samples/samples/bookinfo/platform/kube/bookinfo.yaml'] },
  {
    namespace: 'istio-system',
    files: ['prometheus', 'jaeger', 'kiali', 'grafana'].map((name) => `istio-samples/samples/addons/${name}.yaml`),
  },
]

/** What the audit looks at; services, webhooks and configuration would only be in the way of pods that nothing serves. */
const kinds: ReadonlySet<string> = new Set(
  'Namespace ServiceAccount Role ClusterRole RoleBinding ClusterRoleBinding Deployment StatefulSet DaemonSet Job CronJob CSIDriver'.split(
    ' ',
  ),
)

const corpora = process.env['SPAREKEY_CORPORA']
const folder = process.argv[2] ?? (corpora === undefined ? '../shared/corpora/real-manifests' : join(corpora, 'real-manifests'))
const output = join(import.meta.dirname, '../examples/cluster.sparekey')
const ledgerOutput = join(import.meta.dirname, '../examples/use.ledger')

/** What the pods of some programs ask, by namespace and the beginning of their names: as the programs do, in a few requests. */
const requests: readonly { readonly namespace: string; readonly pod: string; readonly paths: readonly string[] }[] = [
  {
    namespace: 'ingress-nginx',
    pod: 'ingress-nginx-controller-',
    paths: ['/version', '/apis/networking.k8s.io/v1/ingresses', '/api/v1/services', '/api/v1/secrets?limit=1'],
  },
  { namespace: 'kube-system', pod: 'calico-kube-controllers-', paths: ['/api', '/api/v1/nodes', '/api/v1/pods?limit=1'] },
  {
    namespace: 'istio-system',
    pod: 'prometheus-',
    paths: ['/api/v1/pods?limit=1', '/api/v1/endpoints?limit=1', '/api/v1/nodes'],
  },
  { namespace: 'istio-system', pod: 'kiali-', paths: ['/api', '/apis', '/apis/apps/v1/deployments', '/api/v1/namespaces'] },
  { namespace: 'keda', pod: 'keda-operator-', paths: ['/apis', '/api/v1/namespaces/keda/secrets?limit=1'] },
  { namespace: 'bookinfo', pod: 'productpage-', paths: ['/version', '/api'] },
]
const nodes = ['node-1', 'node-2', 'node-3']
const kubelets = nodes.map((node) => `system:node:${node}`)

await using plane = await startControlPlane({
  kwok: true,
  nodes: nodes.length,
  users: Object.fromEntries(kubelets.map((name) => [name, ['system:nodes']])),
})
const client = createClient(plane)
for (const set of sets) {
  const objects = set.files.flatMap((file) => objectsOf(join(folder, file), set.namespace))
  for (const namespace of new Set(objects.map((object) => object.metadata.namespace ?? set.namespace)))
    await makeNamespace(client, namespace)
  for (const object of objects) if (object.kind !== 'Namespace') await applyOrSay(client, object)
  for (const object of objects) await makeMissingAccount(client, object)
}
await waitUntil('every Deployment has its pods', () => everyDeploymentHasItsPods(client), { timeoutMs: 120_000 })

// Three things that an operator did, so that the example tells more than one story: a default account switched off while its pods
// run on, a need that was declared, and a token Secret of the old kind.
await client.request('PATCH', '/api/v1/namespaces/pets/serviceaccounts/default', { automountServiceAccountToken: false })
await client.request('PATCH', '/apis/apps/v1/namespaces/ingress-nginx/deployments/ingress-nginx-controller', {
  metadata: {
    annotations: {
      'sparekey.dev/token-required': 'watches Ingress objects and writes their status',
      'sparekey.dev/token-owner': 'platform-team@example.com',
      'sparekey.dev/token-until': '2099-12-31',
    },
  },
})
await client.apply({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'kiali-token', namespace: 'istio-system', annotations: { 'kubernetes.io/service-account.name': 'kiali' } },
  type: 'kubernetes.io/service-account-token',
} as KubeObject)
await useTokens(client)
const snapshot = await takeSnapshot({ kubeconfig: plane.kubeconfigPath }, processIo())
writeSnapshot(output, { ...snapshot, description: 'a test bed that runs published manifests of known projects' })
const read = await readLogs({
  names: [plane.auditLogPath],
  given: { cluster: 'example', category: 'kube-audit' },
  stdin: process.stdin as AsyncIterable<Uint8Array>,
  signal: new AbortController().signal,
  onProblems: (file, { first }) => {
    console.error(file, first)
  },
})
writePackedLedger(ledgerOutput, read.ledger)
client.close()

/** Has the kubelets get the tokens of the pods, as they do for mounts, and asks with them. */
async function useTokens(client: TestClient): Promise<void> {
  const rbac = 'rbac.authorization.k8s.io'
  const subjects = kubelets.map((name) => ({ apiGroup: rbac, kind: 'User', name }))
  const binding = { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name: 'kubelets-of-the-example' } }
  await client.create({
    ...binding,
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'system:node' },
    subjects,
  } as KubeObject)
  type Pod = KubeObject & { readonly spec: { readonly nodeName?: string; readonly serviceAccountName: string } }
  for (const { namespace, pod: beginning, paths } of requests) {
    const pods = await client.list<Pod>('v1', 'Pod', namespace)
    const pod = pods.find(({ metadata, spec }) => metadata.name?.startsWith(beginning) === true && spec.nodeName !== undefined)
    if (pod === undefined) {
      console.error(`no pod ${namespace}/${beginning}…`)
      continue
    }
    const { name, uid } = pod.metadata
    const user = `system:node:${pod.spec.nodeName ?? ''}`
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${pod.spec.serviceAccountName}/token`
    const spec = { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid } }
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec }
    const { status, body } = await client.request<{ readonly status: { readonly token?: string } }>('POST', path, request, {
      user,
    })
    const token = body.status.token
    if (status !== 201 || token === undefined) throw new Error(`no token for ${namespace}/${name ?? ''}: ${JSON.stringify(body)}`)
    for (const one of paths) {
      const answer = await client.request('GET', one, undefined, { token })
      console.error(`${namespace}/${name ?? ''}: GET ${one}: ${answer.status}`)
    }
  }
  // The binding is the test bed's, and no part of the example.
  await client.request('DELETE', `/apis/${rbac}/v1/clusterrolebindings/${binding.metadata.name}`)
}

function objectsOf(file: string, namespace: string): readonly KubeObject[] {
  const documents = loadAll(readFileSync(file, 'utf8').replace(/^---\n(?=---)/gm, '')) as (KubeObject | null | undefined)[]
  return documents
    .filter((document): document is KubeObject => document?.kind !== undefined && kinds.has(document.kind))
    .map((object) =>
      /^(Cluster|Namespace|CSIDriver)/.test(object.kind) ? object : { ...object, metadata: { namespace, ...object.metadata } },
    )
}

/** A file that only `kustomize build` completes is refused by the API server; it is left out, and said. */
async function applyOrSay(client: TestClient, object: KubeObject): Promise<void> {
  try {
    await client.apply(object)
  } catch (error) {
    console.error(
      `left out: ${object.kind} ${object.metadata.name ?? ''}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

async function makeNamespace(client: TestClient, name: string): Promise<void> {
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  await waitUntil(`namespace ${name} has its default account`, async () => {
    const { status } = await client.request('GET', `/api/v1/namespaces/${name}/serviceaccounts/default`)
    return status === 200
  })
}

/** Some of the published files name an account that another file of the project defines; its pods would never be made. */
async function makeMissingAccount(client: TestClient, object: KubeObject): Promise<void> {
  const template = (object as { spec?: { template?: { spec?: { serviceAccountName?: string; serviceAccount?: string } } } }).spec
    ?.template?.spec
  const name = template?.serviceAccountName ?? template?.serviceAccount
  const namespace = object.metadata.namespace
  if (name === undefined || namespace === undefined) return
  const { status } = await client.request('GET', `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`)
  if (status === 404) await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } })
}

async function everyDeploymentHasItsPods(client: TestClient): Promise<boolean> {
  type Deployment = KubeObject & { readonly spec: { readonly replicas: number }; readonly status: { readonly replicas?: number } }
  const deployments = await client.list<Deployment>('apps/v1', 'Deployment')
  return deployments.every((deployment) => (deployment.status.replicas ?? 0) >= deployment.spec.replicas)
}
