// The switch off in the workload's own template: where its account has to go on handing tokens out, and where the template says
// `true` itself.
import { leave, nothing, together, type Proposal } from '../draft.ts'
import { mountedTemplates, switchEdit } from '../template-edits.ts'
import { isMounted, riskOfLoss, whyFixed, workloadDraft } from '../workload-draft.ts'
import type { Remedy } from './remedy.ts'

export const templateOff: Remedy = {
  id: 'template-off',
  title: 'switches the token off in a template whose account is left as it is, or that asks for it itself',
  propose: (bench) =>
    together(
      bench.targets.templates.map((target): Proposal => {
        const entry = bench.entryOf(target.report)
        if (entry === undefined) return nothing
        const fixed = whyFixed(entry)
        if (fixed !== undefined) return leave(target, fixed)
        const mounted = mountedTemplates(entry.ref, entry.workload, bench.inventory)
        if (mounted.length === 0) return nothing
        const why = mounted.every(({ ownSwitch }) => ownSwitch)
          ? 'its template asks for the token itself'
          : `ServiceAccount ${entry.report.serviceAccount} is left as it is`
        const draft = workloadDraft(entry, {
          remedy: 'template-off',
          edits: mounted.map(({ placed }) => switchEdit(placed, false)),
          reason: `nothing shows that it needs its token, and ${why}`,
          risk: riskOfLoss(entry),
          takes: isMounted,
          alsoRemoves: ['ca.crt', 'namespace'],
        })
        return { drafts: [draft], left: [] }
      }),
    ),
}
