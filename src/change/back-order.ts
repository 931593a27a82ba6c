// The order of the way back, by kind: what others need is put back before what needs it, so that a pod that is renewed on the way finds
// its account as it was. What the run had made comes last, in the opposite order.
import type { ObjectRef } from '../kube/index.ts'
import type { Step } from './step.ts'

const kinds: readonly (readonly string[])[] = [
  ['Namespace'],
  ['ServiceAccount'],
  ['Secret'],
  ['Role', 'ClusterRole'],
  ['RoleBinding', 'ClusterRoleBinding'],
]

/** Steps in ranks: those of one rank may be taken back together. */
export function ranksBack(steps: readonly Step[]): readonly (readonly Step[])[] {
  const restored = steps.filter((step) => step.change.kind !== 'create')
  const made = steps.filter((step) => step.change.kind === 'create')
  return [...byKind(restored), ...byKind(made).toReversed()]
}

/** Whether a rank is of workloads, whose pods are replaced on the way. */
export function isWorkloadRank(rank: readonly Step[]): boolean {
  return rank.some((step) => rankOf(step.object) === kinds.length)
}

/**
 * Steps that cannot stay when others are taken back: those that require them, and those that require these.
 *
 * @param made - the steps that are made
 * @param chosen - the ids of those to take back
 */
export function dependents(made: readonly Step[], chosen: readonly string[]): readonly Step[] {
  return closure(chosen, (ids) => made.filter((step) => step.requires.some((id) => ids.has(id))))
}

/** Steps without which others cannot be taken again: those that they require, as far as they are to be taken too. */
export function prerequisites(open: readonly Step[], chosen: readonly string[]): readonly Step[] {
  return closure(chosen, (ids) => {
    const needed = new Set(open.filter((step) => ids.has(step.id)).flatMap((step) => step.requires))
    return open.filter((step) => needed.has(step.id))
  })
}

function closure(chosen: readonly string[], next: (ids: ReadonlySet<string>) => readonly Step[]): readonly Step[] {
  const ids = new Set(chosen)
  const added: Step[] = []
  for (let more = next(ids); more.some((step) => !ids.has(step.id)); more = next(ids)) {
    for (const step of more) {
      if (ids.has(step.id)) continue
      ids.add(step.id)
      added.push(step)
    }
  }
  return added
}

function byKind(steps: readonly Step[]): readonly (readonly Step[])[] {
  const ranks = [...kinds, undefined].map((_, rank) => steps.filter((step) => rankOf(step.object) === rank))
  return ranks.filter((rank) => rank.length > 0)
}

function rankOf({ kind }: ObjectRef): number {
  const rank = kinds.findIndex((names) => names.includes(kind))
  return rank < 0 ? kinds.length : rank
}
