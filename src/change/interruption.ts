// Whether replacing a workload's pods takes it away for a while: read off its strategy and its number of pods (apps/v1;
// deployment/util ResolveFenceposts rounds `maxUnavailable` down, and up to 1 where `maxSurge` is nothing too).
import type { Json, JsonObject } from '../base/index.ts'
import { valueAt } from './pointer.ts'

/** Why, in a sentence without a full stop; `undefined` where other pods stay, or where it has none. */
export function interruptionOf(workload: JsonObject): string | undefined {
  const replicas = numberAt(workload, '/spec/replicas') ?? 1
  if (replicas === 0) return undefined
  switch (workload['kind']) {
    case 'Deployment': {
      if (valueAt(workload, '/spec/strategy/type') === 'Recreate')
        return 'its strategy is `Recreate`: all its pods go before new ones come'
      const unavailable = shareOf(valueAt(workload, '/spec/strategy/rollingUpdate/maxUnavailable') ?? '25%', replicas, Math.floor)
      const surge = shareOf(valueAt(workload, '/spec/strategy/rollingUpdate/maxSurge') ?? '25%', replicas, Math.ceil)
      const away = unavailable === 0 && surge === 0 ? 1 : unavailable
      return away < replicas ? undefined : 'its strategy lets all its pods be away at a time'
    }
    case 'StatefulSet':
      return replicas > 1 ? undefined : 'it has one pod, which goes before its successor comes'
    default:
      return undefined
  }
}

function shareOf(value: Json, of: number, round: (share: number) => number): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.endsWith('%') ? round((Number(value.slice(0, -1)) * of) / 100) : 0
}

function numberAt(object: JsonObject, path: string): number | undefined {
  const value = valueAt(object, path)
  return typeof value === 'number' ? value : undefined
}
