// The steps of a run, each with where it stands.
import type { VNode } from 'preact'
import type { RunView } from '../../console/index.ts'
import { sentence } from './problem.tsx'

/** A row for each step. */
export function RunSteps({ run }: { readonly run: RunView }): VNode {
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
          {run.steps.map((step) => (
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
    </div>
  )
}
