// When a change that was written reaches pods, by the kind of its effect: what is waited for, what waits for somebody, and whether pods
// that are made from now on follow it (semantics of the controllers: apps/v1, batch/v1).
import type { Effect } from './step.ts'

/** What an effect means for the walk. */
export interface ArrivalRule {
  /** The walk waits until the pods show it. */
  readonly isWaitedFor: boolean
  /**
   * Every pod that is made from now on follows the change, so that a step that requires it can be taken. A paused Deployment makes
   * pods from its old template, a StatefulSet those below its partition, and a Job that runs all of its own.
   */
  readonly reachesNewPods: boolean
  /** What it waits for, for people. */
  readonly waitsFor: string
}

/** By `Effect.when`. */
export const arrivalRules: Readonly<Record<Effect['when'], ArrivalRule>> = {
  atOnce: { isWaitedFor: true, reachesNewPods: true, waitsFor: '' },
  rollout: { isWaitedFor: true, reachesNewPods: true, waitsFor: 'its controller to replace the pods' },
  nextPod: { isWaitedFor: false, reachesNewPods: true, waitsFor: 'its pods to be replaced: those that run keep what they have' },
  onDelete: {
    isWaitedFor: false,
    reachesNewPods: true,
    waitsFor: 'somebody to delete its pods: its update strategy is `OnDelete`',
  },
  paused: { isWaitedFor: false, reachesNewPods: false, waitsFor: 'somebody to resume its rollout: it is paused' },
  partition: { isWaitedFor: false, reachesNewPods: false, waitsFor: 'somebody to lower the `partition` of its update strategy' },
  nextJob: { isWaitedFor: false, reachesNewPods: false, waitsFor: 'its next Job: those that run keep what they have' },
  operator: { isWaitedFor: false, reachesNewPods: false, waitsFor: 'its operator to take the change over' },
}
