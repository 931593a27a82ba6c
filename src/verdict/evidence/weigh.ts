// Weighs evidence for one workload: which rows of the ledger are its own, and what follows from them, or from there being none.
import { groupBy, unreachable } from '../../base/index.ts'
import { purposeOf, timesOf, totalsOf, useRow, type Ledger, type Purpose, type Total, type UseRow } from '../../evidence/index.ts'
import { formatName } from '../../kube/index.ts'
import type { Inventory, Workload } from '../../inventory/index.ts'
import type { ContainerTokens } from '../../tokens/index.ts'
import type { EvidenceKind, UseSummary, UsingPod, WorkloadEvidenceReport } from './evidence-report.ts'
import { isNamedAfter } from './pod-names.ts'
import { daysPhrase, isOldEnough, type Reach } from './reach.ts'
import { usesPhrase } from './uses-phrase.ts'
import { hintFor } from './well-known.ts'

/** A row of use with its days. */
export interface Use {
  readonly row: UseRow
  readonly purpose: Purpose
  readonly total: Total
}

/** A ledger laid out for questions about workloads. */
export interface EvidenceBench {
  readonly reach: Reach
  readonly minWindowDays: number
  /** By account, `namespace/name`. */
  usesOf(account: string): readonly Use[]
  /** What else is known of an account. */
  notesOn(account: string): readonly string[]
  /** Whether a pod of this uid is there now. */
  isPresent(uid: string): boolean
}

/** Whose a use is, seen from one workload. */
type Belongs = 'present' | 'former' | 'secret' | 'other' | 'foreign'

/** Lays a ledger out. */
export function evidenceBench(
  ledger: Ledger,
  cluster: string,
  inventory: Inventory,
  reach: Reach,
  minWindowDays: number,
): EvidenceBench {
  const uses = totalsOf(ledger, cluster, 'uses').map((total): Use => {
    const row = useRow(total)
    return { row, purpose: purposeOf(row), total }
  })
  const byAccount = groupBy(uses, ({ row }) => row.serviceAccount)
  const minted = groupBy(totalsOf(ledger, cluster, 'minted'), ({ key }) => key[1])
  const stale = groupBy(totalsOf(ledger, cluster, 'staleTokens'), ({ key }) => key[0])
  const uids = new Set(inventory.workloads.flatMap(({ pods }) => pods.flatMap(({ meta }) => meta.uid ?? [])))
  return {
    reach,
    minWindowDays,
    usesOf: (account) => byAccount.get(account) ?? [],
    isPresent: (uid) => uids.has(uid),
    notesOn(account) {
      const asked = (minted.get(account) ?? []).filter(({ key }) => key[3] === 'allowed')
      const by = [...new Set(asked.map(({ key }) => `\`${key[0] ?? ''}\``))]
      const count = asked.reduce((sum, total) => sum + total.count, 0)
      const impersonated = (byAccount.get(account) ?? []).filter(({ row }) => row.credential === 'impersonation')
      return [
        ...(count === 0
          ? []
          : [`${by.slice(0, 3).join(', ')} asked for ${count === 1 ? 'a token' : `${count} tokens`} of its account`]),
        ...(impersonated.length === 0 ? [] : ['others acted in the name of its account, which needs no token of it']),
        ...((stale.get(account) ?? []).length === 0
          ? []
          : ['a client of its account went on with a token that had been renewed: it does not read the file again']),
      ]
    },
  }
}

/** Weighs the evidence for a workload. */
export function weighEvidence(
  workload: Workload,
  containers: readonly ContainerTokens[],
  bench: EvidenceBench,
): WorkloadEvidenceReport {
  const tokens = containers.flatMap((container) => container.tokens).filter((token) => token.apiServer)
  const accounts = [...new Set(tokens.map((token) => formatName(token.account)))]
  const bySecret = new Set(tokens.filter(({ source }) => source === 'secret').map((token) => formatName(token.account)))
  const own: Use[] = []
  const others: Use[] = []
  const pods = new Map<string, { readonly use: Belongs; readonly total: Total }[]>()
  for (const account of accounts)
    for (const use of bench.usesOf(account)) {
      const belongs = belongsTo(use.row, workload, bySecret, bench)
      if (belongs === 'foreign') continue
      if (belongs === 'other') {
        others.push(use)
        continue
      }
      own.push(use)
      const pod = use.row.pod
      if (pod === null) continue
      const key = `${pod.name}\u0000${pod.uid}`
      pods.set(key, [...(pods.get(key) ?? []), { use: belongs, total: use.total }])
    }
  const { kind, statement } = conclude(own, others, workload, bench)
  const hint = hintFor(workload.ref.name)
  return {
    kind,
    statement,
    uses: summariseUses(own),
    pods: usingPods(pods),
    days: daysOf(own),
    notes: accounts.flatMap((account) => bench.notesOn(account)),
    ...(hint === undefined ? {} : { hint }),
  }
}

function belongsTo(row: UseRow, { ref, pods }: Workload, bySecret: ReadonlySet<string>, bench: EvidenceBench): Belongs {
  if (row.pod === null) return row.credential === 'legacy' && bySecret.has(row.serviceAccount) ? 'secret' : 'other'
  const { name, uid } = row.pod
  if (pods.some(({ meta }) => meta.uid !== undefined && meta.uid === uid)) return 'present'
  // Another pod of a bare pod's name is another pod; so is one that another workload has now.
  if (ref.kind === 'Pod' && pods.some(({ meta }) => meta.uid !== undefined)) return 'foreign'
  if (bench.isPresent(uid) || !row.serviceAccount.startsWith(`${ref.namespace ?? 'default'}/`)) return 'foreign'
  return isNamedAfter(name, ref) ? 'former' : 'foreign'
}

/** Only use for work shows a need; what was refused shows a try, and noise shows that there is a client. */
function conclude(
  own: readonly Use[],
  others: readonly Use[],
  { meta }: Workload,
  bench: EvidenceBench,
): { readonly kind: EvidenceKind; readonly statement: string } {
  const work = own.filter(({ purpose }) => purpose !== 'noise')
  const done = work.filter(({ row }) => row.result !== 'refused')
  if (done.length > 0) return { kind: 'inUse', statement: `seen in use: ${usesPhrase(summariseUses(done))}` }
  const { reach, minWindowDays } = bench
  const seen =
    work.length > 0
      ? `only requests that were refused: ${usesPhrase(summariseUses(work))}`
      : own.length > 0
        ? 'only discovery and the like, which need no token'
        : undefined
  const short = tooShort(reach, meta?.creationTimestamp, minWindowDays)
  if (short !== undefined || reach.kind === 'tooLittle') {
    const why = short ?? reach.statement
    return {
      kind: 'cannotTell',
      statement: `the evidence can't say whether it is needed${seen === undefined ? '' : ` (it shows ${seen})`}: ${why}`,
    }
  }
  if (work.length > 0) return { kind: 'onlyRefused', statement: `${seen ?? ''}, ${reach.statement}` }
  if (own.length > 0) return { kind: 'onlyDiscovery', statement: `${seen ?? ''}, ${reach.statement}` }
  const elsewhere = others.filter(({ row, purpose }) => purpose !== 'noise' && row.result !== 'refused')
  if (elsewhere.length > 0)
    return {
      kind: 'otherCredential',
      statement: `its account was in use, but not by a token that it holds: ${credentialsPhrase(elsewhere)}; ${reach.statement}`,
    }
  return { kind: 'notSeen', statement: `not seen in use ${reach.statement}` }
}

function tooShort(reach: Reach, created: string | undefined, minWindowDays: number): string | undefined {
  if (reach.kind === 'tooLittle' || isOldEnough(created, reach, minWindowDays)) return undefined
  return `it was made on ${(created ?? '').slice(0, 10)}, and the evidence has to reach over ${daysPhrase(minWindowDays * 24)} of it (\`--min-window\`)`
}

function credentialsPhrase(uses: readonly Use[]): string {
  const phrases = [...new Set(uses.map(({ row }) => row.credential))].sort().map((credential) => {
    switch (credential) {
      case 'minted':
        return 'by tokens that somebody asked for'
      case 'legacy':
        return 'by the token of a Secret'
      case 'unbound':
        return 'by tokens that are bound to no pod'
      case 'impersonation':
        return 'by others who acted in its name'
      case 'pod':
        return 'by tokens of other pods'
      default:
        return unreachable(credential)
    }
  })
  return phrases.join(', ')
}

const purposes: readonly Purpose[] = ['work', 'election', 'noise']

function summariseUses(uses: readonly Use[]): readonly UseSummary[] {
  const alike = groupBy(uses, ({ row }) => JSON.stringify([row.group, row.resource, row.subresource, row.namespace, row.result]))
  return [...alike.values()]
    .flatMap((some): readonly UseSummary[] => {
      const [first] = some
      if (first === undefined) return []
      const { group, resource, subresource, namespace, result } = first.row
      return [
        {
          verbs: [...new Set(some.map(({ row }) => row.verb))].sort(),
          group,
          resource,
          subresource,
          namespace,
          result,
          purpose: first.purpose,
          count: some.reduce((sum, { total }) => sum + total.count, 0),
          last: latest(some.map(({ row }) => row.last)),
        },
      ]
    })
    .sort((a, b) => purposes.indexOf(a.purpose) - purposes.indexOf(b.purpose))
}

function usingPods(pods: ReadonlyMap<string, readonly { readonly use: Belongs; readonly total: Total }[]>): readonly UsingPod[] {
  return [...pods]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, uses]) => ({
      name: key.slice(0, key.indexOf('\u0000')),
      present: uses.some(({ use }) => use === 'present'),
      count: uses.reduce((sum, { total }) => sum + total.count, 0),
      last: latest(uses.map(({ total }) => timesOf(total).last)),
    }))
}

function daysOf(uses: readonly Use[]): WorkloadEvidenceReport['days'] {
  const days = new Map<number, number>()
  for (const { total } of uses) for (const [day, count] of total.days) days.set(day, (days.get(day) ?? 0) + count)
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([day, count]) => ({ day: new Date(day * 86_400_000).toISOString().slice(0, 10), count }))
}

// Times of one width sort as texts.
function latest(times: readonly string[]): string {
  return times.reduce((last, time) => (time > last ? time : last), '')
}
