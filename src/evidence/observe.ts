// What one request tells: who used which credential for what, who minted, who acted in whose name, who was refused.
import { unreachable } from '../base/index.ts'
import type { AuditEvent, EventUser } from './audit-event.ts'
import { credentialOf, legacySecretOf, type CredentialUse } from './credential.ts'
import type { TableName } from './ledger.ts'
import { kept, targetOf, type RequestTarget } from './request-target.ts'
import { resultOf } from './result.ts'

/** One thing to be counted: a table, and a key of its columns. */
export interface Observation {
  readonly table: TableName
  readonly key: readonly string[]
}

/** Who sent a request, by what kind of name. */
type Actor =
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'node' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'other'; readonly name: string }

/** @returns what is to be counted, and whether it is the kubelet's request for the token of a pod */
export function observe(event: AuditEvent): { readonly observations: readonly Observation[]; readonly refresh: boolean } {
  const actor = actorOf(event.user)
  const target = targetOf(event)
  const seen: Observation[] = []
  const note = (table: TableName, key: readonly string[]): void => {
    seen.push({ table, key })
  }
  const minting = isMinting(event, target)
  const result = resultOf(event)
  switch (actor.kind) {
    case 'account':
      ofAccount(actor.account, event, target, note)
      break
    case 'node':
      break
    case 'nobody':
      note('unauthenticated', [])
      noteLegacy('', undefined, event, note)
      break
    case 'other':
      if (result === 'refused') note('refused', [actor.name, kept(event.verb), ...targetKey(target)])
      break
    default:
      return unreachable(actor)
  }
  const acting = event.impersonatedUser
  if (acting !== undefined && actor.kind !== 'nobody') {
    note('impersonations', [event.user.username, acting.username, result])
    const account = accountOf(acting.username)
    if (account !== undefined) note('uses', [account, '', '', 'impersonation', kept(event.verb), ...targetKey(target), result])
  }
  if (minting && actor.kind !== 'node') {
    const id = event.annotations['authentication.kubernetes.io/issued-credential-id'] ?? ''
    note('minted', [event.user.username, `${target.namespace}/${kept(event.objectRef?.name ?? '')}`, id, result])
  }
  if (target.group === 'authentication.k8s.io' && target.resource === 'tokenreviews' && actor.kind !== 'nobody')
    note('tokenReviews', [event.user.username, result])
  return { observations: seen, refresh: minting && actor.kind === 'node' }
}

function ofAccount(
  account: string,
  event: AuditEvent,
  target: RequestTarget,
  note: (table: TableName, key: readonly string[]) => void,
): void {
  const credential = credentialOf(event.user, event.annotations)
  const who = [account, credential.pod?.name ?? '', credential.pod?.uid ?? '', credential.kind]
  const { impersonatedUser } = event
  if (impersonatedUser === undefined) note('uses', [...who, kept(event.verb), ...targetKey(target), resultOf(event)])
  // Its own part of it was to act in another's name, and that was allowed: the audit names the other only then.
  else for (const right of impersonationRights(impersonatedUser)) note('uses', [...who, 'impersonate', ...right, 'allowed'])
  if (credential.pod === undefined && credential.id !== '') note('credentialUses', [credential.id, account])
  noteLegacy(account, credential, event, note)
  if (event.annotations['authentication.k8s.io/stale-token'] !== undefined)
    note('staleTokens', [account, credential.pod?.name ?? '', credential.pod?.uid ?? ''])
}

function noteLegacy(
  account: string,
  credential: CredentialUse | undefined,
  event: AuditEvent,
  note: (table: TableName, key: readonly string[]) => void,
): void {
  const secret = legacySecretOf(event.annotations)
  if (secret === undefined || credential?.kind === 'pod') return
  const namespace = account === '' ? secret.namespace : account.slice(0, account.indexOf('/'))
  const name = secret.name === '' ? '' : `${namespace}/${secret.name}`
  note('legacySecrets', [account, name, secret.kind, secret.invalidated ? 'invalidated' : 'valid'])
}

/** What a request to act as somebody needs, as keys of a target (pkg/endpoints/filters/impersonation). */
function impersonationRights({ username, groups }: EventUser): readonly (readonly string[])[] {
  const account = accountOf(username)
  if (account !== undefined) return [['', 'serviceaccounts', '', account.slice(0, account.indexOf('/'))]]
  const named = groups.some((group) => !unaskedGroups.includes(group))
  return [['', 'users', '', ''], ...(named ? [['', 'groups', '', '']] : [])]
}

function isMinting({ verb }: AuditEvent, { group, resource, subresource }: RequestTarget): boolean {
  return verb === 'create' && group === '' && resource === 'serviceaccounts' && subresource === 'token'
}

function actorOf({ username, groups }: EventUser): Actor {
  if (username === '') return { kind: 'nobody' }
  const account = accountOf(username)
  if (account !== undefined) return { kind: 'account', account }
  // Upstream takes for a node who is in the group and has the name (plugin/pkg/auth/nodeidentifier).
  if (username.startsWith(nodes.prefix) && groups.includes(nodes.group)) return { kind: 'node' }
  return { kind: 'other', name: username }
}

/** The user name of a service account; queries use it too. */
export const accountForm: RegExp = /^system:serviceaccount:([^:]+):([^:]+)$/

/** The name that nodes have and the group that they are in; queries use them too. */
export const nodes: { readonly prefix: string; readonly group: string } = { prefix: 'system:node:', group: 'system:nodes' }

/** The groups that every user comes with, whether they were asked for or not; queries use them too. */
export const unaskedGroups: readonly string[] = ['system:authenticated', 'system:unauthenticated']

/** `namespace/name` of the account behind a user name. */
export function accountOf(username: string): string | undefined {
  const match = accountForm.exec(username)
  return match === null ? undefined : `${match[1] ?? ''}/${match[2] ?? ''}`
}

function targetKey({ group, resource, subresource, namespace }: RequestTarget): readonly string[] {
  return [group, resource, subresource, namespace]
}
