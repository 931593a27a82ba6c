// The steps of a run, each with where it stands.
import type { VNode } from 'preact'
import type { RunView } from '../../console/index.ts'
import { useSome } from './use-some.tsx'
import { sentence } from './problem.tsx'

/** A row for each step. */
export function RunSteps({ run }: { readonly run: RunView }): VNode {
  const { some, more } = useSome(run.steps)
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Steps of the run">
      <table>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Object</th>
            <th scope="col">What</th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          {some.map((step) => (
            <tr key={step.id}>
              <td>
                <span class={`tag ${step.open ? 's-medium' : 'k-plain'}`}>{step.state}</span>
              </td>
              <th scope="row">{step.object}</th>
              <td>{step.title}</td>
              <td class="soft">{step.note === '' ? '' : sentence(step.note)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </div>
  )
}
