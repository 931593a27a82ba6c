// Reckoning with what rights stand on: a support is a list of clauses that are all needed, a clause a list of bindings of which any
// one is enough. Bindings that a holder would come to by itself are traced back to bindings that there are.
import type { ObjectRef } from '../kube/index.ts'
import type { Clause, Gain, GainWay, HeldSupport, HeldVia, Slot } from './held.ts'

/** All of the clauses; `undefined` where one of them has nothing. */
export function allOf(...clauses: readonly Clause[]): HeldSupport | undefined {
  return clauses.some((clause) => clause.length === 0) ? undefined : withoutLoose(clauses)
}

/** Leaves out that a role is bound at all, where another clause holds only while it is. */
function withoutLoose(clauses: readonly Clause[]): HeldSupport {
  if (!clauses.some(isSeat)) return clauses
  return clauses.filter(
    (clause, i) =>
      !isSeat(clause) || !clauses.some((other, j) => i !== j && isWithin(other, clause) && (!isSeat(other) || j < i)),
  )
}

function isSeat(clause: Clause): boolean {
  return clause.every((via) => via.rule === undefined)
}

/** What a rule is gone with. */
function standsOn(via: HeldVia): ObjectRef | Gain {
  return via.gain ?? via.binding
}

/** Most clauses are short: a set for each would cost more than looking. */
const shortClause = 8

/** Whether the one holds only while the other does, as all that it stands on is among what the other stands on. */
function isWithin(inner: Clause, outer: Clause): boolean {
  if (outer.length > shortClause) {
    const standing = new Set(outer.map(standsOn))
    return inner.every((via) => standing.has(standsOn(via)))
  }
  return inner.every((via) => outer.some((other) => standsOn(other) === standsOn(via)))
}

/** Whether whoever has the one has the other too, whatever bindings are taken away. */
export function implies(one: HeldSupport, other: HeldSupport): boolean {
  return other.every((theirs) => one.some((mine) => isWithin(mine, theirs)))
}

/** A support of bindings that there are. */
export interface Traced {
  readonly clauses: HeldSupport
  /** The bindings that the holder comes to on the way, with what they give, the nearest first. */
  readonly made: readonly HeldVia[]
  /** Names that are taken by it. */
  readonly slots: readonly Slot[]
}

/** Leaves out ways that are open only while another one is; of ways that are open together the one of fewer steps stays. */
export function withoutImplied(ways: readonly Traced[]): readonly Traced[] {
  if (ways.length < 2) return ways
  const kept: Traced[] = []
  for (const one of [...ways].sort((a, b) => a.clauses.length - b.clauses.length || stepsOf(a) - stepsOf(b)))
    if (!kept.some(({ clauses }) => implies(one.clauses, clauses))) kept.push(one)
  return kept.filter((one, i) => !kept.some((other, j) => i < j && implies(one.clauses, other.clauses)))
}

/** How many bindings the holder comes to on the way. */
export function stepsOf({ made }: Traced): number {
  return new Set(made.map((via) => via.gain)).size
}

/**
 * Every way in which a support stands on bindings that there are.
 *
 * @param isUsed - leaves out bindings that add nothing
 */
export function traced(support: HeldSupport, isUsed: (gain: Gain) => boolean): readonly Traced[] {
  return withoutImplied(trace(support, isUsed, new Set()))
}

function trace(support: HeldSupport, isUsed: (gain: Gain) => boolean, path: ReadonlySet<Gain>): readonly Traced[] {
  if (!support.some((clause) => clause.some((via) => via.gain !== undefined)))
    return [{ clauses: withoutLoose(support), made: [], slots: [] }]
  let partial: readonly Traced[] = [{ clauses: [], made: [], slots: [] }]
  for (const clause of support) {
    const real = clause.filter((via) => via.gain === undefined)
    const gains = new Set(clause.flatMap((via) => via.gain ?? []))
    partial = partial.flatMap((before): readonly Traced[] => {
      const given = (gain: Gain): readonly HeldVia[] => clause.filter((via) => via.gain === gain)
      // What is had already serves here too; anything else would ask for more.
      const had = before.made.find((via) => via.gain !== undefined && gains.has(via.gain))?.gain
      if (had !== undefined) return [{ ...before, made: [...before.made, ...given(had)] }]
      return [
        ...(real.length === 0 ? [] : [{ ...before, clauses: [...before.clauses, real] }]),
        ...[...gains].flatMap((gain): readonly Traced[] => {
          if (path.has(gain) || !isUsed(gain)) return []
          const on = new Set([...path, gain])
          return gain.ways.flatMap(({ clauses, slot }) =>
            trace(clauses, isUsed, on).flatMap((way): readonly Traced[] => {
              const slots = [...(slot === undefined ? [] : [slot]), ...way.slots]
              if (slots.some((one) => before.slots.some((other) => clash(one, other)))) return []
              if (slot !== undefined && way.slots.some((other) => clash(slot, other))) return []
              return [
                {
                  clauses: [...before.clauses, ...way.clauses],
                  made: [...before.made, ...given(gain), ...way.made],
                  slots: [...before.slots, ...slots],
                },
              ]
            }),
          )
        }),
      ]
    })
  }
  return partial.map((one) => ({ ...one, clauses: withoutLoose(one.clauses) }))
}

function clash(one: Slot, other: Slot): boolean {
  if (one.kind !== other.kind || one.name !== other.name) return false
  return one.namespace === undefined || other.namespace === undefined || one.namespace === other.namespace
}

/** Whether whatever is had by the one way is had by the other, which takes up no more. */
export function impliesWay(one: GainWay, other: GainWay): boolean {
  return (
    (other.slot === undefined || (one.slot !== undefined && sameSlot(one.slot, other.slot))) &&
    implies(one.clauses, other.clauses)
  )
}

function sameSlot(one: Slot, other: Slot): boolean {
  return one.kind === other.kind && one.name === other.name && one.namespace === other.namespace
}
