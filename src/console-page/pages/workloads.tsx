// All workloads: as many as there are, filtered and sorted in the browser, with the filters in the address.
import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import {
  chooseWorkloads,
  countPhrase,
  defaultAudience,
  orderWorkloads,
  unpackWorkloads,
  valuesOf,
  verdictTitles,
  type PackedWorkloads,
  type VerdictKind,
  type WorkloadFilter,
  type WorkloadOrder,
  type WorkloadRow,
} from '../../console/index.ts'
import { accountAddress, workloadAddress, workloadsAddress } from '../address.ts'
import { Choice } from '../parts/choice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Ready } from '../parts/problem.tsx'
import { VerdictMark } from '../parts/verdict-mark.tsx'
import { VirtualTable, type Column } from '../parts/virtual-table.tsx'
import { useView } from '../use-view.ts'

/** The page. */
export function WorkloadsPage(): VNode {
  const view = useView<PackedWorkloads>('/api/workloads')
  return (
    <Ready view={view} title="Workloads">
      {(packed) => <Workloads packed={packed} />}
    </Ready>
  )
}

const orders = ['namespace', 'name', 'account', 'verdict', 'tokens', 'lastSeen'] as const satisfies readonly WorkloadOrder['by'][]

function Workloads({ packed }: { readonly packed: PackedWorkloads }): VNode {
  const { query, route } = useLocation()
  const {
    namespace = '',
    verdict = '',
    account = '',
    audience = '',
    text = '',
    sort = '',
  } = query as Readonly<Record<string, string>>
  const rows = useMemo(() => unpackWorkloads(packed), [packed])
  const choices = useMemo(
    () => ({
      namespaces: valuesOf(rows, (row) => [row.namespace]),
      accounts: valuesOf(rows, (row) => [row.account]),
      audiences: valuesOf(rows, (row) => row.audiences.map((one) => (one === '' ? defaultAudience : one))),
      verdicts: (Object.keys(verdictTitles) as VerdictKind[]).filter((one) => rows.some((row) => row.verdict === one)),
    }),
    [rows],
  )
  const filter: WorkloadFilter = { namespace, verdict, account, audience, text }
  const down = sort.startsWith('-')
  const by = orders.find((one) => one === sort.replace('-', ''))
  const chosen = useMemo(() => {
    const some = chooseWorkloads(rows, { namespace, verdict, account, audience, text })
    return by === undefined ? some : orderWorkloads(some, { by, down })
  }, [rows, namespace, verdict, account, audience, text, by, down])
  const go = (part: Partial<WorkloadFilter & { readonly sort: string }>): void =>
    route(workloadsAddress({ ...filter, sort, ...part }), true)
  return (
    <>
      <PageHead title="Workloads" page={{ kind: 'workloads', namespace }} />
      <form class="filters" role="search" aria-label="Workloads" onSubmit={(event) => event.preventDefault()}>
        <label class="field wide">
          <span>Search</span>
          <input
            type="search"
            value={text}
            placeholder="name, namespace, kind, account"
            onInput={(event) => go({ text: event.currentTarget.value })}
          />
        </label>
        <Choice
          title="Namespace"
          all="all"
          value={namespace}
          values={choices.namespaces}
          choose={(value) => go({ namespace: value })}
        />
        <Choice
          title="Verdict"
          all="all"
          value={verdict}
          values={choices.verdicts}
          choose={(value) => go({ verdict: value })}
          nameOf={(value) => verdictTitles[value as VerdictKind]}
        />
        <Choice title="Account" all="all" value={account} values={choices.accounts} choose={(value) => go({ account: value })} />
        <Choice
          title="Audience"
          all="all"
          value={audience}
          values={choices.audiences}
          choose={(value) => go({ audience: value })}
          nameOf={(value) => (value === defaultAudience ? 'API server (default)' : value)}
        />
      </form>
      <p class="soft" role="status">
        {chosen.length === rows.length
          ? countPhrase(rows.length, 'workload')
          : `${chosen.length} of ${countPhrase(rows.length, 'workload')}`}
      </p>
      <VirtualTable
        name="Workloads"
        kind="workloads"
        rows={chosen}
        columns={packed.watched ? columns : columns.filter(({ id }) => id !== 'lastSeen')}
        keyOf={(row) => row.link}
        sorting={{ by: by ?? '', down, choose: (one) => go({ sort: one === by && !down ? `-${one}` : one }) }}
      />
    </>
  )
}

const columns: readonly Column<WorkloadRow>[] = [
  {
    id: 'name',
    title: 'Workload',
    sorts: true,
    draw: ({ link, kind, name }) => (
      <a href={workloadAddress(link)} title={`${kind}/${name}`}>
        <span class="soft">{kind}/</span>
        {name}
      </a>
    ),
  },
  { id: 'namespace', title: 'Namespace', sorts: true, draw: ({ namespace }) => <span title={namespace}>{namespace}</span> },
  { id: 'verdict', title: 'Verdict', sorts: true, draw: ({ verdict }) => <VerdictMark verdict={verdict} /> },
  {
    id: 'account',
    title: 'Account',
    sorts: true,
    draw: ({ account, namespace }) => (
      <a href={accountAddress(account)} title={account}>
        {account.startsWith(`${namespace}/`) ? account.slice(namespace.length + 1) : account}
      </a>
    ),
  },
  { id: 'tokens', title: 'API tokens', sorts: true, draw: ({ tokens, containers }) => `${tokens} in ${containers}` },
  {
    id: 'lastSeen',
    title: 'Last seen in use',
    sorts: true,
    draw: ({ lastSeen }) => (lastSeen === '' ? '' : lastSeen.slice(0, 16).replace('T', ' ')),
  },
]
