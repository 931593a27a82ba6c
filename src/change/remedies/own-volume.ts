// Two remedies in one form: the switch off, and a volume of the template's own at the usual place of those containers that are
// declared to need something of it.
import type { Container } from '../../kube/index.ts'
import type { WorkloadReport } from '../../verdict/index.ts'
import { leave, nothing, together, type Proposal } from '../draft.ts'
import type { Entry, PlanBench } from '../plan-bench.ts'
import type { RemedyId, Step } from '../step.ts'
import { containerConditions, mountedTemplates, ownVolumeEdits, type OwnVolume } from '../template-edits.ts'
import { isMounted, whyFixed, workloadDraft, type WorkloadChange } from '../workload-draft.ts'

/** What is given instead of the mounted volume. */
export interface Instead {
  readonly remedy: RemedyId
  readonly volume: OwnVolume
  readonly reason: (declared: string) => string
  readonly takes: (entry: Entry) => NonNullable<WorkloadChange['takes']>
  readonly risk: (entry: Entry) => Step['risk']
}

/** Proposes it for workloads. */
export function proposeInstead(bench: PlanBench, targets: readonly WorkloadReport[], instead: Instead): Proposal {
  return together(
    targets.map((target): Proposal => {
      const entry = bench.entryOf(target)
      if (entry === undefined) return nothing
      const fixed = whyFixed(entry)
      if (fixed !== undefined) return leave(target, fixed)
      const { declaration } = entry.report
      const chosen = ({ name }: Container) => declaration?.containers?.includes(name) !== false
      const mounted = mountedTemplates(entry.ref, entry.workload, bench.inventory, 'orSilent')
      if (mounted.length === 0) return nothing
      const takes = instead.takes(entry)
      const draft = workloadDraft(entry, {
        remedy: instead.remedy,
        edits: mounted.flatMap(({ placed, into }) => ownVolumeEdits(placed, into.filter(chosen), instead.volume)),
        reason: instead.reason(declaration?.from ?? ''),
        risk: instead.risk(entry),
        takes: (token, container) => isMounted(token) && takes(token, container),
        alsoRemoves: mounted.some(({ into }) => !into.every(chosen)) ? ['ca.crt', 'namespace'] : [],
        before: mounted.flatMap(({ placed, into }) => containerConditions(placed, into.filter(chosen))),
      })
      return { drafts: [draft], left: [] }
    }),
  )
}
