// Sums up the API server's own admission policies: which are at work, and which of them see pods and requests for tokens.
import { compareText } from '../base/index.ts'
import type { Inventory } from '../inventory/index.ts'
import type { AdmissionMatch, AdmissionObject } from '../kube/index.ts'
import type { AdmissionReport, GuardReport } from './admission-report.ts'

/** The lists that have to be read to their end. */
const lists = [
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
]

/** Whether all policies and bindings are known. */
export function admissionKnown({ complete }: Pick<Inventory, 'complete'>): boolean {
  return lists.every((name) => complete.has(name))
}

/** @returns `undefined` where not all of them are known */
export function admissionReport(inventory: Inventory, guard: GuardReport | undefined): AdmissionReport | undefined {
  if (!admissionKnown(inventory)) return undefined
  const isBinding = ({ ref }: AdmissionObject): boolean => ref.kind.endsWith('Binding')
  const atWork = new Set(inventory.admission.filter(isBinding).map(({ ref, spec }) => `${ref.kind} ${spec.policyName ?? ''}`))
  const policies = inventory.admission.filter((one) => !isBinding(one))
  const bound = policies.filter(({ ref }) => atWork.has(`${ref.kind}Binding ${ref.name}`))
  const seeing = (resource: string): readonly string[] =>
    bound
      .filter(({ spec }) => sees(spec.matchConstraints, resource))
      .map(({ ref }) => ref.name)
      .sort(compareText)
  return {
    bound: bound.length,
    unbound: policies.length - bound.length,
    onPods: seeing('pods'),
    onTokenRequests: seeing('serviceaccounts/token'),
    ...(guard === undefined ? {} : { guard }),
  }
}

/** Whether the creation of a namespaced resource of the core group is matched (admissionregistration/v1, MatchResources). */
function sees(match: AdmissionMatch | undefined, resource: string): boolean {
  const left = match?.excludeResourceRules ?? []
  // A rule that names single objects lets the others be seen.
  if (left.some((rule) => (rule.resourceNames ?? []).length === 0 && covers(rule, resource))) return false
  return (match?.resourceRules ?? []).some((rule) => covers(rule, resource))
}

/** By the wildcards that rules may have (admissionregistration/v1, Rule). */
function covers(rule: NonNullable<AdmissionMatch['resourceRules']>[number], resource: string): boolean {
  const { apiGroups = [], apiVersions = [], operations = [], resources = [], scope = '*' } = rule
  const [name, subresource] = resource.split('/')
  const patterns = subresource === undefined ? ['*', '*/*', resource] : ['*/*', `${name}/*`, `*/${subresource}`, resource]
  const has = (values: readonly string[], ...wanted: readonly string[]): boolean => values.some((one) => wanted.includes(one))
  return (
    has(apiGroups, '', '*') &&
    has(apiVersions, 'v1', '*') &&
    has(operations, 'CREATE', '*') &&
    has(resources, ...patterns) &&
    scope !== 'Cluster'
  )
}
