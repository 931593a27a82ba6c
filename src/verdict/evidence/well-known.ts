// Programs of which it is known what they need a token for: a hint for whoever reads a report, with its source and date. By name and
// namespace it can't be more; it decides no verdict.
import type { HintReport } from './evidence-report.ts'

interface KnownProgram {
  readonly program: string
  /** Matched against the whole name of the workload. */
  readonly names: RegExp
  readonly expects: string
  readonly source: string
}

const read = '2026-08-21'
const needs = 'works with the Kubernetes API, and needs its token'
const needsNone = 'does not use the Kubernetes API'

const programs: readonly KnownProgram[] = [
  {
    program: 'ingress-nginx controller',
    names: /^ingress-nginx-(controller|admission-(create|patch))$/,
    expects: needs,
    source: 'kubernetes/ingress-nginx, Helm chart',
  },
  {
    program: 'cert-manager',
    names: /^cert-manager(-cainjector|-webhook|-startupapicheck)?$/,
    expects: needs,
    source: 'cert-manager/cert-manager, Helm chart',
  },
  { program: 'external-dns', names: /^external-dns$/, expects: needs, source: 'kubernetes-sigs/external-dns, Helm chart' },
  {
    program: 'Argo CD',
    names: /^argocd-(application-controller|server|applicationset-controller|notifications-controller|dex-server|repo-server)$/,
    expects: needs,
    source: 'argoproj/argo-helm',
  },
  { program: 'Redis of Argo CD', names: /^argocd-redis$/, expects: needsNone, source: 'argoproj/argo-helm' },
  {
    program: 'Flux',
    names: /^(source|kustomize|helm|notification|image-automation|image-reflector)-controller$/,
    expects: `${needs}; it may ask for tokens of other accounts`,
    source: 'fluxcd/flux2, manifests/rbac/controller.yaml',
  },
  {
    program: 'Prometheus',
    names: /^(prometheus-(.*-)?(operator|server|prometheus)|(.*-)?kube-state-metrics)$/,
    expects: needs,
    source: 'prometheus-community/helm-charts',
  },
  { program: 'node-exporter', names: /^(.*-)?node-exporter$/, expects: needsNone, source: 'prometheus-community/helm-charts' },
  { program: 'metrics-server', names: /^metrics-server$/, expects: needs, source: 'kubernetes-sigs/metrics-server' },
  { program: 'CoreDNS', names: /^coredns(-autoscaler)?$/, expects: needs, source: 'coredns/coredns, plugin kubernetes' },
  {
    program: 'network plugin',
    names: /^(azure-npm|cilium(-operator)?|calico-(node|kube-controllers|typha)|tigera-operator)$/,
    expects: needs,
    source: 'the manifests of Azure, cilium/cilium and projectcalico/calico',
  },
  { program: 'ip-masq-agent', names: /^(azure-)?ip-masq-agent$/, expects: needsNone, source: 'Azure/AKS CHANGELOG' },
  {
    program: 'CSI driver of Azure',
    names: /^csi-azure(disk|file|blob)-(node|controller)(-win)?$/,
    expects: needs,
    source: 'kubernetes-sigs/azuredisk-csi-driver, rbac-csi-azuredisk-node.yaml',
  },
  {
    program: 'secrets-store CSI driver',
    names: /^(csi-)?secrets-store(-csi-driver)?$/,
    expects: needs,
    source: 'kubernetes-sigs/secrets-store-csi-driver',
  },
  {
    program: 'KEDA',
    names: /^keda-(operator|operator-metrics-apiserver|metrics-apiserver|admission(-webhooks)?)$/,
    expects: `${needs}; its operator may ask for tokens of other accounts where it is allowed to`,
    source: 'kedacore/keda',
  },
  { program: 'Dapr', names: /^dapr-(operator|sidecar-injector|placement-server|sentry)$/, expects: needs, source: 'dapr/dapr' },
  { program: 'Istio', names: /^(istiod(-.*)?|istio-cni-node|ztunnel)$/, expects: needs, source: 'istio/istio' },
  { program: 'Linkerd', names: /^linkerd-(destination|identity|proxy-injector)$/, expects: needs, source: 'linkerd/linkerd2' },
  {
    program: 'external-secrets',
    names: /^external-secrets(-.*)?$/,
    expects: `${needs}; it asks for tokens of other accounts`,
    source: 'external-secrets/external-secrets, Helm chart',
  },
  { program: 'Velero', names: /^velero$/, expects: needs, source: 'vmware-tanzu/velero' },
  {
    program: 'autoscaler',
    names: /^(.*-)?(cluster-autoscaler|karpenter)$/,
    expects: needs,
    source: 'kubernetes/autoscaler, Azure/karpenter-provider-azure',
  },
  {
    program: 'Azure Workload Identity webhook',
    names: /^azure-wi-webhook-controller-manager$/,
    expects: needs,
    source: 'Azure/azure-workload-identity',
  },
  {
    program: 'Gatekeeper',
    names: /^gatekeeper-(audit|controller-manager)$/,
    expects: needs,
    source: 'open-policy-agent/gatekeeper',
  },
]

/** The hint on a workload of this name. */
export function hintFor(name: string): HintReport | undefined {
  const known = programs.find(({ names }) => names.test(name))
  return known === undefined ? undefined : { program: known.program, expects: known.expects, source: known.source, read }
}
