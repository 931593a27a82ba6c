export { accountView, type AccountView, type BindingView, type HopView, type WayView } from './account-access.ts'
export { bindingLoss, type BindingLossView } from './lost-grants.ts'
export { guardView, type ForeseenView, type GuardView, type StageView, type StandingGuard } from './guard-view.ts'
export { chooseMinters, minterTable, type MinterFilter, type MinterRow, type MinterTable, type ViaView } from './minter-table.ts'
export { stateNeed, type NeedForm, type NeedStatement, type NeedInSource } from './need-statement.ts'
export { objectLink, type LinkedObject } from './object-link.ts'
export {
  historyPoint,
  minterCounts,
  overview,
  type HistoryPoint,
  type MinterCounts,
  type NamespaceCounts,
  type OverviewView,
} from './overview.ts'
export { pageCommand, type ShownPage, type SourceWords } from './page-command.ts'
export { cutPlan, planView, wholeChoice, type PlanView, type StepView, type Tied } from './plan-view.ts'
export { edgesOf, type GraphEdge, type GraphNode, type GraphParts } from './route-edges.ts'
export { runView, type JournalView, type RunKind, type RunningView, type RunStepView, type RunView } from './run-view.ts'
export type { ProblemView, SessionView } from './session.ts'
export {
  chooseWorkloads,
  defaultAudience,
  orderWorkloads,
  packWorkloads,
  unpackWorkloads,
  valuesOf,
  type PackedRow,
  type PackedWorkloads,
  type WorkloadFilter,
  type WorkloadOrder,
  type WorkloadRow,
} from './workload-table.ts'
export {
  workloadView,
  type EditView,
  type RightsView,
  type RightView,
  type WorkloadStepView,
  type WorkloadView,
} from './workload-page.ts'
export * from './words.ts'
