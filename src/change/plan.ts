// From an audit to a plan: every remedy is asked, what it may not change is sorted out, and what is left is put in order.
import { groupBy, sortedBy } from '../base/index.ts'
import type { Inventory } from '../inventory/index.ts'
import { refKey } from '../kube/index.ts'
import type { AuditReport } from '../verdict/index.ts'
import { together } from './draft.ts'
import { leftWorkloads } from './left-workloads.ts'
import { mergeDrafts } from './merge-drafts.ts'
import { planBench } from './plan-bench.ts'
import { isAsked, type PlanOptions } from './plan-options.ts'
import { remedyList } from './remedies/index.ts'
import type { PlannedEdit } from './resolve.ts'
import { settle, type Settled } from './settle-drafts.ts'
import type { LeftAlone, Plan, SourcePatch } from './step.ts'

/**
 * Plans. Pure: the same inventory, audit and options give the same plan.
 *
 * @param inventory - what the audit is of
 * @param report - the audit of the whole inventory: where it leaves workloads out, their accounts are left alone
 */
export function planOf(inventory: Inventory, report: AuditReport, options: PlanOptions): Plan {
  const bench = planBench(inventory, report, options)
  const proposal = together([
    ...remedyList.filter(({ id }) => isAsked(id, options)).map((remedy) => remedy.propose(bench)),
    leftWorkloads(bench),
  ])
  const settled = settle(proposal.drafts, bench)
  return {
    apiVersion: 'sparekey.dev/v1',
    kind: 'Plan',
    generatedAt: report.generatedAt,
    source: report.source,
    steps: mergeDrafts(settled),
    sourcePatches: sourcePatches(settled.inSource),
    left: distinctLeft([...proposal.left, ...settled.left]),
    gaps: report.gaps,
  }
}

function sourcePatches(inSource: Settled['inSource']): readonly SourcePatch[] {
  const patches = [...groupBy(inSource, ({ draft }) => refKey(draft.object)).values()].flatMap((all): readonly SourcePatch[] => {
    const [first] = all
    if (first === undefined) return []
    const edits = all.flatMap(({ draft: { change } }): readonly PlannedEdit[] => (change.kind === 'edit' ? change.edits : []))
    const { by, where } = first.reverter
    return [
      {
        object: first.draft.object,
        by,
        where,
        edits,
        reason: [...new Set(all.map(({ draft }) => draft.reason))].join('; '),
      },
    ]
  })
  return sortedBy(patches, ({ object }) => [object.namespace, object.kind, object.name])
}

function distinctLeft(left: readonly LeftAlone[]): readonly LeftAlone[] {
  const distinct = new Map(left.map((one) => [`${refKey(one.object)} ${one.kind} ${one.reason}`, one]))
  return sortedBy(distinct.values(), ({ object, kind, reason }) => [object.namespace, object.kind, object.name, kind, reason])
}
