// The order of the way back: what hands out or allows comes back before what uses it, and what a plan has made goes last.
import { sortedBy } from '../../base/index.ts'
import type { NumberedStep } from './plan-parts.ts'

/** Namespace → ServiceAccount → Secret → Role → Binding → workload. */
const kinds: Readonly<Record<string, number>> = {
  Namespace: 0,
  ServiceAccount: 1,
  Secret: 2,
  Role: 3,
  ClusterRole: 3,
  RoleBinding: 4,
  ClusterRoleBinding: 4,
}
const workloads = 5
const made = 6

/** The steps as they are taken back. */
export function backOrder<T extends NumberedStep>(steps: readonly T[]): readonly T[] {
  const rank = ({ step: { change, object } }: NumberedStep): number =>
    change.kind === 'create' ? made : (kinds[object.kind] ?? workloads)
  return sortedBy(steps.toReversed(), (step) => [String(rank(step))])
}
