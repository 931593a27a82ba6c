// Which control of which benchmark asks what, as data keyed by benchmark and version; titles are ours, numbers are theirs.
import { compareText } from '../base/index.ts'

/** What a control asks about; each check names the aspects that it answers. */
export type Aspect =
  /** `default` service accounts are not used and mount nothing. */
  | 'defaultAccount'
  /** Tokens are in pods only where they are needed. */
  | 'mounted'
  /** Creating tokens is left to those who are trusted with it. */
  | 'minting'
  /** The neighbours, as far as what they ask about opens tokens. */
  | NeighbourAspect

/** Rights that a control asks about for reasons beside tokens: what opens tokens fails it, and the absence of that proves nothing. */
export type NeighbourAspect =
  'clusterAdmin' | 'secrets' | 'createPods' | 'escalation' | 'persistentVolumes' | 'nodesProxy' | 'certificates' | 'webhooks'

/** One control. */
export interface Control {
  readonly id: string
  readonly title: string
  readonly aspects: readonly Aspect[]
  /** Asks about more than tokens: findings fail it, and without findings it is not assessed. */
  readonly partial?: true
}

/** One benchmark in one version. */
export interface Benchmark {
  /** As `--benchmark` takes it. */
  readonly id: string
  readonly title: string
  readonly version: string
  readonly controls: readonly Control[]
  /** Where the numbers were read, and when. */
  readonly source: string
}

const defaultAccount = (id: string): Control => ({
  id,
  title: 'default service accounts are not used',
  aspects: ['defaultAccount'],
})
const mounted = (id: string): Control => ({ id, title: 'tokens are mounted only where needed', aspects: ['mounted'] })
const minting = (id: string): Control => ({ id, title: 'few may create service account tokens', aspects: ['minting'] })
const leastPrivilege = (id: string): Control => ({
  id,
  title: 'access is limited to what is needed',
  aspects: ['mounted', 'defaultAccount'],
})

const neighbours: Readonly<Record<NeighbourAspect, string>> = {
  clusterAdmin: '`cluster-admin` is used only where needed',
  secrets: 'few may read Secrets',
  createPods: 'few may create pods',
  escalation: 'few may bind, impersonate and escalate',
  persistentVolumes: 'few may create PersistentVolumes',
  nodesProxy: 'few may use the proxy of nodes',
  certificates: 'few may approve certificate signing requests',
  webhooks: 'few may write webhook configurations',
}

/** @param ids - the number of each neighbour in a benchmark */
function neighbourControls(ids: Readonly<Record<NeighbourAspect, string>>): readonly Control[] {
  return (Object.keys(neighbours) as NeighbourAspect[]).map((aspect) => ({
    id: ids[aspect],
    title: neighbours[aspect],
    aspects: [aspect],
    partial: true,
  }))
}

const kubeBench = 'aquasecurity/kube-bench@a73ce378 cfg/ (2026-06-09)'
const azurePolicy =
  'Azure Policy initiatives that contain definition 423dd1ba-798e-40e4-9c4d-b6902674b423 (Azure/azure-policy@f4a50bac, 2026-04-29)'

const cisKubernetes = (version: string, source: string): Benchmark => ({
  id: `cis-kubernetes-${version}`,
  title: 'CIS Kubernetes Benchmark',
  version,
  controls: [
    defaultAccount('5.1.5'),
    mounted('5.1.6'),
    minting('5.1.13'),
    ...neighbourControls({
      clusterAdmin: '5.1.1',
      secrets: '5.1.2',
      createPods: '5.1.4',
      escalation: '5.1.8',
      persistentVolumes: '5.1.9',
      nodesProxy: '5.1.10',
      certificates: '5.1.11',
      webhooks: '5.1.12',
    }),
  ],
  source,
})

/** Every benchmark that is known. */
export const benchmarks: readonly Benchmark[] = [
  {
    id: 'cis-aks-1.7',
    title: 'CIS AKS Benchmark',
    version: '1.7',
    controls: [defaultAccount('4.1.5'), mounted('4.1.6')],
    source: kubeBench,
  },
  {
    id: 'cis-aks-1.8',
    title: 'CIS AKS Benchmark',
    version: '1.8',
    controls: [
      defaultAccount('4.1.5'),
      mounted('4.1.6'),
      minting('4.1.12'),
      ...neighbourControls({
        clusterAdmin: '4.1.1',
        secrets: '4.1.2',
        createPods: '4.1.4',
        escalation: '4.1.7',
        persistentVolumes: '4.1.8',
        nodesProxy: '4.1.9',
        certificates: '4.1.10',
        webhooks: '4.1.11',
      }),
    ],
    source: kubeBench,
  },
  cisKubernetes('1.10', kubeBench),
  cisKubernetes('1.11', kubeBench),
  cisKubernetes('1.12', kubeBench),
  cisKubernetes('2.0.1', 'prowler-cloud/prowler@3e000faa cis_2.0.1_kubernetes.json (2026-08-21)'),
  { id: 'mcsb-v3', title: 'Microsoft cloud security benchmark', version: 'v3', controls: [mounted('PV-2')], source: azurePolicy },
  {
    id: 'pci-dss-4.0.1',
    title: 'PCI DSS',
    version: '4.0.1',
    controls: ['7.2.1', '7.2.2', '7.2.5', '7.2.6', '7.3.1'].map(leastPrivilege),
    source: azurePolicy,
  },
  { id: 'soc-2', title: 'SOC 2', version: '2017', controls: ['CC6.8', 'CC8.1'].map(leastPrivilege), source: azurePolicy },
  {
    id: 'nist-csf-2.0',
    title: 'NIST Cybersecurity Framework',
    version: '2.0',
    controls: [leastPrivilege('PR.AA-05')],
    source: azurePolicy,
  },
  {
    id: 'mitre-attack',
    title: 'MITRE ATT&CK',
    version: 'Containers',
    controls: [
      { id: 'T1528', title: 'stealing an application access token', aspects: ['mounted', 'defaultAccount'] },
      { id: 'T1552.007', title: 'credentials from the container API', aspects: ['minting'] },
    ],
    source: "Microsoft's Threat Matrix for Kubernetes MS-TA9016 and Elastic rule 4df91789 (read 2026-11-23)",
  },
]

/** @returns the benchmark of that id, or `undefined` */
export function findBenchmark(id: string): Benchmark | undefined {
  return benchmarks.find((benchmark) => benchmark.id === id)
}

/** All controls that ask about one of the aspects, as `benchmark/control`. */
export function controlsFor(aspects: readonly Aspect[]): readonly string[] {
  return benchmarks
    .flatMap((b) => b.controls.filter((c) => c.aspects.some((aspect) => aspects.includes(aspect))).map((c) => `${b.id}/${c.id}`))
    .sort(compareText)
}
