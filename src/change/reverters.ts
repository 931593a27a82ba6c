// What would take a live change of an object back: a table of the marks that deployment tools and controllers leave on what they keep.
// Where there is one, the change belongs where the object comes from.
import type { ObjectMeta, ObjectRef } from '../kube/index.ts'

/** Who keeps an object as it is. */
export interface Reverter {
  /** For people: `Helm release shop/web`. */
  readonly by: string
  /** Where a change has to be made. */
  readonly where: string
  /** `owner`: a controller that made the object itself; a field that it never set is its own too. */
  readonly kind: 'source' | 'owner'
}

type AnnotationKey = keyof ObjectMeta['annotations']

interface Mark {
  readonly label?: string
  readonly annotation?: AnnotationKey
  /** The value that counts; absent: any. */
  readonly value?: string
  /** @param value - of the mark */
  readonly by: (value: string, meta: ObjectMeta) => string
  readonly where: (by: string) => string
  /** Where the mark is defined. */
  readonly source: string
  readonly read: string
}

const read = '2026-11-24'

function inNamespace(name: string, namespace: string | undefined): string {
  return namespace === undefined ? name : `${namespace}/${name}`
}

const repository = (by: string) => `the repository that ${by} reads`

/** What deploys a chart stands above the chart: the outermost is asked first. */
const marks: readonly Mark[] = [
  {
    annotation: 'argocd.argoproj.io/tracking-id',
    by: (value) => `Argo CD application ${value.split(':')[0] ?? value}`,
    where: repository,
    source: 'Argo CD 3.3 documentation, resource tracking',
    read,
  },
  {
    label: 'argocd.argoproj.io/instance',
    by: (value) => `Argo CD application ${value}`,
    where: repository,
    source: 'Argo CD 3.3 documentation, resource tracking',
    read,
  },
  {
    label: 'kustomize.toolkit.fluxcd.io/name',
    by: (value, { labels }) => `Flux Kustomization ${inNamespace(value, labels.get('kustomize.toolkit.fluxcd.io/namespace'))}`,
    where: repository,
    source: 'Flux documentation, Kustomization: listing what is reconciled',
    read,
  },
  {
    label: 'helm.toolkit.fluxcd.io/name',
    by: (value, { labels }) => `Flux HelmRelease ${inNamespace(value, labels.get('helm.toolkit.fluxcd.io/namespace'))}`,
    where: (by) => `the values of ${by}`,
    source: 'Flux helm-controller changelog 0.9.0: labels of the origin',
    read,
  },
  {
    annotation: 'configmanagement.gke.io/managed',
    value: 'enabled',
    by: () => 'Config Sync',
    where: repository,
    source: 'Config Sync documentation, annotations of managed objects',
    read,
  },
  {
    label: 'objectset.rio.cattle.io/hash',
    by: () => 'an object set of Rancher, Fleet or k3s',
    where: (by) => `the bundle, chart or addon that ${by} applies`,
    source: 'objects of Fleet bundles, Rancher charts and k3s addons, as rancher/wrangler labels them',
    read,
  },
  {
    label: 'kapp.k14s.io/app',
    by: (value) => `kapp app ${value}`,
    where: (by) => `the configuration that ${by} is deployed from`,
    source: 'kapp documentation, the label of an app',
    read,
  },
  {
    label: 'olm.owner',
    by: (value) => `Operator Lifecycle Manager (${value})`,
    where: () => "the operator's bundle, or the `config` of its Subscription",
    source: 'Operator Lifecycle Manager, labels of objects that a ClusterServiceVersion owns',
    read,
  },
  {
    label: 'addonmanager.kubernetes.io/mode',
    value: 'Reconcile',
    by: () => 'the addon manager',
    where: () => 'the addon itself: what it keeps can only be changed by its settings',
    source: 'kubernetes/kubernetes cluster/addons/addon-manager, README',
    read,
  },
  {
    annotation: 'meta.helm.sh/release-name',
    by: (value, { annotations }) => `Helm release ${inNamespace(value, annotations['meta.helm.sh/release-namespace'])}`,
    where: chart,
    source: 'Helm documentation, adoption of existing objects',
    read,
  },
  {
    label: 'app.kubernetes.io/managed-by',
    value: 'Helm',
    by: (_, { labels }) => `Helm release ${labels.get('app.kubernetes.io/instance') ?? '(not named)'}`,
    where: chart,
    source: 'Helm documentation, best practices for labels',
    read,
  },
  {
    label: 'app.kubernetes.io/managed-by',
    value: 'pulumi',
    by: () => 'Pulumi',
    where: () => 'the Pulumi program',
    source: 'pulumi/pulumi-kubernetes#1357',
    read,
  },
]

function chart(by: string): string {
  return `the values of ${by}, or the templates of its chart`
}

/** Who would take a live change of an object back; `undefined` where nothing shows that anybody would. */
export function reverterOf(meta: ObjectMeta | undefined, ownedBy?: ObjectRef): Reverter | undefined {
  const owner = ownedBy ?? meta?.ownerReferences.find(({ controller }) => controller === true)
  if (owner !== undefined) {
    const by = `${owner.kind} ${owner.name}`
    return { by, where: `the specification of ${by}, which makes it`, kind: 'owner' }
  }
  if (meta === undefined) return undefined
  for (const mark of marks) {
    const value = mark.label === undefined ? mark.annotation && meta.annotations[mark.annotation] : meta.labels.get(mark.label)
    if (value === undefined || value === '' || (mark.value !== undefined && mark.value !== value)) continue
    const by = mark.by(value, meta)
    return { by, where: mark.where(by), kind: 'source' }
  }
  return undefined
}
