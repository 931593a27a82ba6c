// What no plan may say, whoever wrote it: steps that contradict each other, and changes that could not be taken back exactly.
import { SparekeyError } from '../base/index.ts'
import { findWorkloadKind, formatName, groupOf, refKey, type ObjectRef } from '../kube/index.ts'
import { pointerSteps } from './pointer.ts'
import type { Plan, Step } from './step.ts'

/** @throws SparekeyError `PLAN_INVALID` */
export function checkPlan({ steps }: Plan): void {
  const ids = new Set<string>()
  const objects = new Map<string, Step>()
  for (const step of steps) {
    const other = objects.get(refKey(step.object))
    if (ids.has(step.id)) throw invalid(`two steps are called \`${step.id}\``)
    if (other !== undefined) throw invalid(`two steps change one object: \`${other.id}\` and \`${step.id}\``)
    const late = step.requires.find((id) => !ids.has(id))
    if (late !== undefined) throw invalid(`\`${step.id}\` requires \`${late}\`, which does not stand before it`)
    const loss = lossOf(step)
    if (loss !== undefined) throw invalid(`\`${step.id}\` ${loss}`)
    ids.add(step.id)
    objects.set(refKey(step.object), step)
  }
}

/**
 * What a step would lose: the values of environment variables are never read, so that a list or an object that holds them can neither be
 * written whole nor put back.
 */
function lossOf({ object, change }: Step): string | undefined {
  switch (change.kind) {
    case 'create':
      return undefined
    case 'delete':
      return isWorkload(object)
        ? `deletes ${object.kind} \`${formatName(object)}\`, which could not be put back as it was`
        : undefined
    case 'edit': {
      const whole = change.edits.find(({ path }) => isWorkload(object) && holdsValues(path))
      return whole === undefined ? undefined : `writes \`${whole.path}\` whole, with values that are never read`
    }
  }
}

const holders: ReadonlySet<string> = new Set([
  '',
  'spec',
  'template',
  'jobTemplate',
  'containers',
  'initContainers',
  'ephemeralContainers',
  'env',
])

function holdsValues(path: string): boolean {
  const steps = pointerSteps(path)
  // A container by its index is as whole as its list.
  const last = /^\d+$/.test(steps.at(-1) ?? '') ? steps.at(-2) : steps.at(-1)
  return holders.has(last ?? '') && !steps.includes('metadata')
}

function isWorkload({ apiVersion, kind }: ObjectRef): boolean {
  return kind === 'Pod' || findWorkloadKind(groupOf(apiVersion), kind) !== undefined
}

function invalid(message: string): SparekeyError {
  return new SparekeyError('PLAN_INVALID', `the plan cannot be carried out: ${message}`)
}
