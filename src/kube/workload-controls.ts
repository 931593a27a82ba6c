// What a workload says of when a change of its template reaches pods: paused, held back, scaled to nothing (apps/v1, batch/v1).
import { flag, integer, optional, record, text, type Shape } from './shape.ts'

/** The fields that hold a change back; which of them a kind knows is the kind's own matter. */
export interface WorkloadControls {
  /** Of a Deployment, a Rollout or a DeploymentConfig: no new pods are made until it is resumed. */
  readonly paused?: boolean
  readonly replicas?: number
  /** Of a Job or CronJob. */
  readonly suspend?: boolean
  /** Of a StatefulSet or DaemonSet. */
  readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } }
}

/** Kinds of which these fields are read, as `group/kind`: in other kinds fields of these names may hold something else. */
const governed: ReadonlySet<string> = new Set([
  '/ReplicationController',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'apps.openshift.io/DeploymentConfig',
  'argoproj.io/Rollout',
  'batch/CronJob',
  'batch/Job',
])

/** Reads them from the whole object. */
export const workloadControls: Shape<{ readonly spec?: WorkloadControls }> = record<{ readonly spec?: WorkloadControls }>({
  spec: optional(
    record<WorkloadControls>({
      paused: optional(flag),
      replicas: optional(integer),
      suspend: optional(flag),
      updateStrategy: optional(
        record<NonNullable<WorkloadControls['updateStrategy']>>({
          type: optional(text),
          rollingUpdate: optional(record<{ readonly partition?: number }>({ partition: optional(integer) })),
        }),
      ),
    }),
  ),
})

/** Whether these fields are read of a kind. */
export function hasControls(group: string, kind: string): boolean {
  return governed.has(`${group}/${kind}`)
}
