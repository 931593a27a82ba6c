// What was asked before the first write, and what stands against it.
import { unreachable } from '../../base/index.ts'
import type { NeededRight, Plan, Preflight, PreflightProblem } from '../../change/index.ts'
import { plainText } from '../plain-text.ts'
import { conflictLines } from './refusals.ts'

/** The preflight for people; ends in a line break. */
export function preflightText(plan: Plan, { problems, warnings, rightsAsked, alreadySo }: Preflight): string {
  const steps = `${plan.steps.length} ${plan.steps.length === 1 ? 'step' : 'steps'}`
  const so = alreadySo.length === 0 ? '' : `, ${alreadySo.length} of them so already`
  const lines = [
    `preflight: ${steps}${so}; ${rightsAsked} rights asked about, for the way there and back; each write tried without effect`,
    ...warnings.map(({ step, message }) => `  warning: ${step === undefined ? '' : `${plainText(step)}: `}${plainText(message)}`),
    ...problems.flatMap(problemLines),
    problems.length === 0
      ? 'nothing stands against it'
      : `${problems.length} ${problems.length === 1 ? 'thing stands' : 'things stand'} against it: nothing was changed`,
  ]
  return `${lines.join('\n')}\n`
}

function problemLines(problem: PreflightProblem): readonly string[] {
  const step = plainText(problem.step)
  switch (problem.kind) {
    case 'right': {
      const way = problem.direction === 'forward' ? 'to make it' : 'to take it back'
      return [`  problem: ${step}: ${way} you may not ${rightText(problem.right)}`]
    }
    case 'missing':
    case 'replaced':
    case 'refused':
      return [`  problem: ${step}: ${plainText(problem.message)}`]
    case 'changed':
      return [
        `  problem: ${step}: it is no longer as the plan expects`,
        ...problem.conflicts.flatMap((conflict) => conflictLines(conflict, 'forward')),
      ]
    default:
      return unreachable(problem)
  }
}

/** `patch deployments.apps web in shop`. */
function rightText({ verb, apiGroup, resource, subresource, namespace, name }: NeededRight): string {
  const full = `${resource}${apiGroup === '' ? '' : `.${apiGroup}`}${subresource === undefined ? '' : `/${subresource}`}`
  return plainText(`${verb} ${full}${name === undefined ? '' : ` ${name}`}${namespace === undefined ? '' : ` in ${namespace}`}`)
}
