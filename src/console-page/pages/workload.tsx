// One workload: which field decided, what its token may do, what it was seen to do, what one edit would change, and the form for a need.
import type { VNode } from 'preact'
import { useLocation } from 'preact-iso'
import {
  audiencePhrase,
  containerPhrase,
  countPhrase,
  decidedPhrase,
  expiryPhrase,
  placePhrase,
  usePhrase,
  type RightsView,
  type TokenReport,
  type WorkloadReport,
  type WorkloadView,
} from '../../console/index.ts'
import { accountAddress, workloadAddress } from '../address.ts'
import { DiffLines } from '../parts/diff-lines.tsx'
import { NeedFields } from '../parts/need-fields.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Ready, sentence } from '../parts/problem.tsx'
import { Prose } from '../parts/prose.tsx'
import { UseBars } from '../parts/sparkline.tsx'
import { SeverityMark, VerdictMark } from '../parts/verdict-mark.tsx'
import { useView } from '../use-view.ts'
import { withQuery } from '../api.ts'

/** The page. */
export function WorkloadPage(): VNode {
  const { query } = useLocation()
  const view = useView<WorkloadView>(withQuery('/api/workload', { object: query['object'] ?? '' }))
  return (
    <Ready view={view} title="Workload">
      {(shown) => <Workload view={shown} />}
    </Ready>
  )
}

function Workload({ view }: { readonly view: WorkloadView }): VNode {
  const { workload, rights, edits, steps, findings } = view
  return (
    <>
      <PageHead
        title={
          <>
            <span class="soft">
              {workload.namespace}/{workload.kind}/
            </span>
            {workload.name}
          </>
        }
        page={{ kind: 'workload', object: workload.kind, name: workload.name, namespace: workload.namespace }}
      >
        <p class="lead">
          <VerdictMark verdict={workload.verdict} />
        </p>
        <p>
          <Prose text={sentence(workload.reason)} />
        </p>
      </PageHead>
      <Chain workload={workload} />
      <section>
        <h2>What it can do with it</h2>
        {rights.map((one) => (
          <Rights key={one.account} rights={one} />
        ))}
        {view.rolesKnown ? null : <p class="soft">Not all roles and bindings were read, so it may be able to do more.</p>}
      </section>
      <Uses view={view} />
      <section>
        <h2>What one edit would change</h2>
        {edits.length === 0 ? <p class="soft">No container holds an API token: there is nothing to take away.</p> : null}
        {edits.map((edit) => (
          <article key={`${edit.object} ${edit.field} ${edit.text}`}>
            {edit.field === '' ? (
              <p>
                <Prose text={sentence(edit.text)} />
              </p>
            ) : (
              <p>
                <code>{edit.field}</code> of {edit.object}: <Prose text={edit.text} />
              </p>
            )}
            {edit.loses.length === 0 ? null : (
              <p class="soft">The containers lose {edit.loses.join(' and ')} at the same path with it.</p>
            )}
            {edit.shared.length === 0 ? null : (
              <p>
                It reaches other workloads, too:{' '}
                {edit.shared.map((link, i) => (
                  <span key={link}>
                    {i === 0 ? '' : ', '}
                    <a href={workloadAddress(link)}>{link}</a>
                  </span>
                ))}
              </p>
            )}
            <DiffLines lines={edit.diff} name={`${edit.object} ${edit.field}`} />
          </article>
        ))}
      </section>
      {steps.length === 0 ? null : (
        <section>
          <h2>What a plan of any risk would do</h2>
          {steps.map((step) => (
            <article key={step.id}>
              <p>
                {step.object}: <Prose text={step.reason} /> <span class={`tag r-${step.risk}`}>{step.risk} risk</span>
              </p>
              <DiffLines lines={step.diff} name={step.object} />
            </article>
          ))}
        </section>
      )}
      {findings.length === 0 ? null : (
        <section>
          <h2>Findings</h2>
          <ul class="plain">
            {findings.map((finding, i) => (
              <li key={i}>
                <SeverityMark severity={finding.severity} /> <Prose text={sentence(finding.message)} />{' '}
                <span class="soft">
                  <Prose text={sentence(finding.remedy)} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2>Say that it is needed</h2>
        <NeedFields link={view.link} />
      </section>
    </>
  )
}

function Chain({ workload }: { readonly workload: WorkloadReport }): VNode {
  const { automount, containers, exposures, pods, declaration } = workload
  return (
    <section>
      <h2>Which field decided</h2>
      <ol class="chain">
        <li>
          It runs as ServiceAccount <a href={accountAddress(workload.serviceAccount)}>{workload.serviceAccount}</a>.
        </li>
        <li>
          {automount.mounts === null || automount.decidedBy === undefined ? (
            'Whether a token is mounted is not known: the account is not in the input.'
          ) : (
            <>
              The API server {automount.mounts ? 'mounts' : 'does not mount'} its token:{' '}
              <code>{decidedPhrase(automount.decidedBy)}</code>.
            </>
          )}
        </li>
        {containers.map((container) => (
          <li key={container.name}>
            Container <b>{containerPhrase(container)}</b> {container.tokens.length === 0 ? 'holds no token.' : 'holds:'}
            {container.tokens.map((token, i) => (
              <Token key={i} token={token} />
            ))}
          </li>
        ))}
        {exposures.map((exposure, i) => (
          <li key={`exposure ${i}`}>
            <Prose text={sentence(exposure.message)} /> <code>{exposure.field}</code>
          </li>
        ))}
        {pods.drift.map((drift) => (
          <li key={drift.pod}>
            {drift.pod}: <Prose text={sentence(drift.message)} />
          </li>
        ))}
      </ol>
      {declaration === undefined ? null : (
        <p>
          Declared as needed until {declaration.until} by {declaration.owner}: {declaration.reason}{' '}
          <span class="soft">({declaration.from})</span>
        </p>
      )}
    </section>
  )
}

function Token({ token }: { readonly token: TokenReport }): VNode {
  return (
    <dl class="token">
      <dt>Token of</dt>
      <dd>
        <a href={accountAddress(token.serviceAccount)}>{token.serviceAccount}</a>
      </dd>
      <dt>Good for</dt>
      <dd>{audiencePhrase(token)}</dd>
      <dt>Where</dt>
      <dd>
        <code>{placePhrase(token) ?? 'nowhere in the container'}</code>
      </dd>
      <dt>Expires</dt>
      <dd>{expiryPhrase(token.expirationSeconds)}</dd>
      <dt>Decided by</dt>
      <dd>
        <code>{decidedPhrase(token.decidedBy)}</code>
      </dd>
    </dl>
  )
}

const powers = {
  none: 'has no right by RBAC beyond what upstream gives to everyone',
  some: 'has rights beyond what upstream gives to everyone',
  everything: 'may do everything, everywhere',
} as const

function Rights({ rights: { account, power, rights, more } }: { readonly rights: RightsView }): VNode {
  return (
    <>
      <p>
        <a href={accountAddress(account)}>{account}</a> {powers[power]}.
      </p>
      {rights.length === 0 ? null : (
        <details open={power !== 'none' && rights.length <= 12}>
          <summary>Rules, and the binding that hands out each</summary>
          <div class="scroll" tabIndex={0} role="region" aria-label={`Rules of ${account}`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">May</th>
                  <th scope="col">On</th>
                  <th scope="col">In</th>
                  <th scope="col">By</th>
                </tr>
              </thead>
              <tbody>
                {rights.map((right, i) => (
                  <tr key={i}>
                    <td>{right.verbs.join(', ')}</td>
                    <td>
                      <code>{right.on.join(', ')}</code>
                      {right.names.length === 0 ? '' : ` named ${right.names.join(', ')}`}
                    </td>
                    <td>{right.namespace === '' ? 'the whole cluster' : right.namespace}</td>
                    <td>
                      {right.binding}, {right.role}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {more === 0 ? null : <p class="soft">And {more} more.</p>}
        </details>
      )}
    </>
  )
}

function Uses({ view: { workload, timeline } }: { readonly view: WorkloadView }): VNode {
  const { evidence } = workload
  if (evidence === undefined)
    return (
      <section>
        <h2>What it did with it</h2>
        <p class="soft">
          No evidence was given: start the console with <code>--evidence</code> and a ledger.
        </p>
      </section>
    )
  return (
    <section>
      <h2>What it did with it</h2>
      <p>
        <Prose text={sentence(evidence.statement)} />
      </p>
      {timeline.length === 0 ? null : (
        <p class="use">
          <UseBars
            counts={timeline.map(({ count }) => count)}
            name={`Requests by day from ${timeline[0]?.from ?? ''}: ${timeline.map(({ count }) => count).join(', ')}`}
          />{' '}
          <span class="soft">
            requests, from {timeline[0]?.from} to {timeline.at(-1)?.from}
          </span>
        </p>
      )}
      <ul class="plain">
        {evidence.uses.map((use, i) => (
          <li key={i}>
            <code>{usePhrase(use)}</code>: {use.result}, {countPhrase(use.count, 'time')}, the last{' '}
            {use.last.slice(0, 19).replace('T', ' ')} UTC
          </li>
        ))}
        {evidence.notes.map((note) => (
          <li key={note}>
            <Prose text={sentence(note)} />
          </li>
        ))}
        {evidence.hint === undefined ? null : (
          <li class="soft">
            A hint, which decides nothing: {evidence.hint.program} {evidence.hint.expects} ({evidence.hint.source}, read on{' '}
            {evidence.hint.read})
          </li>
        )}
      </ul>
    </section>
  )
}
