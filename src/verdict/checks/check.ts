// What a check is: one question asked of the whole judged input, answered by findings.
import type { ObjectRef } from '../../kube/index.ts'
import type { Severity } from '../audit-report.ts'
import type { Aspect } from '../benchmarks.ts'
import type { Bench, Judged } from '../judge.ts'

/** A finding before it knows its controls and its place in a file. */
export interface RawFinding {
  readonly severity: Severity
  readonly object: ObjectRef
  /** The field in the object that the finding is about. */
  readonly field: string
  readonly message: string
  readonly remedy: string
  /** Aspects beside the check's own. */
  readonly also?: readonly Aspect[]
}

/** One check. */
export interface Check {
  readonly id: string
  /** What it looks for, for people. */
  readonly title: string
  readonly aspects: readonly Aspect[]
  find(judged: readonly Judged[], bench: Bench): readonly RawFinding[]
}
