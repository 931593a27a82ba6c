// Which objects belong to the platform and are not the customer's to change: label and namespace together, as dated data.
import { compareText } from '../base/index.ts'
import { keys, type ObjectMeta } from '../kube/index.ts'

/** One way in which a platform marks what it owns. */
export interface PlatformRule {
  readonly platform: string
  readonly namespaces: ReadonlySet<string>
  /** `key=value` labels, of which one is enough. A label alone is not: on AKS anybody can write it. */
  readonly labels: ReadonlySet<string>
  /** How the names of Helm releases begin that the platform installs. */
  readonly helmReleases: string
  readonly source: string
  readonly read: string
}

const rules: readonly PlatformRule[] = [
  {
    platform: 'AKS',
    namespaces: new Set([
      'kube-system',
      'gatekeeper-system',
      'calico-system',
      'tigera-operator',
      'azure-arc',
      'azure-extensions-usage-system',
      'aks-istio-system',
      'aks-istio-ingress',
      'aks-istio-egress',
      'app-routing-system',
      'dapr-system',
      'dataprotection-microsoft',
      'mdc',
    ]),
    labels: new Set([
      'kubernetes.azure.com/managedby=aks',
      'addonmanager.kubernetes.io/mode=Reconcile',
      'addonmanager.kubernetes.io/mode=EnsureExists',
    ]),
    helmReleases: 'aks-managed-',
    source: 'Azure/AKS CHANGELOG (entries 2081, 2353, 2540) and MicrosoftDocs/azure-aks-docs faq.yml',
    read: '2026-08-21',
  },
]

/** Every namespace that is a platform's own, of whichever platform. */
export const platformNamespaces: readonly string[] = [...new Set(rules.flatMap(({ namespaces }) => [...namespaces]))].sort(
  compareText,
)

/** The rule by which an object is the platform's; `undefined` where it is the customer's. */
export function platformOwner(namespace: string, meta: ObjectMeta | undefined): PlatformRule | undefined {
  if (meta === undefined) return undefined
  return rules.find(
    (rule) =>
      rule.namespaces.has(namespace) &&
      ([...meta.labels].some(([key, value]) => rule.labels.has(`${key}=${value}`)) ||
        meta.annotations[keys.helmReleaseName]?.startsWith(rule.helmReleases) === true),
  )
}
