// What to change: the plan in its order, a choice of it, its application as it goes, and the journals of what was done.
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import {
  countPhrase,
  wholeChoice,
  type JournalView,
  type PlanView,
  type ProblemView,
  type RiskLevel,
  type RunningView,
  type StepView,
} from '../../console/index.ts'
import { post, withQuery } from '../api.ts'
import { journalAddress, workloadAddress } from '../address.ts'
import { Confirm } from '../parts/confirm.tsx'
import { DiffLines } from '../parts/diff-lines.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Problem, Ready, sentence } from '../parts/problem.tsx'
import { Prose } from '../parts/prose.tsx'
import { RunPanel } from '../parts/run-panel.tsx'
import { useSome } from '../parts/use-some.tsx'
import { running, session } from '../session.ts'
import { useView } from '../use-view.ts'

const risks = ['low', 'medium', 'high'] as const satisfies readonly RiskLevel[]

/** The page. */
export function ChangesPage(): VNode {
  const { query } = useLocation()
  const maxRisk = risks.find((one) => one === query['risk']) ?? 'low'
  // What was picked stays so when the plan is made anew, as far as that has it.
  const [picked, pick] = useState<ReadonlySet<string>>(new Set())
  const view = useView<PlanView>(withQuery('/api/plan', { maxRisk }))
  return (
    <>
      <PageHead title="What to change" page={{ kind: 'plan', maxRisk }} />
      <RunPanel />
      <Risk chosen={maxRisk} />
      <Ready view={view}>{(plan) => <Plan key={plan.id} plan={plan} picked={picked} pick={pick} />}</Ready>
      <Journals />
    </>
  )
}

function Risk({ chosen }: { readonly chosen: RiskLevel }): VNode {
  const { route } = useLocation()
  return (
    <fieldset class="risk">
      <legend>Steps of at most</legend>
      {risks.map((risk) => (
        <label key={risk}>
          <input
            type="radio"
            name="risk"
            checked={risk === chosen}
            onChange={() => route(withQuery('/changes', { risk }), true)}
          />{' '}
          {risk} risk
        </label>
      ))}
    </fieldset>
  )
}

interface Group {
  readonly name: string
  readonly steps: readonly StepView[]
}

function groupsOf(plan: PlanView): readonly Group[] {
  const groups = new Map<string, StepView[]>()
  for (const step of plan.steps) {
    const known = groups.get(step.group)
    if (known === undefined) groups.set(step.group, [step])
    else known.push(step)
  }
  return [...groups].map(([name, steps]) => ({ name, steps }))
}

function Plan({
  plan,
  picked,
  pick,
}: {
  readonly plan: PlanView
  readonly picked: ReadonlySet<string>
  readonly pick: (picked: ReadonlySet<string>) => void
}): VNode {
  const mayChoose = session.value?.changes === 'yes'
  const groups = groupsOf(plan)
  const { some, more } = useSome(groups)
  const taken = wholeChoice(plan.steps, picked)
  const steps = plan.steps.filter(({ group }) => taken.includes(group))
  const toggle = (name: string): void => {
    const next = new Set(picked)
    if (!next.delete(name)) next.add(name)
    pick(next)
  }
  return (
    <>
      <p class="lead">{sentence(plan.sentence)}</p>
      {plan.steps.length === 0 ? null : (
        <>
          <ApplyBar plan={plan} groups={taken} steps={steps} />
          {mayChoose ? (
            <p>
              <button type="button" class="small" onClick={() => pick(new Set(groups.map(({ name }) => name)))}>
                Choose all
              </button>{' '}
              <button type="button" class="small" onClick={() => pick(new Set())}>
                Choose none
              </button>
            </p>
          ) : null}
          <ol class="groups">
            {some.map((group) => (
              <GroupSteps
                key={group.name}
                group={group}
                picked={picked.has(group.name)}
                brought={taken.includes(group.name) && !picked.has(group.name)}
                toggle={mayChoose ? () => toggle(group.name) : undefined}
              />
            ))}
          </ol>
          {more}
        </>
      )}
      <Elsewhere plan={plan} />
    </>
  )
}

function GroupSteps({
  group: { steps },
  picked,
  brought,
  toggle,
}: {
  readonly group: Group
  readonly picked: boolean
  readonly brought: boolean
  readonly toggle: (() => void) | undefined
}): VNode {
  const title = (
    <>
      <b>{steps[0]?.object}</b>
      {steps.length === 1 ? '' : ` and ${countPhrase(steps.length - 1, 'more step')}`}
    </>
  )
  return (
    <li class={picked || brought ? 'chosen' : ''}>
      {toggle === undefined ? (
        <p>{title}</p>
      ) : (
        <label class="pick">
          <input type="checkbox" checked={picked || brought} disabled={brought} onChange={toggle} />
          {title}
          {brought ? <span class="soft"> (what is chosen requires it)</span> : null}
        </label>
      )}
      {steps.map((step) => (
        <details key={step.id}>
          <summary>
            {sentence(step.title).replace(/\.$/, '')}: {step.object} <span class={`tag r-${step.risk}`}>{step.risk} risk</span>
          </summary>
          <p>
            <Prose text={sentence(step.reason)} /> {sentence(step.why)} Takes effect {step.effect}.
          </p>
          <Removed tokens={step.removes} />
          {step.alsoRemoves.length === 0 ? null : <p class="soft">With it go {step.alsoRemoves.join(' and ')}.</p>}
          <DiffLines lines={step.diff} name={step.object} />
        </details>
      ))}
    </li>
  )
}

function Removed({ tokens }: { readonly tokens: readonly string[] }): VNode | null {
  const { some, more } = useSome(tokens)
  if (tokens.length === 0) return null
  return (
    <>
      <ul class="plain">
        {some.map((one) => (
          <li key={one}>Goes: {one}</li>
        ))}
      </ul>
      {more}
    </>
  )
}

const whyNot = {
  no: 'This console only looks. Start it with --allow-changes to apply plans here; the command above writes the same plan to a file.',
  notLive: 'What was read is no live cluster: there is nothing to apply it to. The command above writes the plan to a file.',
} as const

function ApplyBar({
  plan,
  groups,
  steps,
}: {
  readonly plan: PlanView
  readonly groups: readonly string[]
  readonly steps: readonly StepView[]
}): VNode {
  const [problem, setProblem] = useState<ProblemView>()
  const changes = session.value?.changes ?? 'no'
  if (changes !== 'yes') return <p class="soft">{whyNot[changes]}</p>
  const busy = running.value?.state.kind === 'underWay'
  const ask = async (path: string): Promise<void> => {
    const answer = await post<RunningView>(path, { plan: plan.id, groups })
    if (answer.kind === 'problem') setProblem(answer.problem)
    else {
      setProblem(undefined)
      running.value = answer.value
      window.scrollTo(0, 0)
    }
  }
  const chosen = `${countPhrase(steps.length, 'step')} chosen`
  return (
    <div class="apply">
      <span role="status">{chosen}</span>
      <button type="button" disabled={steps.length === 0 || busy} onClick={() => void ask('/api/check')}>
        Check, and change nothing
      </button>
      <Confirm
        label="Apply"
        disabled={steps.length === 0 || busy}
        question={`Change ${countPhrase(steps.length, 'object')} of ${session.value?.source ?? 'the cluster'}?`}
        says="It begins with one group, waits until its pods show the change, and takes a batch back by itself where pods fail. Everything can be taken back from the journal."
        act={() => void ask('/api/apply')}
      />
      {problem === undefined ? null : <Problem problem={problem} />}
    </div>
  )
}

function Elsewhere({ plan: { sources, left } }: { readonly plan: PlanView }): VNode {
  const patches = useSome(sources)
  const leftAlone = useSome(left)
  return (
    <>
      {sources.length === 0 ? null : (
        <section>
          <h2>What belongs into a source</h2>
          <ul class="plain">
            {patches.some.map((one) => (
              <li key={one.object}>
                <b>{one.object}</b>, made by {one.by}: <Prose text={sentence(one.reason)} />{' '}
                <span class="soft">{sentence(one.where)}</span>
              </li>
            ))}
          </ul>
          {patches.more}
        </section>
      )}
      {left.length === 0 ? null : (
        <section>
          <h2>What is left as it is</h2>
          <ul class="plain">
            {leftAlone.some.map((one, i) => (
              <li key={i}>
                <b>{one.object}</b> ({one.title}): <Prose text={sentence(one.reason)} />{' '}
                <span class="soft">
                  <Prose text={sentence(one.remedy)} />
                </span>{' '}
                {/^(ServiceAccount|Secret|[^./]*Role|[^./]*Binding)[./]/.test(one.link) ? null : (
                  <a href={workloadAddress(one.link)}>its page</a>
                )}
              </li>
            ))}
          </ul>
          {leftAlone.more}
        </section>
      )}
    </>
  )
}

function Journals(): VNode {
  // A run that has ended is a new journal: another address is another view.
  const run = running.value
  const view = useView<readonly JournalView[]>(
    withQuery('/api/journals', { after: run === undefined ? '' : `${run.number} ${run.state.kind} ${run.journal ?? ''}` }),
  )
  return (
    <section>
      <h2>Journals</h2>
      <Ready view={view}>
        {(journals) =>
          journals.length === 0 ? (
            <p class="soft">There is none in the folder of this console.</p>
          ) : (
            <ul class="plain">
              {journals.map((journal) => (
                <li key={journal.name}>
                  <a href={journalAddress(journal.name)}>{journal.name}</a>:{' '}
                  {journal.kind === 'run' ? sentence(journal.sentence) : <span class="warn">{sentence(journal.message)}</span>}
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
    </section>
  )
}
