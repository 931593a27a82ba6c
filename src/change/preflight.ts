// Everything that can be asked before the first write: whether each step may be taken and taken back, whether its object is as the plan
// knows it, and what the API server says of it when asked without effect.
import { unreachable, type JsonObject } from '../base/index.ts'
import { formatName, groupOf, refKey, type ObjectRef } from '../kube/index.ts'
import { checkPlan } from './check-plan.ts'
import { decideForward } from './decide.ts'
import { interruptionOf } from './interruption.ts'
import { isReady } from './look.ts'
import type { Cluster, LiveObject, NeededRight, Write, WriteOutcome } from './ports.ts'
import { recreated } from './recreated.ts'
import { bindRight, rbacGroup, rightsOf, type StepRight } from './rights.ts'
import { inParallel } from './run.ts'
import type { Plan, Step } from './step.ts'
import { workloadsOf } from './wait.ts'
import type { Preflight, PreflightProblem } from './walk.ts'

type Warning = Preflight['warnings'][number]

/** How many steps are asked about at a time. */
const parallel = 8
/** How often a dry run is repeated for an object that changes under it. */
const attempts = 4

/** @throws SparekeyError `PLAN_INVALID` */
export async function preflight(plan: Plan, cluster: Cluster): Promise<Preflight> {
  checkPlan(plan)
  const rights = new Map<string, Promise<boolean>>()
  const asker: Asker = {
    cluster,
    planned: new Map(plan.steps.flatMap((step) => (step.change.kind === 'create' ? [[refKey(step.object), step]] : []))),
    may(right) {
      const key = JSON.stringify(right)
      const known = rights.get(key) ?? cluster.may(right)
      rights.set(key, known)
      return known
    },
  }
  const findings = new Map<Step, Finding>()
  await inParallel(plan.steps, parallel, async (step) => {
    findings.set(step, await ask(step, asker))
  })
  const found = plan.steps.flatMap((step) => findings.get(step) ?? [])
  const replaced = found.flatMap(({ step, live }) =>
    live !== undefined && step.effect.when === 'rollout' ? [{ step, live }] : [],
  )
  return {
    problems: found.flatMap(({ problems }) => problems),
    warnings: [...found.flatMap(({ warnings }) => warnings), ...interruptions(replaced), ...(await standing(found, cluster))],
    rightsAsked: rights.size,
    alreadySo: found.filter(({ isSo }) => isSo).map(({ step }) => step.id),
    seen: new Map(
      found.flatMap(({ step, live, isSo, problems }) =>
        live === undefined || isSo || problems.length > 0 ? [] : [[refKey(step.object), live] as const],
      ),
    ),
  }
}

interface Asker {
  readonly cluster: Cluster
  /** The steps that make objects, by the objects. */
  readonly planned: ReadonlyMap<string, Step>
  /** Asks each right once. */
  may(right: NeededRight): Promise<boolean>
}

interface Finding {
  readonly step: Step
  readonly live: LiveObject | undefined
  readonly isSo: boolean
  readonly problems: readonly PreflightProblem[]
  readonly warnings: readonly Warning[]
}

async function ask(step: Step, asker: Asker): Promise<Finding> {
  const { cluster } = asker
  for (let attempt = 1; ; attempt++) {
    const live = await cluster.read(step.object)
    const decision = decideForward(step, step.uid, live)
    const found = { step, live, isSo: decision.kind === 'alreadySo', problems: [], warnings: [] }
    switch (decision.kind) {
      case 'alreadySo':
        return found
      case 'refused': {
        const { why, message, conflicts } = decision
        const problem: PreflightProblem =
          why === 'changed' ? { kind: why, step: step.id, conflicts } : { kind: why, step: step.id, message }
        return { ...found, problems: [problem] }
      }
      case 'write': {
        const outcome = await cluster.tryWrite(decision.write)
        if (outcome.kind === 'refused' && outcome.conflict && attempt < attempts) continue
        const rights = await missingRights(step, live?.object, asker)
        const heard = await hear(step, decision.write, outcome, rights, asker)
        return { ...found, problems: [...rights, ...heard.problems], warnings: [...heard.warnings, ...lastWords(step)] }
      }
      default:
        return unreachable(decision)
    }
  }
}

async function missingRights(step: Step, object: JsonObject | undefined, asker: Asker): Promise<readonly PreflightProblem[]> {
  const resource = await asker.cluster.resourceOf(step.object)
  const problems: PreflightProblem[] = []
  for (const needed of rightsOf(step, resource, object)) {
    const { direction, right } = needed
    if ((await asker.may(right)) || (await holdsRules(needed, step.object, object, asker))) continue
    problems.push({ kind: 'right', step: step.id, direction, right })
  }
  return problems
}

/**
 * Whether the API server would let the object be made as it is: it asks for the rules before it sees that there is one of this name, so
 * that "it exists" is a yes.
 */
async function holdsRules(
  needed: StepRight,
  ref: ObjectRef,
  object: JsonObject | undefined,
  { cluster }: Asker,
): Promise<boolean> {
  if (!needed.orHoldsRules || object === undefined) return false
  const outcome = await cluster.tryWrite({ kind: 'create', ref, object: recreated(object) })
  return outcome.kind === 'written' || (outcome.kind === 'refused' && outcome.conflict)
}

type Heard = Pick<Finding, 'problems' | 'warnings'>

async function hear(
  step: Step,
  write: Write,
  outcome: WriteOutcome,
  rights: readonly PreflightProblem[],
  asker: Asker,
): Promise<Heard> {
  switch (outcome.kind) {
    case 'written':
      return { problems: [], warnings: [] }
    case 'unknown':
      return warning(step, `the dry run has no answer: ${outcome.message}`)
    case 'refused': {
      if (/does not support dry[- ]?run/i.test(outcome.message))
        return warning(step, `it can't be tried without effect: ${outcome.message}`)
      const needsRole = write.kind === 'create' ? await bindsPlannedRole(write, asker) : undefined
      if (needsRole === 'may') return { problems: [], warnings: [] }
      // That a right is missing is told once, and not again in the server's words.
      const isTold = rights.some((problem) => problem.kind === 'right' && problem.direction === 'forward')
      return { problems: isTold ? [] : [{ kind: 'refused', step: step.id, message: outcome.message }], warnings: [] }
    }
    default:
      return unreachable(outcome)
  }
}

/**
 * A binding whose role is made by a step before it can't be tried: there is no role yet. Whoever may bind it, or holds its rules (and so
 * may make it without `escalate`), may make the binding.
 */
async function bindsPlannedRole(write: Extract<Write, { kind: 'create' }>, asker: Asker): Promise<'may' | undefined> {
  const right = groupOf(write.ref.apiVersion) === rbacGroup ? bindRight(write.ref, write.object) : undefined
  if (right?.name === undefined) return undefined
  const kind = right.resource === 'clusterroles' ? 'ClusterRole' : 'Role'
  const { namespace } = write.ref
  const ref = {
    apiVersion: write.ref.apiVersion,
    kind,
    name: right.name,
    ...(kind === 'Role' && namespace !== undefined ? { namespace } : {}),
  }
  const role = asker.planned.get(refKey(ref))
  if (role?.change.kind !== 'create') return undefined
  if (await asker.may(right)) return 'may'
  const { name: _, ...anyName } = right
  if (await asker.may({ ...anyName, verb: 'escalate' })) return undefined
  const outcome = await asker.cluster.tryWrite({ kind: 'create', ref, object: role.change.object })
  return outcome.kind === 'written' ? 'may' : undefined
}

function warning(step: Step, message: string): Heard {
  return { problems: [], warnings: [{ step: step.id, message }] }
}

function lastWords(step: Step): readonly Warning[] {
  if (step.change.kind !== 'delete' || step.object.kind !== 'Secret') return []
  return [{ step: step.id, message: `a deleted Secret is not put back: \`${formatName(step.object)}\` goes for good` }]
}

function interruptions(replaced: readonly { readonly step: Step; readonly live: LiveObject }[]): readonly Warning[] {
  return replaced.flatMap(({ step, live }) => {
    const why = interruptionOf(live.object)
    return why === undefined
      ? []
      : [{ step: step.id, message: `${named(step.object)} is away while its pods are replaced: ${why}` }]
  })
}

/** How the workloads stand whose pods will be replaced. */
async function standing(found: readonly Finding[], cluster: Cluster): Promise<readonly Warning[]> {
  const open = found.filter(({ isSo, problems }) => !isSo && problems.length === 0)
  const byKey = new Map(open.flatMap(({ step }) => workloadsOf(step).map((workload) => [refKey(workload), { step, workload }])))
  const entries = [...byKey.values()]
  if (entries.length === 0) return []
  const workloads = entries.map(({ workload }) => workload)
  const [observed, blocked] = [await cluster.observe(workloads), await cluster.blockedByBudgets(workloads)]
  const unready = entries.flatMap(({ step, workload }, i): readonly Warning[] => {
    const one = observed[i]
    if (one === undefined || isReady(one)) return []
    return [
      { step: step.id, message: `${named(workload)} is not ready now: what its pods do will not be held against the change` },
    ]
  })
  const budgets = blocked.map(({ workload, budget }): Warning => {
    const step = byKey.get(refKey(workload))?.step
    const message = `${named(workload)} can spare no pod now by its PodDisruptionBudget \`${budget}\`, which a rollout does not ask`
    return { ...(step === undefined ? {} : { step: step.id }), message }
  })
  return [...unready, ...budgets]
}

function named(ref: ObjectRef): string {
  return `${ref.kind} \`${formatName(ref)}\``
}
