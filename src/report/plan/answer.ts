// What a plan comes to in a sentence, with how much of the input could be read, and what it means to the shell.
import { riskLevels, type Plan, type Step } from '../../change/index.ts'
import { refKey } from '../../kube/index.ts'
import { countPhrase } from '../phrases.ts'

/** The title of a plan. */
export const planTitle = 'Plan to take service account tokens away'

/** `17 steps (9 low, 4 medium, 4 high risk) take 7 tokens from 6 workloads; …`. */
export function planPhrase(plan: Plan): string {
  const parts = [
    stepsPhrase(plan.steps),
    ...count(plan.sourcePatches.length, 'change belongs into a source', 'changes belong into sources'),
    ...count(plan.left.length, 'object is left as it is', 'objects are left as they are'),
    coveragePhrase(plan),
  ]
  return parts.join('; ')
}

/** How many steps there are of each risk, those of none left out. */
export function riskPhrase(steps: readonly Step[]): string {
  const counts = riskLevels.map((level) => [steps.filter(({ risk }) => risk.level === level).length, level] as const)
  const some = counts.filter(([number]) => number > 0)
  return `${some.map(([number, level]) => `${number} ${level}`).join(', ')} risk`
}

/** How many tokens go, and from how many workloads: each once, though several steps may have to do with one. */
export function tokenCounts(steps: readonly Step[]): { readonly tokens: number; readonly workloads: number } {
  const tokens = steps.flatMap(({ removes }) => removes)
  const keys = tokens.map(({ workload, container, serviceAccount, path }) =>
    JSON.stringify([refKey(workload), container, serviceAccount, path]),
  )
  return { tokens: new Set(keys).size, workloads: new Set(tokens.map(({ workload }) => refKey(workload))).size }
}

/** 0: nothing to change. 1: there is, in the cluster or in sources. 2: nothing, but something could not be told. */
export function planExitCode({ steps, sourcePatches, left, gaps }: Plan): 0 | 1 | 2 {
  if (steps.length + sourcePatches.length > 0) return 1
  return gaps.length > 0 || left.some(({ kind }) => kind === 'couldNotTell') ? 2 : 0
}

function stepsPhrase(steps: readonly Step[]): string {
  if (steps.length === 0) return 'no step: nothing was found to change in the cluster'
  const { tokens, workloads } = tokenCounts(steps)
  const risks = `${countPhrase(steps.length, 'step')} (${riskPhrase(steps)})`
  if (tokens === 0) return risks
  const verb = steps.length === 1 ? 'takes' : 'take'
  return `${risks} ${verb} ${countPhrase(tokens, 'token')} from ${countPhrase(workloads, 'workload')}`
}

// Rights are not all known from some inputs, and then a plan may lack steps that it would have.
function coveragePhrase({ gaps, source }: Plan): string {
  if (gaps.length > 0) return `with ${countPhrase(gaps.length, 'gap')} in what could be read, so there may be more to change`
  return source.rolesKnown
    ? 'all that was asked for could be read'
    : 'not all roles and bindings were read, so there may be more to change'
}

function count(number: number, one: string, many: string): readonly string[] {
  return number === 0 ? [] : [countPhrase(number, one, many)]
}
