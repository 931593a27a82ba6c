// A plan as changes of the files that objects are made from. There nothing reverts a change, so that steps and source patches are edits
// alike; what is no field of a file, or belongs to a running cluster, is left out and told.
import { append } from '../base/index.ts'
import { formatName, refKey, type ObjectRef } from '../kube/index.ts'
import type { AuditReport } from '../verdict/index.ts'
import type { PlannedEdit } from './resolve.ts'
import type { Plan, Step } from './step.ts'

/** The edits of one object's file. */
export interface SourceEdit {
  /** The step's, or one made up for a source patch. */
  readonly id: string
  readonly object: ObjectRef
  readonly edits: readonly PlannedEdit[]
  readonly reason: string
  /** Ids of edits without which this one is not made. */
  readonly requires: readonly string[]
}

/** A part of a plan that is no edit of a file. */
export interface NotInSource {
  readonly object: ObjectRef
  /** Why, in a sentence without a full stop. */
  readonly reason: string
}

/** A plan, for files. */
export interface SourcePlan {
  /** In the plan's order. */
  readonly edits: readonly SourceEdit[]
  readonly left: readonly NotInSource[]
}

/**
 * What of a plan is done in files.
 *
 * A workload whose account is switched off keeps its token only if its own opt-in is made: an edit of the account requires the edits of
 * all workloads that run as it, where these do more than take something away.
 */
export function inSource(plan: Plan, report: AuditReport): SourcePlan {
  const left: NotInSource[] = []
  const out = new Set<string>()
  const edits: SourceEdit[] = []
  for (const step of plan.steps) {
    const reason = step.requires.some((id) => out.has(id)) ? 'it requires a step that is not made in files' : whyNot(step)
    if (reason !== undefined) {
      out.add(step.id)
      // The pods are replaced when the changed files are applied.
      if (step.remedy !== 'pods-renewed') left.push({ object: step.object, reason })
    } else if (step.change.kind === 'edit') {
      const { id, object, requires } = step
      edits.push({ id, object, edits: step.change.edits, reason: step.reason, requires })
    }
  }
  for (const { object, edits: patched, reason } of plan.sourcePatches)
    edits.push({ id: `source/${refKey(object)}`, object, edits: patched, reason, requires: [] })
  return { edits: withOptIns(edits, report), left }
}

function whyNot({ change, object, remedy }: Step): string | undefined {
  if (remedy === 'pods-renewed') return 'pods are replaced when the files are applied'
  if (object.kind === 'Secret') return 'the state of a token Secret belongs to the cluster, not to a file'
  if (change.kind === 'create') return 'a new object needs a place in your files: `sparekey plan` shows it'
  if (change.kind === 'delete') return 'a file that is gone deletes nothing in a cluster: `sparekey plan` shows what to delete'
  return undefined
}

function withOptIns(edits: readonly SourceEdit[], report: AuditReport): readonly SourceEdit[] {
  const accountOf = new Map(report.workloads.map((workload) => [refKey(workload), workload.serviceAccount]))
  const optIns = new Map<string, string[]>()
  for (const { id, object, edits: of } of edits) {
    const account = accountOf.get(refKey(object))
    if (account !== undefined && !of.every(takesAway)) append(optIns, account, id)
  }
  return edits.map((edit) => {
    if (edit.object.kind !== 'ServiceAccount') return edit
    const needed = optIns.get(formatName(edit.object)) ?? []
    return needed.length === 0 ? edit : { ...edit, requires: [...new Set([...edit.requires, ...needed])] }
  })
}

function takesAway(edit: PlannedEdit): boolean {
  return 'remove' in edit || (!('append' in edit) && (edit.to === undefined || edit.to === false))
}

/** Ids of edits that can't be made, with all that require them. */
export function heldBack(edits: readonly SourceEdit[], refused: ReadonlySet<string>): ReadonlySet<string> {
  const held = new Set(refused)
  for (let before = -1; before < held.size;) {
    before = held.size
    for (const { id, requires } of edits) if (requires.some((needed) => held.has(needed))) held.add(id)
  }
  return held
}
