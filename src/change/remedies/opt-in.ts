// A workload that needs its token by declaration asks for it itself before its account stops handing tokens out.
import { nothing, together } from '../draft.ts'
import { mountedTemplates, switchEdit } from '../template-edits.ts'
import { workloadDraft } from '../workload-draft.ts'
import type { Remedy } from './remedy.ts'

export const optIn: Remedy = {
  id: 'opt-in',
  title: 'lets a workload that is declared to need its token ask for it itself',
  propose: (bench) =>
    together(
      bench.targets.optIn.map((target) => {
        const entry = bench.entryOf(target)
        if (entry === undefined) return nothing
        const silent = mountedTemplates(entry.ref, entry.workload, bench.inventory).filter(({ ownSwitch }) => !ownSwitch)
        if (silent.length === 0) return nothing
        const draft = workloadDraft(entry, {
          remedy: 'opt-in',
          edits: silent.map(({ placed }) => switchEdit(placed, true)),
          reason: `it is declared to need its token (${entry.report.declaration?.from ?? ''}), and its account is switched off`,
          risk: { level: 'low', why: 'it keeps the token that it has; its pods are replaced once' },
          enabling: true,
        })
        return { drafts: [draft], left: [] }
      }),
    ),
}
