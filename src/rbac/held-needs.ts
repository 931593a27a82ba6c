// The needs that somebody's bindings meet, everywhere and in each namespace, each with the rules that meet it: for every name, and for
// single names.
import { append } from '../base/index.ts'
import type { HeldVia, Supported, Taken } from './held.ts'
import type { Met } from './needs.ts'

/** What meets one need. */
export interface HeldNeed {
  readonly all: readonly HeldVia[]
  readonly named: ReadonlyMap<string, readonly HeldVia[]>
  /** Where one rule meets it, for every name: that rule as all that a way takes, one object for every grant that stands on it. */
  readonly alone: readonly [Supported] | undefined
}

/** Needs by their numbers, in the order in which bindings brought them. */
export type HeldNeeds = ReadonlyMap<number, HeldNeed>

/** What one holder's bindings meet. */
export interface Held {
  /** By what counts everywhere. */
  readonly wide: HeldNeeds
  /** By RoleBindings alone. */
  readonly byNamespace: ReadonlyMap<string, HeldNeeds>
}

const nothing: HeldNeeds = new Map()
const noNames: ReadonlyMap<string, readonly HeldVia[]> = new Map()

/** @param needsOf - what one binding gives: as `needsHeld` says */
export function hold(taken: Iterable<Taken>, needsOf: (one: Taken) => HeldNeeds): Held {
  const wide: HeldNeeds[] = []
  const byNamespace = new Map<string, HeldNeeds[]>()
  for (const one of taken) {
    const needs = needsOf(one)
    if (needs.size === 0) continue
    if (one.bound.namespace === undefined) wide.push(needs)
    else append(byNamespace, one.bound.namespace, needs)
  }
  return { wide: gather(wide), byNamespace: new Map([...byNamespace].map(([namespace, parts]) => [namespace, gather(parts)])) }
}

/**
 * What one binding gives.
 *
 * @param met - what its role meets
 */
export function needsHeld(taken: Taken, met: readonly Met[]): HeldNeeds {
  const rules: HeldNeed[] = []
  const gathered = new Gathering()
  for (const { need, rule, names } of met) {
    // One object for all the needs that a rule meets for every name: a rule of stars meets hundreds.
    const forEvery = (rules[rule] ??= heldBy(taken, rule))
    gathered.add(
      need,
      names === undefined ? forEvery : { all: [], named: new Map(names.map((name) => [name, forEvery.all])), alone: undefined },
    )
  }
  return gathered.needs()
}

function heldBy({ bound, own, gain }: Taken, rule: number): HeldNeed {
  const plain = { binding: bound.binding.ref, role: bound.role.ref, rule, own, local: bound.namespace !== undefined }
  const via: HeldVia = gain === undefined ? plain : { ...plain, gain }
  return { all: [via], named: noNames, alone: [{ support: [[via]], name: undefined }] }
}

/** What several bindings in one place give together. */
function gather(parts: readonly HeldNeeds[]): HeldNeeds {
  const [only] = parts
  if (only === undefined) return nothing
  if (parts.length === 1) return only
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

  /** @param namespace - absent: everywhere, by what counts everywhere */
  constructor({ wide, byNamespace }: Held, namespace: string | undefined) {
    this.local = namespace === undefined ? wide : (byNamespace.get(namespace) ?? nothing)
    this.inNamespace = namespace !== undefined
    this.#everywhere = namespace === undefined ? nothing : wide
  }

  has(need: number): boolean {
    return this.local.has(need) || this.#everywhere.has(need)
  }

  /** What meets each of some needs, as far as it is met. */
  entries(needs: readonly number[]): readonly HeldNeed[] {
    const entries: HeldNeed[] = []
    for (const need of needs) {
      const entry = this.get(need)
      if (entry !== undefined) entries.push(entry)
    }
    return entries
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

/** Every rule that meets a need, whatever its names. */
export function everyVia({ all, named }: HeldNeed): readonly HeldVia[] {
  return named.size === 0 ? all : [...all, ...[...named.values()].flat()]
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
  const named = new Map<string, HeldVia[]>()
  for (const part of parts) for (const [name, held] of part.named) for (const one of held) append(named, name, one)
  return { all: parts.flatMap((part) => part.all), named, alone: undefined }
}
