// The needs that somebody's bindings meet in one place, each with the rules that meet it: for every name, and for single names.
import { append } from '../base/index.ts'
import type { BoundRole } from './grants.ts'
import type { Met } from './needs.ts'
import type { Supported, Via } from './support.ts'

/** One rule of a role, as somebody holds it. */
export interface Held {
  readonly via: Via
  /** The rule as all that a way takes: one object for every grant that stands on it. */
  readonly alone: readonly [Supported]
  /** Bound to the subject itself rather than to a group that it is in. */
  readonly own: boolean
  /** By a RoleBinding of the namespace in question, rather than everywhere. */
  readonly local: boolean
}

/** What meets one need. */
export interface HeldNeed {
  readonly all: readonly Held[]
  readonly named: ReadonlyMap<string, readonly Held[]>
}

/** Needs by their numbers, in the order in which bindings brought them. */
export type HeldNeeds = ReadonlyMap<number, HeldNeed>

const nothing: HeldNeeds = new Map()
const noNames: ReadonlyMap<string, readonly Held[]> = new Map()

/**
 * What one binding gives.
 *
 * @param met - what its role meets
 * @param own - whether it names the subject itself rather than a group
 */
export function needsHeld({ binding, role, namespace }: BoundRole, met: readonly Met[], own: boolean): HeldNeeds {
  const rules: HeldNeed[] = []
  const gathered = new Gathering()
  for (const { need, rule, names } of met) {
    // One object for all the needs that a rule meets for every name: a rule of stars meets hundreds.
    const forEvery = (rules[rule] ??= heldBy({ binding: binding.ref, role: role.ref, rule }, own, namespace !== undefined))
    gathered.add(need, names === undefined ? forEvery : { all: [], named: new Map(names.map((name) => [name, forEvery.all])) })
  }
  return gathered.needs()
}

function heldBy(via: Via, own: boolean, local: boolean): HeldNeed {
  return { all: [{ via, alone: [{ support: [[via]], name: undefined }], own, local }], named: noNames }
}

/** What several bindings in one place give together. */
export function gatherNeeds(parts: readonly HeldNeeds[]): HeldNeeds {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const gathered = new Gathering()
  for (const part of parts) for (const [need, held] of part) gathered.add(need, held)
  return gathered.needs()
}

/** What is held in one place: a namespace, or everywhere. */
export class HeldWithin {
  /** What the place's own bindings give. */
  readonly local: HeldNeeds
  readonly inNamespace: boolean
  readonly #everywhere: HeldNeeds
  #both: Map<number, HeldNeed> | undefined

  /** @param everywhere - what holds in a namespace besides; absent: the place is everywhere */
  constructor(local: HeldNeeds, everywhere?: HeldNeeds) {
    this.local = local
    this.inNamespace = everywhere !== undefined
    this.#everywhere = everywhere ?? nothing
  }

  has(need: number): boolean {
    return this.local.has(need) || this.#everywhere.has(need)
  }

  /** What meets a need here; put together only for needs that are asked for. */
  get(need: number): HeldNeed | undefined {
    const here = this.local.get(need)
    const wide = this.#everywhere.get(need)
    if (here === undefined || wide === undefined) return here ?? wide
    this.#both ??= new Map<number, HeldNeed>()
    const both = this.#both.get(need) ?? join([here, wide])
    this.#both.set(need, both)
    return both
  }
}

/** Needs that are being put together. */
class Gathering {
  readonly #first = new Map<number, HeldNeed>()
  /** Needs that are met more than once, with all that meets them. */
  #several: Map<number, HeldNeed[]> | undefined

  add(need: number, held: HeldNeed): void {
    const before = this.#first.get(need)
    if (before === undefined) {
      this.#first.set(need, held)
      return
    }
    this.#several ??= new Map<number, HeldNeed[]>()
    const several = this.#several.get(need)
    if (several === undefined) this.#several.set(need, [before, held])
    else several.push(held)
  }

  needs(): HeldNeeds {
    this.#several?.forEach((parts, need) => this.#first.set(need, join(parts)))
    return this.#first
  }
}

function join(parts: readonly HeldNeed[]): HeldNeed {
  const named = new Map<string, Held[]>()
  for (const part of parts) for (const [name, held] of part.named) for (const one of held) append(named, name, one)
  return { all: parts.flatMap((part) => part.all), named }
}
