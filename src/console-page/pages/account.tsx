// One account: who reaches its token, drawn and told, what would cut it off, and the same as if some bindings were gone.
import type { VNode } from 'preact'
import { useLocation } from 'preact-iso'
import { countPhrase, type AccountView, type WayView } from '../../console/index.ts'
import { withQuery } from '../api.ts'
import { accountAddress, workloadsAddress } from '../address.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Ready } from '../parts/problem.tsx'
import { RouteGraph } from '../parts/route-graph.tsx'
import { SeverityMark } from '../parts/verdict-mark.tsx'
import { useSome } from '../parts/use-some.tsx'
import { useView } from '../use-view.ts'

/** The page. */
export function AccountPage(): VNode {
  const { query, url } = useLocation()
  const account = query['account'] ?? ''
  // A parameter that is there several times is a list, which the router does not know.
  const without = new URLSearchParams(url.split('?')[1] ?? '').getAll('without')
  const view = useView<AccountView>(withQuery('/api/account', { account, without }))
  return (
    <Ready view={view} title="Account">
      {(shown) => <Account view={shown} />}
    </Ready>
  )
}

function Account({ view }: { readonly view: AccountView }): VNode {
  const { account, ways, exists, rolesKnown, lost, without } = view
  const own = ways.filter(({ platform }) => !platform)
  const subjects = new Set(own.map(({ subject }) => subject)).size
  return (
    <>
      <PageHead title={`Who can obtain the token of ${account}`} page={{ kind: 'account', account }}>
        <p class="lead">
          {subjects === 0 ? 'Nobody but the platform' : countPhrase(subjects, 'subject')}, by {countPhrase(own.length, 'way')}
          {without.length === 0 ? '' : ', if the bindings below that are struck out were gone'}.{' '}
          <a href={workloadsAddress({ account })}>Workloads that run as it</a>
        </p>
        {exists === false ? <p class="warn">There is no such account; whoever may make it could have its token.</p> : null}
        {exists === null ? <p class="soft">The input does not show whether it exists.</p> : null}
        {rolesKnown ? null : <p class="warn">Not all roles and bindings were read: there may be others.</p>}
      </PageHead>
      <RouteGraph view={view} />
      <Cut view={view} />
      {lost.length === 0 ? null : (
        <p class="lost" role="status">
          Without them {lost.join(', ')} would not reach it any more.
        </p>
      )}
      <WhatIf view={view} />
      <Ways title="Every way" ways={own} />
      <details>
        <summary>The platform’s own: {countPhrase(ways.length - own.length, 'way')}</summary>
        <Ways title="" ways={ways.filter(({ platform }) => platform)} />
      </details>
    </>
  )
}

const cuts = {
  none: 'nobody but the platform reaches it: there is nothing to cut',
  smallest: 'the fewest bindings whose removal takes it out of reach:',
  some: 'bindings whose removal takes it out of reach (a smaller set may exist):',
  impossible: 'only bindings of the platform are left, which would come back: it cannot be cut off by bindings',
} as const

function Cut({ view: { cut, bindings, account, without } }: { readonly view: AccountView }): VNode {
  const names = new Map(bindings.map(({ link, name }) => [link, name]))
  return (
    <p class="cut">
      <b>The cut:</b> {cuts[cut.kind]} {cut.bindings.map((link) => names.get(link) ?? link).join(', ')}{' '}
      {cut.bindings.length === 0 ? null : (
        <a href={accountAddress(account, [...without, ...cut.bindings])}>What if they were gone?</a>
      )}
    </p>
  )
}

function WhatIf({ view: { account, bindings, without, cut } }: { readonly view: AccountView }): VNode | null {
  const { route } = useLocation()
  if (bindings.length === 0) return null
  const gone = new Set(without)
  const toggle = (link: string): void => {
    const next = gone.has(link) ? without.filter((one) => one !== link) : [...without, link]
    route(accountAddress(account, next))
  }
  return (
    <section>
      <h2>What if a binding went away?</h2>
      <ul class="whatif">
        {bindings.map(({ link, name, accounts, alone }) => (
          <li key={link}>
            <label>
              <input type="checkbox" checked={gone.has(link)} onChange={() => toggle(link)} />
              <span class={gone.has(link) ? 'gone' : ''}>{name}</span>
            </label>
            <span class="soft">
              opens {countPhrase(accounts, 'account')}, {alone} of them by itself
              {cut.bindings.includes(link) ? '; part of the cut' : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Ways({ title, ways }: { readonly title: string; readonly ways: readonly WayView[] }): VNode | null {
  const { some, more } = useSome(ways)
  if (ways.length === 0) return null
  return (
    <section>
      {title === '' ? null : <h2>{title}</h2>}
      <ul class="ways">
        {some.map((way, i) => (
          <li key={i}>
            <SeverityMark severity={way.severity} /> <b>{way.subject}</b>
            {way.memberOf === undefined ? '' : ` (as a member of ${way.memberOf})`}{' '}
            {way.chain.length === 0 ? (
              <>
                <code>{way.route}</code>{' '}
                <span class="soft">{way.via.map((via) => `${via.bindingName}, ${via.role}`).join('; ')}</span>
              </>
            ) : (
              <details>
                <summary>in {way.chain.length} steps</summary>
                <ol>
                  {way.chain.map((hop, j) => (
                    <li key={j}>
                      {hop.subject}: <code>{hop.route}</code> to {hop.target}{' '}
                      <span class="soft">by {hop.bindings.map(({ name }) => name).join(', ')}</span>
                    </li>
                  ))}
                </ol>
              </details>
            )}
            {way.besides === undefined ? null : <span class="soft"> It also needs: {way.besides}.</span>}
          </li>
        ))}
      </ul>
      {more}
    </section>
  )
}
