// A verdict, a severity or a status: its name, and a sign that tells it apart without colour.
import type { VNode } from 'preact'
import { statusTitles, verdictTitles, type ControlReport, type Severity, type VerdictKind } from '../../console/index.ts'

/** A verdict by its name and sign. */
export function VerdictMark({ verdict }: { readonly verdict: VerdictKind }): VNode {
  return (
    <span class="verdict">
      <VerdictSign verdict={verdict} />
      {verdictTitles[verdict]}
    </span>
  )
}

/** The sign alone, for legends and bars. */
export function VerdictSign({ verdict }: { readonly verdict: VerdictKind }): VNode {
  return <i class={`sign v-${verdict}`} aria-hidden="true" />
}

/** A severity. */
export function SeverityMark({ severity }: { readonly severity: Severity }): VNode {
  return <span class={`tag s-${severity}`}>{severity}</span>
}

/** What a control came to. */
export function StatusMark({ status }: { readonly status: ControlReport['status'] | 'manual' }): VNode {
  return <span class={`tag t-${status}`}>{status === 'manual' ? 'manual' : statusTitles[status]}</span>
}
