// When a change of a workload's template reaches its pods: by its kind, and by the fields with which people hold a change back
// (apps/v1; stateful_set_control.go and daemon/update.go of kube-controller-manager).
import type { Workload } from '../inventory/index.ts'
import type { Effect } from './step.ts'

const plain = {
  rollout: { when: 'rollout' },
  nextPod: { when: 'nextPod' },
  nextJob: { when: 'nextJob' },
  operator: { when: 'operator' },
  paused: { when: 'paused' },
  onDelete: { when: 'onDelete' },
} as const satisfies Readonly<Record<string, Effect>>

/** @returns `undefined` for a workload whose template can't be changed, or was not seen */
export function effectOf({ row, controls = {} }: Workload): Effect | undefined {
  switch (row?.effect) {
    case undefined:
    case 'immutable':
      return undefined
    case 'nextPod':
    case 'nextJob':
    case 'operator':
      return plain[row.effect]
    case 'rollout': {
      if (controls.paused === true) return plain.paused
      const { type, rollingUpdate } = controls.updateStrategy ?? {}
      if (type === 'OnDelete') return plain.onDelete
      const partition = rollingUpdate?.partition ?? 0
      return partition > 0 ? { when: 'partition', partition } : plain.rollout
    }
  }
}

/** What a person has to do for a change to reach the pods; `undefined` where it does by itself. */
export function waitsFor(effect: Effect): string | undefined {
  switch (effect.when) {
    case 'atOnce':
    case 'rollout':
      return undefined
    case 'nextPod':
      return 'delete its pods: nothing replaces them by itself'
    case 'nextJob':
      return 'wait for its next Job; what runs keeps its token'
    case 'onDelete':
      return 'delete its pods: `updateStrategy.type` is `OnDelete`'
    case 'paused':
      return 'resume its rollout: `spec.paused` is true'
    case 'partition':
      return `lower \`partition\`: pods with an ordinal below ${effect.partition} are not replaced`
    case 'operator':
      return 'see what its operator does with the change'
  }
}
