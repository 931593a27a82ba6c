// Sums a ledger up for one cluster: the rows of the contract, in the order of their keys.
import { formatTime } from './event-time.ts'
import { coverageOf } from './coverage.ts'
import type { Credential } from './credential.ts'
import type { EvidenceLedger, MintedRow, Times, UseRow } from './evidence-ledger.ts'
import type { Ledger, Section, TableName, Tally } from './ledger.ts'
import type { Result } from './result.ts'
import { compareKeys, requestsOf, TallyTable } from './tally-table.ts'

/** A key with how often, first and last; times in microseconds. */
export interface Total {
  readonly key: readonly string[]
  readonly count: number
  readonly first: number
  readonly last: number
  /** Requests by day since 1970, in order. */
  readonly days: readonly (readonly [day: number, count: number])[]
}

/** What a table comes to over all blocks of a cluster. */
export function totalsOf({ blocks }: Ledger, cluster: string, table: TableName): readonly Total[] {
  const byCategory = new Map<string, TallyTable>()
  for (const section of sectionsOf(blocks, cluster)) {
    const known = byCategory.get(section.category) ?? new TallyTable()
    byCategory.set(section.category, known)
    for (const tally of section.tables[table]) known.add(tally)
  }
  return foldDays([...byCategory.values()].flatMap((one) => one.tallies()))
}

function sectionsOf(blocks: Ledger['blocks'], cluster: string): readonly Section[] {
  return blocks.flatMap(({ sections }) => sections.filter((section) => section.cluster === cluster))
}

// Writes stand in both categories of AKS: where a day is in both, the one that has more of them counts.
function foldDays(tallies: readonly Tally[]): readonly Total[] {
  const totals = new Map<string, { key: readonly string[]; first: number; last: number; days: Map<number, number> }>()
  for (const tally of tallies) {
    const id = tally.key.join('\u0000')
    const known = totals.get(id)
    if (known === undefined) {
      const { key, first, last, day } = tally
      totals.set(id, { key, first, last, days: new Map([[day, requestsOf(tally)]]) })
      continue
    }
    known.first = Math.min(known.first, tally.first)
    known.last = Math.max(known.last, tally.last)
    known.days.set(tally.day, Math.max(known.days.get(tally.day) ?? 0, requestsOf(tally)))
  }
  return [...totals.values()]
    .map(({ key, first, last, days }) => ({
      key,
      count: [...days.values()].reduce((sum, count) => sum + count, 0),
      first,
      last,
      days: [...days].sort(([a], [b]) => a - b),
    }))
    .sort((a, b) => compareKeys(a.key, b.key))
}

/** Which rows are asked for. */
export interface Selection {
  /** `namespace/name`. */
  readonly account?: string
  readonly pod?: { readonly namespace: string; readonly name: string }
}

/**
 * Sums a ledger up.
 *
 * @param select - rows of one account or pod; coverage is always that of the whole
 */
export function summarise(ledger: Ledger, cluster: string, select: Selection = {}): EvidenceLedger {
  const blocks = ledger.blocks.filter(({ sections }) => sections.some((section) => section.cluster === cluster))
  const totals = (table: TableName): readonly Total[] => totalsOf({ blocks }, cluster, table)
  const ofAccount = (account: string): boolean => isAsked(select, account, undefined)
  const whole = select.account === undefined && select.pod === undefined
  const used = new Map(totals('credentialUses').map((total) => [total.key.join('\u0000'), timesOf(total)]))
  const [unauthenticated] = totals('unauthenticated')
  return {
    apiVersion: 'sparekey.dev/v1',
    kind: 'EvidenceLedger',
    cluster,
    blocks: blocks.length,
    coverage: coverageOf(blocks, cluster),
    rows: totals('uses')
      .map(useRow)
      .filter((row) => isAsked(select, row.serviceAccount, row.pod?.name)),
    minted: totals('minted')
      .map((total): MintedRow => {
        const [by = '', serviceAccount = '', id = '', result = ''] = total.key
        const use = id === '' ? undefined : used.get(`${id}\u0000${serviceAccount}`)
        return {
          by,
          serviceAccount,
          credentialId: id === '' ? null : id,
          result: result as Result,
          ...timesOf(total),
          used: use ?? null,
        }
      })
      .filter((row) => ofAccount(row.serviceAccount)),
    legacySecrets: totals('legacySecrets')
      .map((total) => {
        const [serviceAccount = '', secret = '', kind = '', state = ''] = total.key
        return { serviceAccount, secret, kind, state, ...timesOf(total) }
      })
      .filter((row) => ofAccount(row.serviceAccount)),
    staleTokens: totals('staleTokens')
      .map((total) => {
        const [serviceAccount = '', name = '', uid = ''] = total.key
        return { serviceAccount, pod: podOf(name, uid), ...timesOf(total) }
      })
      .filter((row) => isAsked(select, row.serviceAccount, row.pod?.name)),
    impersonations: whole
      ? totals('impersonations').map((total) => {
          const [by = '', as = '', result = ''] = total.key
          return { by, as, result, ...timesOf(total) }
        })
      : [],
    refused: whole
      ? totals('refused').map((total) => {
          const [subject = '', verb = '', group = '', resource = '', subresource = '', namespace = ''] = total.key
          return { subject, verb, group, resource, subresource, namespace, ...timesOf(total) }
        })
      : [],
    tokenReviews: totals('tokenReviews').map((total) => {
      const [by = '', result = ''] = total.key
      return { by, result, ...timesOf(total) }
    }),
    unauthenticated: unauthenticated === undefined ? null : timesOf(unauthenticated),
  }
}

/** One total of the table of uses as a row. */
export function useRow(total: Total): UseRow {
  const [
    serviceAccount = '',
    pod = '',
    uid = '',
    credential = '',
    verb = '',
    group = '',
    resource = '',
    subresource = '',
    namespace = '',
    result = '',
  ] = total.key
  return {
    serviceAccount,
    pod: podOf(pod, uid),
    credential: credential as Credential,
    verb,
    group,
    resource,
    subresource,
    namespace,
    result: result as Result,
    ...timesOf(total),
  }
}

function isAsked({ account, pod }: Selection, of: string, podName: string | undefined): boolean {
  if (account !== undefined && of !== account) return false
  return pod === undefined || (podName === pod.name && of.startsWith(`${pod.namespace}/`))
}

function podOf(name: string, uid: string): { readonly name: string; readonly uid: string } | null {
  return name === '' ? null : { name, uid }
}

/** The times of a total as texts. */
export function timesOf({ count, first, last }: Pick<Total, 'count' | 'first' | 'last'>): Times {
  return { count, first: formatTime(first), last: formatTime(last) }
}
