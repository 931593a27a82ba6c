// A workload that needs its token by declaration asks for it itself before its account stops handing tokens out; or after, where its
// pods hold one still and the next will not.
import { formatName } from '../../kube/index.ts'
import { leave, nothing, together, type Proposal } from '../draft.ts'
import { mountedTemplates, switchEdit } from '../template-edits.ts'
import { whyFixed, workloadDraft } from '../workload-draft.ts'
import type { Remedy } from './remedy.ts'

export const optIn: Remedy = {
  id: 'opt-in',
  title: 'lets a workload that is declared to need its token ask for it itself',
  propose(bench) {
    const switched = new Set(bench.targets.accounts.map(formatName))
    return together(
      bench.targets.optIn.map((target): Proposal => {
        const entry = bench.entryOf(target.report)
        if (entry === undefined) return nothing
        const fixed = whyFixed(entry)
        if (fixed !== undefined) return leave(target, fixed)
        const silent = mountedTemplates(entry.ref, entry.workload, bench.inventory, 'orSilent').filter(
          ({ ownSwitch }) => !ownSwitch,
        )
        if (silent.length === 0) return nothing
        const beforehand = entry.fedBy.some(([account]) => switched.has(account))
        const draft = workloadDraft(entry, {
          remedy: 'opt-in',
          edits: silent.map(({ placed }) => switchEdit(placed, true)),
          reason: `it is declared to need its token (${entry.report.declaration?.from ?? ''}), and its account ${beforehand ? 'is switched off' : 'was switched off before'}`,
          risk: { level: 'low', why: 'it keeps the token that it has; its pods are replaced once' },
          ...(beforehand ? { enabling: true } : {}),
        })
        return { drafts: [draft], left: [] }
      }),
    )
  },
}
