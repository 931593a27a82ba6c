// The guard: at which stage each namespace is, and what would be refused there.
import type { VNode } from 'preact'
import { useLocation } from 'preact-iso'
import { countPhrase, type GuardView, type StageView } from '../../console/index.ts'
import { withQuery } from '../api.ts'
import { accountAddress, workloadAddress } from '../address.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Ready, sentence } from '../parts/problem.tsx'
import { Prose } from '../parts/prose.tsx'
import { useSome } from '../parts/use-some.tsx'
import { useView } from '../use-view.ts'

const answers = { refused: 'would be refused', unknown: 'could not be told', passes: 'would pass', excluded: 'left out' } as const

/** The page. */
export function GuardPage(): VNode {
  const view = useView<GuardView>('/api/guard')
  return (
    <Ready view={view} title="What the guard would refuse">
      {(guard) => <Guard guard={guard} />}
    </Ready>
  )
}

function Guard({ guard }: { readonly guard: GuardView }): VNode {
  const { query } = useLocation()
  const namespace = query['namespace'] ?? ''
  const count = (answer: keyof typeof answers): number => guard.answers.filter((one) => one.answer === answer).length
  const shown = guard.answers.filter(
    (one) => (one.answer === 'refused' || one.answer === 'unknown') && (namespace === '' || one.namespace === namespace),
  )
  const { some, more } = useSome(shown)
  const namespaces = useSome(guard.namespaces)
  return (
    <>
      <PageHead title="What the guard would refuse" page={{ kind: 'guard' }}>
        {guard.problem === undefined ? (
          <p class="lead">
            At the stage deny, the next pods of {countPhrase(count('refused'), 'workload')} would be refused; {count('unknown')}{' '}
            could not be told, {count('passes')} would pass, {count('excluded')} are in namespaces that are left out.
          </p>
        ) : (
          <p class="warn">
            <Prose text={sentence(guard.problem)} />
          </p>
        )}
        <Standing guard={guard} />
      </PageHead>
      <section>
        <h2>Namespaces</h2>
        <div class="scroll" tabIndex={0} role="region" aria-label="Namespaces and their stages">
          <table>
            <thead>
              <tr>
                <th scope="col">Namespace</th>
                <th scope="col">Stage</th>
                <th scope="col" class="n">
                  Would be refused
                </th>
                <th scope="col" class="n">
                  Could not be told
                </th>
                <th scope="col" class="n">
                  Would pass
                </th>
              </tr>
            </thead>
            <tbody>
              {namespaces.some.map((one) => (
                <tr key={one.namespace}>
                  <th scope="row">
                    <a href={withQuery('/guard', { namespace: one.namespace })}>{one.namespace}</a>
                  </th>
                  <td>{stageText(one)}</td>
                  <td class="n">{one.refused}</td>
                  <td class="n">{one.unknown}</td>
                  <td class="n">{one.passes}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {namespaces.more}
      </section>
      {shown.length === 0 ? null : (
        <section>
          <h2>
            {namespace === '' ? 'What would be refused, or could not be told' : `In ${namespace}`}{' '}
            {namespace === '' ? null : <a href="/guard">all</a>}
          </h2>
          <ul class="plain">
            {some.map((one) => (
              <li key={one.link}>
                <a href={workloadAddress(one.link)}>
                  {one.namespace}/{one.workload}
                </a>{' '}
                {answers[one.answer]}, as <a href={accountAddress(one.account)}>{one.account}</a>:{' '}
                <Prose text={sentence(one.message)} />
              </li>
            ))}
          </ul>
          {more}
        </section>
      )}
    </>
  )
}

function stageText({ stage, odd }: StageView): string {
  if (stage === null) return 'not shown by the source'
  return odd === undefined ? (stage === 'excluded' ? 'left out' : stage) : `${stage} (its label says ${odd}, which is no stage)`
}

function Standing({ guard: { status, seen, statusProblem } }: { readonly guard: GuardView }): VNode {
  if (statusProblem !== undefined)
    return (
      <p class="warn">
        How it stands could not be read: <Prose text={sentence(statusProblem)} />
      </p>
    )
  const objects = status?.objects ?? seen
  if (objects === null) return <p class="soft">What was read does not show whether it is installed.</p>
  const missing = objects.filter(({ state }) => state === 'missing').length
  const changed = objects.filter(({ state }) => state === 'changed').length
  if (missing === objects.length)
    return (
      <p>
        It is not installed: <code>sparekey guard install</code>. Nothing is refused before a namespace is at the stage deny.
      </p>
    )
  return (
    <p>
      {missing + changed === 0
        ? 'It is as it was installed.'
        : `${changed} of its objects are changed and ${missing} are missing: `}
      {missing + changed === 0 ? null : <code>sparekey guard install</code>}{' '}
      {status === null
        ? ''
        : status.masters === null
          ? 'Who could weaken it could not be told.'
          : `${countPhrase(status.masters.length, 'subject')} could weaken it.`}
    </p>
  )
}
