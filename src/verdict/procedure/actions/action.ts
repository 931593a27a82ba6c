// What an action of a plan is given, and how one is written where objects have no command of their own.
import { formatRef, type ObjectRef } from '../../../kube/index.ts'
import type { Material } from '../material.ts'
import type { ActionReport } from '../procedure-report.ts'
import type { Targets } from '../../targets.ts'

/** What every action is written from. */
export interface Plan {
  readonly material: Material
  readonly targets: Targets
}

/** Writes one action for the audit at hand. */
export type Action = (plan: Plan) => ActionReport

/** A note that names objects, or none where there are none. */
export function noteOn(objects: readonly ObjectRef[], says: string): readonly string[] {
  if (objects.length === 0) return []
  const shown = objects.slice(0, 5).map((object) => `\`${formatRef(object)}\``)
  const rest = objects.length - shown.length
  return [`${says}: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`]
}
