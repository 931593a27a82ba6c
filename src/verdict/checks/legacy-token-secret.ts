// A Secret holds a token that never expires; whoever reads it is the account (semantics §5).
import { append } from '../../base/index.ts'
import { accountObject, formatRef, keys, type SecretObject } from '../../kube/index.ts'
import type { Bench, Judged } from '../judge.ts'
import { platformOwner } from '../platform.ts'
import type { Check } from './check.ts'

/** When it was last used, as far as the API server says: a missing label speaks only for the time since tracking began. */
function lastUse(secret: SecretObject, bench: Bench): string {
  const used = secret.meta.labels.get(keys.legacyTokenLastUsed)
  if (used !== undefined) return `last seen in use on ${used}`
  const since = bench.inventory.legacyTrackingSince
  if (since === undefined) return 'whether it is used is not known: the API server tells no start of its records'
  // The API server writes the label at most daily, so a day must have passed in full (T35).
  if (daysBetween(since, bench.today) <= 1)
    return `whether it is used is not known: the API server records use only since ${since}`
  return `not seen in use since ${since}, when the API server began to record it`
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000
}

/** The check. */
export const legacyTokenSecret: Check = {
  id: 'legacy-token-secret',
  title: 'a Secret holds a service account token that never expires',
  aspects: ['mounted'],
  find(judged, bench) {
    const takers = takersOf(judged)
    return bench.inventory.tokenSecrets
      .filter((secret) => platformOwner(secret.ref.namespace ?? 'default', secret.meta) === undefined)
      .map((secret) => {
        const account = {
          namespace: secret.ref.namespace ?? 'default',
          name: secret.meta.annotations[keys.secretAccountName] ?? '',
        }
        const users = takers.get(`${account.namespace}/${secret.ref.name}`) ?? []
        const held =
          users.length === 0
            ? 'no workload in the input takes it'
            : `taken by ${users.map((u) => formatRef(u.workload.ref)).join(', ')}`
        const off = secret.meta.labels.get(keys.legacyTokenInvalidSince)
        const label =
          off === undefined || off === ''
            ? ''
            : `; label \`${keys.legacyTokenInvalidSince}\` (${off}) makes API servers from 1.29 on refuse it`
        return {
          severity: 'high' as const,
          object: secret.ref,
          field: 'metadata.name',
          message: `it holds a token of ${formatRef(accountObject(account))} that never expires; ${lastUse(secret, bench)}; ${held}${label}`,
          remedy: `set label \`${keys.legacyTokenInvalidSince}\` to today's date (removing it restores the token), watch, and delete the Secret later; workloads that need a token take a projected one`,
        }
      })
  },
}

/** Who takes tokens of Secrets, by `namespace/name` of the Secret. */
function takersOf(judged: readonly Judged[]): ReadonlyMap<string, readonly Judged[]> {
  const takers = new Map<string, Judged[]>()
  for (const entry of judged) {
    const tokens = entry.containers.flatMap((container) => container.tokens.filter(({ source }) => source === 'secret'))
    for (const name of new Set(tokens.map(({ decidedBy }) => decidedBy.value)))
      append(takers, `${entry.account.namespace}/${String(name)}`, entry)
  }
  return takers
}
