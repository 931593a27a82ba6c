// Rows 21 to 23: whoever writes admission changes or reads what others write. A mutating webhook or policy gives any new pod another
// container or account; a validating webhook sees Secrets while the token controller fills them. MutatingAdmissionPolicy is served
// and on by default from 1.36.
import { clusterNeed, creates, type Need, type Reach, type Way, type Route } from './route.ts'

const group = 'admissionregistration.k8s.io'
const any: Reach = { kind: 'anyAccountOfCluster' }

function writes(resource: string, reach: Reach): readonly [Way, ...Way[]] {
  const right: Need = clusterNeed('create', group, resource)
  return [...creates(right, [], reach), { needs: [clusterNeed('update patch', group, resource)], reach }]
}

export const writeMutatingWebhook: Route = {
  id: 'write-mutating-webhook',
  row: 21,
  title: 'changes new pods of any namespace by a webhook',
  direct: false,
  ways: writes('mutatingwebhookconfigurations', any),
  remedy: 'take it away, or narrow it to the webhook that the holder owns by `resourceNames`, for `update` and `patch` alone',
}

export const writeValidatingWebhook: Route = {
  id: 'write-validating-webhook',
  row: 22,
  title: 'reads Secrets that hold tokens while they are written, by a webhook',
  direct: false,
  ways: writes('validatingwebhookconfigurations', { kind: 'tokenSecrets' }),
  remedy: 'take it away, or narrow it to the webhook that the holder owns by `resourceNames`, for `update` and `patch` alone',
}

const policies = 'mutatingadmissionpolicies'
const bindings = 'mutatingadmissionpolicybindings'
// A policy takes effect through a binding: either both are made, or one that has its other half is changed.
const change: readonly Way[] = [policies, bindings].map((resource) => ({
  needs: [clusterNeed('update patch', group, resource)],
  reach: any,
}))

export const writeMutatingPolicy: Route = {
  id: 'write-mutating-policy',
  row: 23,
  title: 'changes new pods of any namespace by an admission policy',
  direct: false,
  since: 36,
  ways: [...creates(clusterNeed('create', group, policies), [clusterNeed('create', group, bindings)], any), ...change],
  remedy: 'take it away: writing admission policies is for administrators',
}
