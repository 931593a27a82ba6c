// How a way is met by what somebody holds: which rules stand for each of its needs, once for every choice of names that differs.
import type { Held, HeldNeed } from './held-needs.ts'
import type { Way } from './routes/route.ts'
import type { Supported, Via } from './support.ts'

/** How a way with a single need is met: only by what the subject itself is bound to, here. */
export function aloneBy(way: Way, entry: HeldNeed): readonly Supported[] {
  const rule = soleRule([entry])
  if (rule !== undefined) return rule.own ? rule.alone : []
  const supported: Supported[] = []
  const add = (held: readonly Held[], name: string | undefined): void => {
    const own = held.filter((one) => one.own)
    if (own.length > 0) supported.push({ support: [distinctVias(own)], name })
  }
  if ('by' in way.reach) {
    add(entry.all, undefined)
    for (const [name, held] of entry.named) add(held, name)
  } else add(everyHeld(entry), undefined)
  return supported
}

/**
 * How a way with several needs is met: once for every choice of names that makes a difference.
 *
 * @param entries - what meets each need
 */
export function togetherBy(way: Way, entries: readonly HeldNeed[], inNamespace: boolean): readonly Supported[] {
  const rule = soleRule(entries)
  if (rule !== undefined) return rule.own && (rule.local || !inNamespace) ? rule.alone : []
  const by = 'by' in way.reach ? way.reach.by : undefined
  const same = way.sameName
  const supported: Supported[] = []
  for (const common of same === undefined ? [undefined] : choices(same.flatMap((i) => entries[i] ?? [])))
    for (const name of by === undefined
      ? [undefined]
      : same?.includes(by) === true
        ? [common]
        : choices(entries.slice(by, by + 1))) {
      const support = entries.map((entry, i) => {
        if (same?.includes(i) === true) return heldFor(entry, common, true)
        return i === by ? heldFor(entry, name, false) : everyHeld(entry)
      })
      if (support.some((held) => held.length === 0)) continue
      // What a group gives alone, or a ClusterRoleBinding alone, is told of that group, or of the whole cluster.
      if (!support.some((held) => held.some((one) => one.own))) continue
      if (inNamespace && !support.some((held) => held.some((one) => one.local))) continue
      supported.push({ support: support.map(distinctVias), name })
    }
  return supported
}

/** The one rule that meets all the needs, for every name: most often there is no other, and it gives all that it gives at once. */
function soleRule(entries: readonly HeldNeed[]): Held | undefined {
  const rule = entries[0]?.all[0]
  for (const { all, named } of entries) if (all.length !== 1 || all[0] !== rule || named.size > 0) return undefined
  return rule
}

function everyHeld({ all, named }: HeldNeed): readonly Held[] {
  return named.size === 0 ? all : [...all, ...[...named.values()].flat()]
}

/** `undefined` for every name at once, and each name that some rule singles out. */
function choices(entries: readonly HeldNeed[]): readonly (string | undefined)[] {
  return [undefined, ...new Set(entries.flatMap(({ named }) => [...named.keys()]))]
}

/** The rules for one name, or for every name. `orAll`: a rule for every name will do for this one, since another need singles it out. */
function heldFor({ all, named }: HeldNeed, name: string | undefined, orAll: boolean): readonly Held[] {
  if (name === undefined) return all
  const single = named.get(name) ?? []
  return orAll ? [...single, ...all] : single
}

function distinctVias(held: readonly Held[]): readonly Via[] {
  const [only] = held
  if (held.length === 1 && only !== undefined) return [only.via]
  const distinct = new Map<string, Via>()
  for (const { via } of held) distinct.set(`${via.binding.namespace ?? ''}/${via.binding.name} ${via.role.name} ${via.rule}`, via)
  return [...distinct.values()]
}
