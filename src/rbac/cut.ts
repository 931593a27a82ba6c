// The fewest bindings whose removal takes a target out of everybody's reach. A chain is broken by any one of the bindings that carry
// it, so the answer is a smallest set that hits every chain; chains are found as they are needed, until none is left.
import type { ObjectRef } from '../kube/index.ts'
import type { Grant } from './grant.ts'
import type { GrantSubject } from './identity.ts'
import type { ReachGraph } from './reach-graph.ts'
import { walk } from './walk.ts'

/** What to remove. */
export type Cut =
  /** Nobody reaches the target as it is. */
  | { readonly kind: 'none' }
  /** No smaller set will do. */
  | { readonly kind: 'smallest'; readonly bindings: readonly ObjectRef[] }
  /** This set does; a smaller one was not ruled out within the effort allowed. */
  | { readonly kind: 'some'; readonly bindings: readonly ObjectRef[] }
  /** Some chain hangs on bindings alone that must stay. */
  | { readonly kind: 'impossible' }

/**
 * @param from - who must not reach the target
 * @param mayRemove - whether a binding can be taken away; those of the platform can't
 */
export function smallestCut(
  graph: ReachGraph,
  target: GrantSubject,
  from: (subject: GrantSubject) => boolean,
  mayRemove: (binding: ObjectRef) => boolean,
): Cut {
  const node = graph.nodeOf(target)
  if (node === undefined) return { kind: 'none' }
  const names = new Map<string, ObjectRef>()
  const chains = new Map<string, readonly string[]>()
  let removed: ReadonlySet<string> = new Set()
  let exact = true
  for (;;) {
    const dead = (number: number): boolean => carriersOf(graph.grants[number], removed) === undefined
    const back = walk(graph, [node], 'backward', dead)
    let found = 0
    for (const start of back.order) {
      const subject = graph.subjectAt(start)
      if (subject === undefined || start === node || !from(subject)) continue
      const carriers = new Set<string>()
      let steps = 0
      for (let at: number = start; at !== node && at >= 0; at = back.parent[at] ?? -1) {
        const grant = graph.grants[back.grant[at] ?? -1]
        if (grant === undefined) continue
        steps++
        for (const binding of carriersOf(grant, removed) ?? []) {
          const key = bindingKey(binding)
          names.set(key, binding)
          if (mayRemove(binding)) carriers.add(key)
        }
      }
      if (steps === 0) continue
      if (carriers.size === 0) return { kind: 'impossible' }
      const chain = [...carriers].sort()
      if (!chains.has(chain.join('\n'))) {
        chains.set(chain.join('\n'), chain)
        found++
      }
    }
    if (found === 0) break
    const hit = smallestHittingSet([...chains.values()])
    exact = hit.exact
    removed = hit.set
  }
  const bindings = [...removed].sort().flatMap((key) => names.get(key) ?? [])
  if (bindings.length === 0) return { kind: 'none' }
  return { kind: exact ? 'smallest' : 'some', bindings }
}

/** The bindings on which a grant stands when some are removed: for each need the first that is left; `undefined` where one has none. */
export function carriersOf(grant: Grant | undefined, removed: ReadonlySet<string>): readonly ObjectRef[] | undefined {
  for (const support of grant?.supports ?? []) {
    const left = support.map((vias) => vias.find((via) => !removed.has(bindingKey(via.binding))))
    if (left.every((via) => via !== undefined)) return left.map((via) => via.binding)
  }
  return undefined
}

/** Tells bindings apart. */
export function bindingKey(binding: ObjectRef): string {
  return `${binding.kind} ${binding.namespace ?? ''}/${binding.name}`
}

/** How many partial sets are tried before the best one so far is taken. */
const effort = 20_000

/**
 * A smallest set with a member of each list, by branching on a shortest list that is not hit yet.
 * `exact` is `false` where the effort ran out.
 */
export function smallestHittingSet(lists: readonly (readonly string[])[]): {
  readonly set: ReadonlySet<string>
  readonly exact: boolean
} {
  // A list of one leaves no choice; a list that holds another whole is hit with it.
  const forced = new Set(lists.flatMap((list) => (list.length === 1 ? list : [])))
  const open = lists.filter((list) => !list.some((entry) => forced.has(entry))).sort((a, b) => a.length - b.length)
  let best = greedy(open)
  let tries = 0
  const search = (chosen: ReadonlySet<string>): void => {
    if (chosen.size >= best.size || tries++ > effort) return
    const missed = open.find((list) => !list.some((entry) => chosen.has(entry)))
    if (missed === undefined) {
      best = chosen
      return
    }
    // One more is needed at least; where that is no better than the best, none of them is.
    if (chosen.size + 1 >= best.size) return
    for (const entry of missed) search(new Set([...chosen, entry]))
  }
  search(new Set())
  return { set: new Set([...forced, ...best]), exact: tries <= effort }
}

/** Takes what hits most, until all are hit. */
function greedy(lists: readonly (readonly string[])[]): ReadonlySet<string> {
  const chosen = new Set<string>()
  let open = lists
  while (open.length > 0) {
    const counts = new Map<string, number>()
    for (const entry of open.flat()) counts.set(entry, (counts.get(entry) ?? 0) + 1)
    const [most] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0] ?? ['']
    chosen.add(most)
    open = open.filter((list) => !list.includes(most))
  }
  return chosen
}
