// What a remedy proposes: steps in the making, before those of one object become one step, and what it leaves alone.
import type { ObjectMeta, ObjectRef } from '../kube/index.ts'
import type { WorkloadReport } from '../verdict/index.ts'
import { refMap } from './ref-map.ts'
import type { LeftAlone, RemedyId, Step } from './step.ts'

/** Names a draft of another remedy, or of the same. */
export interface DraftName {
  readonly remedy: RemedyId
  readonly object: ObjectRef
}

/** A step in the making. What its edits themselves say of before and after is added when it becomes a step. */
export interface Draft extends Omit<Step, 'id' | 'uid' | 'requires'> {
  /** Of the object as it is; absent for one that is created. */
  readonly meta?: ObjectMeta
  readonly requires: readonly DraftName[]
  /** The workload whose templates it edits, as it stands: what several drafts together leave of its tokens is told from it. */
  readonly workload?: WorkloadReport
  /** Containers get a token in the place of one that goes. */
  readonly replaces?: true
  /** It serves nothing but what requires it, and goes where nothing does. */
  readonly enabling?: true
}

/** Why something is left alone, whatever it is. */
export type Block = Omit<LeftAlone, 'object'>

/** The answer of one remedy. */
export interface Proposal {
  readonly drafts: readonly Draft[]
  readonly left: readonly LeftAlone[]
}

/** Nothing proposed. */
export const nothing: Proposal = { drafts: [], left: [] }

/** Several answers as one. */
export function together(proposals: readonly Proposal[]): Proposal {
  return { drafts: proposals.flatMap(({ drafts }) => drafts), left: proposals.flatMap(({ left }) => left) }
}

/** Something left alone, as a proposal. */
export function leave(object: ObjectRef, why: Block): Proposal {
  const { apiVersion, kind, namespace, name } = object
  return { drafts: [], left: [{ object: { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name }, ...why }] }
}

/** Finds drafts by their names, as far as some draft asks for them. */
export function draftNames(drafts: readonly Draft[]): (name: DraftName) => Draft | undefined {
  const asked = new Set(drafts.flatMap(({ requires }) => requires.map(({ remedy }) => remedy)))
  const byObject = refMap<Draft[]>()
  for (const draft of drafts) {
    if (!asked.has(draft.remedy)) continue
    const known = byObject.get(draft.object)
    if (known === undefined) byObject.set(draft.object, [draft])
    else known.push(draft)
  }
  return ({ remedy, object }) => byObject.get(object)?.find((draft) => draft.remedy === remedy)
}
