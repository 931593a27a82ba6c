// How a way is met by what somebody holds: which rules stand for each of its needs, once for every choice of names that differs.
import type { Clause, HeldSupport, Supported } from './held.ts'
import { everyVia, type HeldNeed } from './held-needs.ts'
import type { Way } from './routes/route.ts'

/** How a way with a single need is met: only by what the subject itself is bound to, here. */
export function aloneBy(way: Way, entry: HeldNeed): readonly Supported[] {
  const alone = soleRule([entry])
  if (alone !== undefined) return alone[0].support[0]?.[0]?.own === true ? alone : []
  const supported: Supported[] = []
  const add = (held: Clause, name: string | undefined): void => {
    const own = held.filter((one) => one.own)
    if (own.length > 0) supported.push({ support: [own], name })
  }
  if ('by' in way.reach) {
    add(entry.all, undefined)
    for (const [name, held] of entry.named) add(held, name)
  } else add(everyVia(entry), undefined)
  return supported
}

/**
 * How a way with several needs is met: once for every choice of names that makes a difference.
 *
 * @param entries - what meets each need
 */
export function togetherBy(way: Way, entries: readonly HeldNeed[], inNamespace: boolean): readonly Supported[] {
  const alone = soleRule(entries)
  if (alone !== undefined) return isOwn(alone[0].support, inNamespace) ? alone : []
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
        return i === by ? heldFor(entry, name, false) : everyVia(entry)
      })
      if (support.some((held) => held.length === 0) || !isOwn(support, inNamespace)) continue
      supported.push({ support, name })
    }
  return supported
}

/**
 * Whether a support is told of this holder and here: what a group gives alone is told of that group, and what ClusterRoleBindings
 * give alone is told of the whole cluster.
 */
function isOwn(support: HeldSupport, inNamespace: boolean): boolean {
  return (
    support.some((held) => held.some((one) => one.own)) && (!inNamespace || support.some((held) => held.some((one) => one.local)))
  )
}

/** The one rule that meets all the needs, for every name: most often there is no other, and it gives all that it gives at once. */
function soleRule(entries: readonly HeldNeed[]): HeldNeed['alone'] {
  const alone = entries[0]?.alone
  for (const entry of entries) if (entry.alone !== alone) return undefined
  return alone
}

/** `undefined` for every name at once, and each name that some rule singles out. */
function choices(entries: readonly HeldNeed[]): readonly (string | undefined)[] {
  return [undefined, ...new Set(entries.flatMap(({ named }) => [...named.keys()]))]
}

/** The rules for one name, or for every name. `orAll`: a rule for every name will do for this one, since another need singles it out. */
function heldFor({ all, named }: HeldNeed, name: string | undefined, orAll: boolean): Clause {
  if (name === undefined) return all
  const single = named.get(name) ?? []
  return orAll ? [...single, ...all] : single
}
