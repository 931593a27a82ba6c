// The audit by which a plan's run is measured: the cluster as the plan's source was audited, with the same selection and suppositions.
import type { Plan } from '../../change/index.ts'
import type { Assumption, Inventory } from '../../inventory/index.ts'
import type { Connection } from '../../sources/live/index.ts'
import type { AuditReport } from '../../verdict/index.ts'
import type { ConnectionOptions } from './connection-options.ts'
import type { Io } from './io.ts'
import { auditAsAsked } from './load.ts'

/** An audit and what it looked at. */
export interface AuditOfPlan {
  readonly report: AuditReport
  readonly inventory: Inventory
}

/** @param connection - the one that is open; nothing is written over it here */
export async function auditOfPlan(plan: Plan, options: ConnectionOptions, io: Io, connection: Connection): Promise<AuditOfPlan> {
  const { namespaces, apiAudiences, assumptions } = plan.source
  const [only] = namespaces ?? []
  return await auditAsAsked(
    {
      ...options,
      ...(only === undefined ? {} : { namespace: only }),
      ...(apiAudiences.length === 0 ? {} : { apiAudience: apiAudiences }),
      assume: assumptions as readonly Assumption[],
    },
    io,
    connection,
  )
}
