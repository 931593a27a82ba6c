// The order of every key of a plan, and with it the list of what may leave; the compiler holds it to the contract.
import type {
  Change,
  Condition,
  Effect,
  LeftAlone,
  Plan,
  PlannedEdit,
  RemovedToken,
  SourcePatch,
  Step,
} from '../../change/index.ts'
import { inOrder, reportOrder, type KeyOrder } from '../report-order.ts'

const objectRef = reportOrder.findings.object

const edit: KeyOrder<PlannedEdit> = {
  path: 'leaf',
  items: 'leaf',
  from: 'leaf',
  to: 'leaf',
  remove: 'leaf',
  at: 'leaf',
  append: 'leaf',
}
const change: KeyOrder<Change> = { kind: 'leaf', edits: edit, object: 'byKey', expect: { path: 'leaf', value: 'leaf' } }
const removedToken: KeyOrder<RemovedToken> = { workload: objectRef, container: 'leaf', serviceAccount: 'leaf', path: 'leaf' }
const effect: KeyOrder<Effect> = { when: 'leaf', partition: 'leaf' }
const condition: KeyOrder<Condition> = {
  kind: 'leaf',
  path: 'leaf',
  value: 'leaf',
  object: objectRef,
  workload: objectRef,
  containers: 'leaf',
}
const step: KeyOrder<Step> = {
  id: 'leaf',
  remedy: 'leaf',
  object: objectRef,
  uid: 'leaf',
  change,
  reason: 'leaf',
  removes: removedToken,
  alsoRemoves: 'leaf',
  effect,
  risk: { level: 'leaf', why: 'leaf' },
  before: condition,
  after: condition,
  requires: 'leaf',
  group: 'leaf',
}
const sourcePatch: KeyOrder<SourcePatch> = { object: objectRef, by: 'leaf', where: 'leaf', edits: edit, reason: 'leaf' }
const left: KeyOrder<LeftAlone> = { object: objectRef, kind: 'leaf', reason: 'leaf', remedy: 'leaf' }

/** The order of a whole plan. */
export const planOrder: KeyOrder<Plan> = {
  apiVersion: 'leaf',
  kind: 'leaf',
  generatedAt: 'leaf',
  source: reportOrder.source,
  steps: step,
  sourcePatches: sourcePatch,
  left,
  gaps: reportOrder.gaps,
}

/** The plan as plain data whose keys stand as the contract has them. */
export function orderedPlan(plan: Plan): unknown {
  return inOrder(plan, planOrder)
}
