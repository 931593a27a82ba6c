// The control as a procedure, with what was found: to be read, and to be printed as evidence.
import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import {
  resultTitles,
  timePhrase,
  type ActionReport,
  type CommandReport,
  type InstructionReport,
  type ProcedureReport,
  type StepReport,
} from '../../console/index.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Ready, sentence } from '../parts/problem.tsx'
import { Prose } from '../parts/prose.tsx'
import { ShellCommand } from '../parts/shell-command.tsx'
import { session } from '../session.ts'
import { useView } from '../use-view.ts'

/** The page. */
export function ControlPage(): VNode {
  const view = useView<ProcedureReport>('/api/control')
  useEffect(() => {
    // On paper nothing can be opened.
    const open = (): void => {
      for (const one of document.querySelectorAll('main details')) one.setAttribute('open', '')
    }
    window.addEventListener('beforeprint', open)
    return () => window.removeEventListener('beforeprint', open)
  }, [])
  return (
    <Ready view={view} title="Control">
      {(report) => <Control report={report} />}
    </Ready>
  )
}

const results = Object.keys(resultTitles) as readonly (keyof typeof resultTitles)[]

function Control({ report }: { readonly report: ProcedureReport }): VNode {
  const { control, summary, prerequisites, test, implementation, backout } = report
  return (
    <>
      <PageHead title={control.title} page={{ kind: 'control' }}>
        <p class="soft">
          {control.level}. {control.controls.join(', ')}. {session.value?.source},{' '}
          {timePhrase(report.generatedAt.replace(/\.\d+Z$/, 'Z'))}.
        </p>
        <p class="marks">
          {results.map((kind) => (
            <span key={kind}>
              {summary[kind]} <Result kind={kind} />
            </span>
          ))}{' '}
          <button type="button" class="noprint" onClick={() => window.print()}>
            Print, or save as PDF
          </button>
        </p>
      </PageHead>
      <Texts title="Description" texts={control.description} />
      <Texts title="Rationale" texts={control.rationale} />
      <Texts title="What is gained" texts={control.gains} />
      <Texts title="What it costs" texts={control.costs} />
      <Texts title="Default value" texts={control.defaultValue} />
      <section>
        <h2>Prerequisites</h2>
        {prerequisites.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </section>
      <section>
        <h2>Test plan</h2>
        <Instructions title="Using the Azure portal" instructions={test.portal} />
        <Instructions title="Using the Azure CLI" instructions={test.azureCli} />
        <h3>Using kubectl</h3>
        {test.kubectl.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </section>
      <Actions title="Implementation plan" plan={implementation} />
      <Actions title="Backout plan" plan={backout} />
    </>
  )
}

function Result({ kind }: { readonly kind: keyof typeof resultTitles }): VNode {
  return <span class={`tag t-${kind}`}>{resultTitles[kind]}</span>
}

function Texts({ title, texts }: { readonly title: string; readonly texts: readonly string[] }): VNode | null {
  if (texts.length === 0) return null
  return (
    <section class="texts">
      <h2>{title}</h2>
      {texts.map((text, i) => (
        <p key={i}>
          <Prose text={text} />
        </p>
      ))}
    </section>
  )
}

function Step({ step }: { readonly step: StepReport }): VNode {
  const { result, evidence, printed } = step
  return (
    <article class="step">
      <h3>
        <Result kind={result.kind} /> {step.title}
      </h3>
      <p class="soft">
        <Prose text={step.asks} />
      </p>
      <p>
        <Prose text={sentence(result.reason)} />
      </p>
      {result.kind === 'couldNotTell'
        ? result.gaps.map((gap, i) => (
            <p key={i} class="soft">
              <Prose text={`${sentence(gap.message)} ${sentence(gap.remedy)}`} />
            </p>
          ))
        : null}
      {evidence.counts.length + evidence.examples.length === 0 ? null : (
        <details>
          <summary>Evidence: {evidence.counts.map(({ count, what }) => `${count} ${what}`).join(', ')}</summary>
          <ul class="plain">
            {evidence.examples.map((example) => (
              <li key={example.at}>
                <Prose text={example.says} /> <code class="soft">{example.at}</code>
              </li>
            ))}
            {evidence.more === 0 ? null : <li class="soft">and {evidence.more} more</li>}
          </ul>
        </details>
      )}
      {printed === undefined ? null : (
        <details>
          <summary>The command as it is commonly printed deceives</summary>
          <p>
            <code>{printed.command.split('\n').join(' ')}</code>
          </p>
          <p>
            <Prose text={`${sentence(printed.shows)} ${sentence(printed.deceives)}`} />
          </p>
        </details>
      )}
      <Commands title="What shows the same without Sparekey" commands={step.commands} />
    </article>
  )
}

function Actions({ title, plan }: { readonly title: string; readonly plan: ProcedureReport['implementation'] }): VNode {
  return (
    <section>
      <h2>{title}</h2>
      <Instructions title="Using the Azure portal" instructions={plan.portal} />
      <Instructions title="Using the Azure CLI" instructions={plan.azureCli} />
      <h3>Using kubectl</h3>
      {plan.kubectl.map((action: ActionReport) => (
        <article key={action.id} class="step">
          <h3>{action.title}</h3>
          <p>
            <Prose text={sentence(action.why)} />
          </p>
          {action.notes.map((note) => (
            <p key={note} class="soft">
              <Prose text={sentence(note)} />
            </p>
          ))}
          <Commands title="Commands" commands={action.commands} />
        </article>
      ))}
    </section>
  )
}

function Instructions({
  title,
  instructions,
}: {
  readonly title: string
  readonly instructions: readonly InstructionReport[]
}): VNode | null {
  if (instructions.length === 0) return null
  return (
    <details>
      <summary>{title}</summary>
      <ol>
        {instructions.map((one, i) => (
          <li key={i}>
            <Prose text={one.says} />
            <Commands title="" commands={one.commands} />
          </li>
        ))}
      </ol>
    </details>
  )
}

function Commands({ title, commands }: { readonly title: string; readonly commands: readonly CommandReport[] }): VNode | null {
  if (commands.length === 0) return null
  const list = (
    <ul class="plain">
      {commands.map((one, i) => (
        <li key={i} class="shell">
          <ShellCommand command={one.command} says={one.says} />
          <span class="soft">
            {' '}
            {one.effect === 'changes' ? 'changes: ' : ''}
            <Prose text={one.says} />
          </span>
        </li>
      ))}
    </ul>
  )
  return title === '' ? (
    list
  ) : (
    <details>
      <summary>
        {title} ({commands.length})
      </summary>
      {list}
    </details>
  )
}
