// The order of every key of a procedure, and with it the list of what may leave; the compiler holds it to the contract.
import type {
  ActionReport,
  CommandReport,
  EvidenceReport,
  InstructionReport,
  PrintedReport,
  ProcedureReport,
  StepReport,
} from '../verdict/index.ts'
import { inOrder, reportOrder, type KeyOrder } from './report-order.ts'

const objectRef = reportOrder.findings.object
const gap = reportOrder.gaps

const command: KeyOrder<CommandReport> = {
  effect: 'leaf',
  command: 'leaf',
  says: 'leaf',
  about: objectRef,
  file: { name: 'leaf', text: 'leaf' },
}
const printed: KeyOrder<PrintedReport> = { command: 'leaf', shows: 'leaf', deceives: 'leaf' }
const evidence: KeyOrder<EvidenceReport> = {
  counts: { count: 'leaf', what: 'leaf' },
  examples: { at: 'leaf', object: objectRef, says: 'leaf' },
  more: 'leaf',
}
const step: KeyOrder<StepReport> = {
  id: 'leaf',
  title: 'leaf',
  asks: 'leaf',
  result: { kind: 'leaf', reason: 'leaf', gaps: gap },
  evidence,
  printed,
  commands: command,
}
const action: KeyOrder<ActionReport> = {
  id: 'leaf',
  title: 'leaf',
  why: 'leaf',
  printed,
  commands: command,
  notes: 'leaf',
}
const instruction: KeyOrder<InstructionReport> = { says: 'leaf', commands: command }

/** The order of a whole procedure. */
export const procedureOrder: KeyOrder<ProcedureReport> = {
  apiVersion: 'leaf',
  kind: 'leaf',
  generatedAt: 'leaf',
  source: reportOrder.source,
  summary: { fail: 'leaf', couldNotTell: 'leaf', manual: 'leaf', accepted: 'leaf', pass: 'leaf' },
  control: {
    title: 'leaf',
    level: 'leaf',
    controls: 'leaf',
    description: 'leaf',
    rationale: 'leaf',
    gains: 'leaf',
    costs: 'leaf',
    defaultValue: 'leaf',
  },
  prerequisites: step,
  test: { portal: instruction, azureCli: instruction, kubectl: step },
  implementation: { portal: instruction, azureCli: instruction, kubectl: action },
  backout: { portal: instruction, azureCli: instruction, kubectl: action },
  gaps: gap,
}

/** The procedure as plain data whose keys stand as the contract has them. */
export function orderedProcedure(report: ProcedureReport): unknown {
  return inOrder(report, procedureOrder)
}
