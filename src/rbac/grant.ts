// One subject's hold on one target, and what it stands on.
import type { HeldSupport, Via } from './held.ts'
import type { GrantSubject } from './identity.ts'
import type { Landing } from './landing.ts'
import type { Route } from './routes/route.ts'

/** The needs of one way; for each the rules of which any one is enough. */
export type Support = readonly (readonly Via[])[]

/** On what a route depends beside RBAC. */
export type Terms = Pick<Route, 'since' | 'until' | 'besides'>

/** One subject's hold on one target by one route. */
export interface Grant {
  readonly subject: GrantSubject
  readonly route: Route
  /** The route's own; where the holder gives itself rights by it, those of the route that it takes then. */
  readonly terms: Terms
  readonly landing: Landing
  /** Every way in which the subject has it; it is gone when all of them are. */
  readonly supports: readonly Support[]
  /** What the holder has by bindings that it makes or joins on the way; for most routes nothing. */
  readonly made: readonly Via[]
  /**
   * Rules of every role that the holder could bind to itself and that would lead to some token, whether or not a grant tells of it:
   * several may lead to the same. The answer rests on what is known of all of them.
   */
  readonly bindable: readonly Via[]
}

/** A grant whose ways are still being gathered. */
export interface Draft {
  readonly route: Route
  readonly landing: Landing
  readonly supports: HeldSupport[]
}

/** Puts a grant together. */
export function grantOf(
  what: Pick<Grant, 'subject' | 'route' | 'terms' | 'landing'>,
  supports: readonly HeldSupport[],
  { made, bindable }: Pick<Grant, 'made' | 'bindable'> = nothingMade,
): Grant {
  const { subject, route, terms, landing } = what
  return { subject, route, terms, landing, supports: supports.map(withoutRepeats), made, bindable }
}

const nothingMade: Pick<Grant, 'made' | 'bindable'> = { made: [], bindable: [] }

/** Most needs are met by one rule alone: then there is nothing to leave out, and nothing is copied. */
function withoutRepeats(support: HeldSupport): Support {
  return support.every((clause) => clause.length === 1) ? support : support.map(distinctVias)
}

/** Each rule once, and nothing of it but where it stands. */
export function distinctVias(vias: readonly Via[]): readonly Via[] {
  const distinct = new Map<string, Via>()
  for (const via of vias)
    distinct.set(`${via.binding.namespace ?? ''}/${via.binding.name} ${via.role.name} ${via.rule ?? ''}`, plain(via))
  return [...distinct.values()]
}

function plain({ binding, role, rule }: Via): Via {
  return rule === undefined ? { binding, role } : { binding, role, rule }
}
