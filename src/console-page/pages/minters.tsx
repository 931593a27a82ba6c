// Who can obtain what: one row for each grant, and the way to the page of one account.
import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { chooseMinters, countPhrase, type MinterRow, type MinterTable } from '../../console/index.ts'
import { withQuery } from '../api.ts'
import { accountAddress, bindingAddress } from '../address.ts'
import { Choice } from '../parts/choice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Ready } from '../parts/problem.tsx'
import { SeverityMark } from '../parts/verdict-mark.tsx'
import { VirtualTable, type Column } from '../parts/virtual-table.tsx'
import { useView } from '../use-view.ts'

/** The page. */
export function MintersPage(): VNode {
  const view = useView<MinterTable>('/api/minters')
  return (
    <Ready view={view} title="Who can obtain tokens">
      {(table) => <Minters table={table} />}
    </Ready>
  )
}

function Minters({ table }: { readonly table: MinterTable }): VNode {
  const { query, route: goTo } = useLocation()
  const { text = '', route = '', platform = '' } = query as Readonly<Record<string, string>>
  const titles = useMemo(() => new Map(table.routes.map(({ id, title }) => [id, title])), [table])
  const chosen = useMemo(
    () => chooseMinters(table.rows, { text, route, platform: platform !== '' }),
    [table, text, route, platform],
  )
  const go = (part: Readonly<Record<string, string>>): void =>
    goTo(withQuery('/minters', { text, route, platform, ...part }), true)
  const all = chooseMinters(table.rows, { text: '', route: '', platform: platform !== '' }).length
  return (
    <>
      <PageHead title="Who can obtain tokens" page={{ kind: 'minters' }}>
        {table.rolesKnown ? null : <p class="warn">Not all roles and bindings were read: there may be others.</p>}
      </PageHead>
      <form class="filters" role="search" aria-label="Minters" onSubmit={(event) => event.preventDefault()}>
        <label class="field wide">
          <span>Search</span>
          <input
            type="search"
            value={text}
            placeholder="subject, target, route, binding, role"
            onInput={(event) => go({ text: event.currentTarget.value })}
          />
        </label>
        <Choice
          title="Route"
          all="all"
          value={route}
          values={table.routes.map(({ id }) => id)}
          choose={(value) => go({ route: value })}
          nameOf={(value) => titles.get(value) ?? value}
        />
        <Choice
          title="Whose token?"
          all="choose an account"
          value=""
          values={table.accounts}
          choose={(value) => value !== '' && goTo(accountAddress(value))}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={platform !== ''}
            onChange={(event) => go({ platform: event.currentTarget.checked ? 'yes' : '' })}
          />
          the platform’s own, too
        </label>
      </form>
      <p class="soft" role="status">
        {chosen.length === all ? countPhrase(all, 'grant') : `${chosen.length} of ${countPhrase(all, 'grant')}`}
      </p>
      <VirtualTable
        name="Grants"
        kind="minters"
        rows={chosen}
        columns={columnsWith(titles)}
        keyOf={(_, index) => String(index)}
      />
    </>
  )
}

function columnsWith(titles: ReadonlyMap<string, string>): readonly Column<MinterRow>[] {
  return [
    {
      id: 'subject',
      title: 'Who',
      draw: ({ subject, account, memberOf }) => (
        <span title={subject}>
          {account === undefined ? subject : <a href={accountAddress(account)}>{subject}</a>}
          {memberOf === undefined ? '' : ` by ${memberOf}`}
        </span>
      ),
    },
    {
      id: 'target',
      title: 'Whose token',
      draw: ({ target, targetAccount }) =>
        targetAccount === undefined ? <span title={target}>{target}</span> : <a href={accountAddress(targetAccount)}>{target}</a>,
    },
    {
      id: 'route',
      title: 'Route',
      draw: ({ route }) => <span title={titles.get(route) ?? route}>{titles.get(route) ?? route}</span>,
    },
    {
      id: 'via',
      title: 'Through',
      draw: ({ via }) => {
        const [first] = via
        return first === undefined ? (
          ''
        ) : (
          <a href={bindingAddress(first.binding)} title={`${first.bindingName}, ${first.role}`}>
            {first.bindingName}
            {via.length > 1 ? ` +${via.length - 1}` : ''}
          </a>
        )
      },
    },
    { id: 'severity', title: 'Severity', draw: ({ severity }) => <SeverityMark severity={severity} /> },
  ]
}
