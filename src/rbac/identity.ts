// Who somebody is to RBAC: one user name and a set of groups. A ServiceAccount subject is nothing but its user name
// (pkg/registry/rbac/validation/rule.go, appliesToUser), so `User system:serviceaccount:a:s` and that ServiceAccount are one.
import { groups, namespaceAccountsGroup, serviceAccountUserName, type AccountRef, type BindingObject } from '../kube/index.ts'
import type { UserInfo } from './request.ts'

/** A subject as answers name it: a user name of a service account always appears as that ServiceAccount. */
export type GrantSubject =
  | { readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'User'; readonly name: string }
  | { readonly kind: 'Group'; readonly name: string }

/** `system:masters` may do everything before any authorizer is asked (pkg/kubeapiserver/authorizer). */
export const mastersGroup = 'system:masters'

const anonymousUser = 'system:anonymous'

/** A subject of a binding as RBAC evaluates it; `undefined` where it can match nobody. */
export function subjectOf(subject: BindingObject['subjects'][number], binding: BindingObject): GrantSubject | undefined {
  if (subject.kind === 'Group') return { kind: 'Group', name: subject.name }
  if (subject.kind === 'User') return userSubject(subject.name)
  if (subject.kind !== 'ServiceAccount') return undefined
  // Without a namespace a RoleBinding's own is meant; in a ClusterRoleBinding nobody is.
  const namespace = (subject.namespace ?? '') === '' ? (binding.ref.namespace ?? '') : (subject.namespace ?? '')
  if (namespace === '') return undefined
  if (plainNamespace.test(namespace) && plainName.test(subject.name))
    return { kind: 'ServiceAccount', namespace, name: subject.name }
  // The API takes any text in a binding; what the evaluator compares is the user name that comes of it.
  return userSubject(serviceAccountUserName(namespace, subject.name))
}

const plainNamespace = /^[a-z0-9-]+$/
const plainName = /^[a-z0-9.-]+$/

// The characters of names that the API accepts: with others two different user names could pass for one account.
const accountUserName = /^system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)$/

/** The subject that a user name stands for (apiserver pkg/authentication/serviceaccount, SplitUsername). */
export function userSubject(name: string): GrantSubject {
  const [, namespace, account] = accountUserName.exec(name) ?? []
  if (namespace === undefined || account === undefined) return { kind: 'User', name }
  return { kind: 'ServiceAccount', namespace, name: account }
}

/** A key that tells subjects apart, and by which they sort. */
export function subjectKey(subject: GrantSubject): string {
  return subject.kind === 'ServiceAccount'
    ? `ServiceAccount:${subject.namespace}/${subject.name}`
    : `${subject.kind}:${subject.name}`
}

/** The groups that a subject is certainly in, whatever else its credentials say. */
export function impliedGroups(subject: GrantSubject): readonly string[] {
  if (subject.kind === 'ServiceAccount') return accountGroups(subject)
  if (subject.name === anonymousUser || subject.name === groups.unauthenticated) return [groups.unauthenticated]
  if (subject.kind === 'User') return [groups.authenticated]
  if (subject.name === groups.authenticated) return []
  const ofAccounts = subject.name.startsWith(`${groups.serviceAccounts}:`)
  return ofAccounts ? [groups.serviceAccounts, groups.authenticated] : [groups.authenticated]
}

/** Works something out of the groups that a subject is certainly in: for accounts once in each namespace, where they are the same. */
export function ofImpliedGroups<T extends object>(workOut: (groups: readonly string[]) => T): (subject: GrantSubject) => T {
  const known = new Map<string, T>()
  return (subject) => {
    if (subject.kind !== 'ServiceAccount') return workOut(impliedGroups(subject))
    let value = known.get(subject.namespace)
    if (value === undefined) known.set(subject.namespace, (value = workOut(impliedGroups(subject))))
    return value
  }
}

/** The groups of a service account's token. */
export function accountGroups(account: AccountRef): readonly string[] {
  return [groups.serviceAccounts, namespaceAccountsGroup(account.namespace), groups.authenticated]
}

/** A service account as it authenticates. */
export function accountUser(account: AccountRef): UserInfo {
  return { name: serviceAccountUserName(account.namespace, account.name), groups: accountGroups(account) }
}
