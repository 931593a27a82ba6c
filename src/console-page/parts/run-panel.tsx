// The run that is under way, as it goes: how far it is, each step, and what the command would have printed.
import type { VNode } from 'preact'
import type { RunningView } from '../../console/index.ts'
import { post } from '../api.ts'
import { journalAddress } from '../address.ts'
import { following, running } from '../session.ts'
import { sentence } from './problem.tsx'
import { RunSteps } from './run-steps.tsx'
import { runTitles } from './run-strip.tsx'

/**
 * Nothing where there was none.
 *
 * @param steps - whether its steps are shown here, and not by the page
 */
export function RunPanel({ steps = true }: { readonly steps?: boolean }): VNode | null {
  const run = running.value
  if (run === undefined) return null
  return (
    <section class={`run r-${run.state.kind}`} aria-label="The run">
      <h2>{runTitles[run.kind]}</h2>
      <p role="status" class="lead">
        <Standing run={run} />
      </p>
      {run.journal === undefined ? null : (
        <p>
          Journal: <a href={journalAddress(run.journal)}>{run.journal}</a>
        </p>
      )}
      {run.state.kind === 'underWay' ? (
        <p>
          <button type="button" disabled={run.state.stopping} onClick={() => void post('/api/stop', {})}>
            {run.state.stopping ? 'Stopping…' : 'Stop between two steps'}
          </button>
          {following.value ? null : <span class="warn"> The console does not answer: what is shown may be of before.</span>}
        </p>
      ) : null}
      {run.run === undefined || !steps ? null : <RunSteps run={run.run} />}
      {run.lines.length === 0 ? null : (
        <details open>
          <summary>What the command would print</summary>
          <pre class="text" tabIndex={0} role="region" aria-label="What the command would print">
            {run.lines.map((line, i) => (
              <span key={i}>{line}</span>
            ))}
          </pre>
        </details>
      )}
    </section>
  )
}

function Standing({ run }: { readonly run: RunningView }): VNode {
  const { state } = run
  if (state.kind === 'failed')
    return (
      <span class="warn">
        {sentence(state.message)} {state.hint === undefined ? '' : sentence(state.hint)}
      </span>
    )
  const steps = run.run?.steps ?? []
  const taken = steps.filter((step) => step.state !== 'not taken').length
  if (state.kind === 'underWay')
    return (
      <>
        {steps.length === 0 ? 'Asking what stands against it…' : `Under way: ${taken} of ${steps.length} steps are written.`}{' '}
        {steps.length === 0 ? null : <progress value={taken} max={steps.length} aria-label="Steps written" />}
      </>
    )
  if (run.kind === 'check')
    return <>{state.code === 0 ? 'Nothing stands against it.' : 'Something stands against it: see below.'}</>
  return (
    <>{run.run === undefined ? (state.code === 0 ? 'Done.' : 'Nothing was changed: see below.') : sentence(run.run.sentence)}</>
  )
}
