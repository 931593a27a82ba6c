// What if a binding went away: everything that would be gone with it.
import type { VNode } from 'preact'
import { useLocation } from 'preact-iso'
import { countPhrase, type BindingLossView } from '../../console/index.ts'
import { withQuery } from '../api.ts'
import { accountAddress } from '../address.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Ready } from '../parts/problem.tsx'
import { SeverityMark } from '../parts/verdict-mark.tsx'
import { useSome } from '../parts/use-some.tsx'
import { useView } from '../use-view.ts'

/** The page. */
export function BindingPage(): VNode {
  const { query } = useLocation()
  const view = useView<BindingLossView>(withQuery('/api/binding', { object: query['object'] ?? '' }))
  return (
    <Ready view={view} title="Binding">
      {(loss) => <Loss loss={loss} />}
    </Ready>
  )
}

function Loss({ loss }: { readonly loss: BindingLossView }): VNode {
  const { some, more } = useSome(loss.lost)
  return (
    <>
      <PageHead title={`If ${loss.name} went away`}>
        <p>
          It gives {loss.role} to {loss.subjects.join(', ') || 'nobody'}.
        </p>
        <p class="lead">
          {loss.lost.length === 0
            ? 'Nobody would lose a way to a token'
            : `${countPhrase(loss.lost.length, 'way')} to tokens would be gone`}
          {loss.kept === 0
            ? '.'
            : `, and ${countPhrase(loss.kept, 'way')} by it would be left, since they stand on something else, too.`}
        </p>
        {loss.rolesKnown ? null : <p class="warn">Not all roles and bindings were read: more may hang on it.</p>}
      </PageHead>
      {loss.lost.length === 0 ? null : (
        <div class="scroll" tabIndex={0} role="region" aria-label="What would be gone">
          <table>
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">Whose token</th>
                <th scope="col">Route</th>
                <th scope="col">Severity</th>
              </tr>
            </thead>
            <tbody>
              {some.map((row, i) => (
                <tr key={i}>
                  <td>{row.subject}</td>
                  <td>
                    {row.targetAccount === undefined ? row.target : <a href={accountAddress(row.targetAccount)}>{row.target}</a>}
                  </td>
                  <td>
                    <code>{row.route}</code>
                  </td>
                  <td>
                    <SeverityMark severity={row.severity} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {more}
        </div>
      )}
    </>
  )
}
