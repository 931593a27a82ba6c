// One run, from its journal: each step with where it stands, and what can be done with it now.
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { ProblemView, RunningView, RunView } from '../../console/index.ts'
import { post, withQuery } from '../api.ts'
import { Confirm } from '../parts/confirm.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Problem, Ready, sentence } from '../parts/problem.tsx'
import { RunPanel } from '../parts/run-panel.tsx'
import { RunSteps } from '../parts/run-steps.tsx'
import { running, session } from '../session.ts'
import { useView } from '../use-view.ts'

/** The page. */
export function JournalPage(): VNode {
  const { query } = useLocation()
  const name = query['name'] ?? ''
  const run = running.value
  const isOurs = run?.journal === name
  const view = useView<RunView>(
    withQuery('/api/journal', { name, after: run === undefined ? '' : `${run.number} ${run.state.kind}` }),
  )
  return (
    <>
      <PageHead title={`Journal ${name}`} page={{ kind: 'journal', name }} />
      {isOurs ? <RunPanel steps={false} /> : null}
      <Ready view={view}>{(shown) => <Run name={name} run={(isOurs ? run.run : undefined) ?? shown} />}</Ready>
    </>
  )
}

function Run({ name, run }: { readonly name: string; readonly run: RunView }): VNode {
  const [problem, setProblem] = useState<ProblemView>()
  const allowed = session.value?.changes === 'yes'
  const busy = running.value?.state.kind === 'underWay'
  const ask = async (what: 'resume' | 'backout'): Promise<void> => {
    const answer = await post<RunningView>(`/api/${what}`, { journal: name })
    if (answer.kind === 'problem') setProblem(answer.problem)
    else {
      setProblem(undefined)
      running.value = answer.value
    }
  }
  return (
    <>
      <p class="lead">{sentence(run.sentence)}</p>
      <p class="soft">
        Opened {run.openedAt} on {run.server}.
      </p>
      {run.failed === undefined ? null : <p class="warn">A batch went wrong: {sentence(run.failed)}</p>}
      {!allowed ? (
        run.offers.length === 0 ? null : (
          <p class="soft">
            To go on with it or take it back here, start the console with --allow-changes on its cluster; or use{' '}
            <code>sparekey resume</code> and <code>sparekey backout</code>.
          </p>
        )
      ) : (
        <div class="apply">
          {run.offers.includes('resume') ? (
            <button type="button" disabled={busy} onClick={() => void ask('resume')}>
              Go on with it
            </button>
          ) : null}
          {run.offers.includes('backout') ? (
            <Confirm
              label="Take it back"
              disabled={busy}
              question="Take back everything that this run has changed?"
              says="Each field is restored as it was: absent, true or false. What others have changed since is left as it is, and told."
              act={() => void ask('backout')}
            />
          ) : null}
        </div>
      )}
      {problem === undefined ? null : <Problem problem={problem} />}
      <RunSteps run={run} />
    </>
  )
}
