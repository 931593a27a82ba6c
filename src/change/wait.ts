// Waits until the pods show what steps have changed. A patch that was accepted proves nothing: pods are read until every one that runs
// is ready and holds just the tokens that it should, or time is up.
import { unreachable } from '../base/index.ts'
import { findWorkloadKind, formatName, groupOf, refKey, type ObjectRef } from '../kube/index.ts'
import { arrivalRules } from './arrival.ts'
import type { Direction } from './journal.ts'
import { baselineOf, lookAt, type Baseline, type Expected, type Look } from './look.ts'
import type { ObservedWorkload } from './ports.ts'
import { isUnreachable, patiently, type Run } from './run.ts'
import type { Step } from './step.ts'

/** How workloads stood before, by `refKey`. */
export type Baselines = ReadonlyMap<string, Baseline>

const firstPauseMs = 500
const longestPauseMs = 10_000

/** The workloads whose pods show a step. */
export function workloadsOf(step: Step): readonly ObjectRef[] {
  const conditions = [...step.before, ...step.after].flatMap((one) => (one.kind === 'podsHold' ? [one.workload] : []))
  const own = findWorkloadKind(groupOf(step.object.apiVersion), step.object.kind) === undefined ? [] : [step.object]
  return distinct([...own, ...conditions, ...step.removes.map((token) => token.workload)])
}

/** All of several steps, each once. */
export function workloadsOfAll(steps: readonly Step[]): readonly ObjectRef[] {
  return distinct(steps.flatMap(workloadsOf))
}

/** Looks at workloads as they are now. */
export async function observe(workloads: readonly ObjectRef[], run: Run): Promise<ReadonlyMap<string, ObservedWorkload>> {
  if (workloads.length === 0) return new Map()
  const { cluster, clock } = run.world
  const observed = await patiently(clock, () => cluster.observe(workloads))
  return new Map(
    workloads.flatMap((workload, i) => (observed[i] === undefined ? [] : [[refKey(workload), observed[i]] as const])),
  )
}

/** How workloads stand now. */
export async function takeBaselines(workloads: readonly ObjectRef[], run: Run): Promise<Baselines> {
  const observed = await observe(workloads, run)
  return new Map([...observed].map(([key, one]) => [key, baselineOf(one)]))
}

/**
 * Waits until steps that were written show in pods, and writes down for each that they do, or what it waits for.
 *
 * @returns why pods fail upon them; `undefined` where none does
 */
export async function awaitArrival(
  steps: readonly Step[],
  direction: Direction,
  before: Baselines,
  run: Run,
): Promise<string | undefined> {
  const waited = steps.filter((step) => isWaitedFor(step, run))
  const failure = await poll(waited, direction, before, run)
  if (failure !== undefined) return failure
  await lookOnce(
    steps.filter((step) => !waited.includes(step)),
    direction,
    run,
  )
  return undefined
}

/** Whether the walk waits until pods show the step. Of others the pods that run are noted as soon as they are written. */
export function isWaitedFor(step: Step, { options }: Run): boolean {
  return options.wait && arrivalRules[step.effect.when].isWaitedFor
}

/** Steps that wait for somebody: those of which the pods show it by now are noted. */
export async function lookAgain(steps: readonly Step[], direction: Direction, run: Run): Promise<void> {
  const pending = steps.filter((step) => {
    const state = run.ledger.stateOf(step)
    return state.kind === (direction === 'forward' ? 'made' : 'takenBack') && state.arrival.kind === 'pending'
  })
  await lookOnce(pending, direction, run)
}

/** Looks whether steps that wait for somebody have arrived by now, and writes down either; all workloads are asked for at once. */
async function lookOnce(steps: readonly Step[], direction: Direction, run: Run): Promise<void> {
  const observed = await observe(workloadsOfAll(steps), run)
  const together = expectedOf(standing(direction, run.ledger), direction)
  await Promise.all(steps.map((step) => noteLook(step, direction, observed, together, run)))
}

async function noteLook(
  step: Step,
  direction: Direction,
  all: ReadonlyMap<string, ObservedWorkload>,
  together: ReadonlyMap<string, Expected>,
  { ledger, world, options }: Run,
): Promise<void> {
  const state = ledger.stateOf(step)
  const arrival = 'arrival' in state ? state.arrival : undefined
  const rule = arrivalRules[step.effect.when]
  // Pods that were replaced between two steps show the one, pods that were replaced after both what they come to together.
  const expectations = [expectedOf([step], direction), together]
  const observed = workloadsOf(step).flatMap((workload) => {
    const [key, one] = [refKey(workload), all.get(refKey(workload))]
    return one === undefined ? [] : [{ key, one }]
  })
  const isFirst = arrival?.kind !== 'pending'
  // The template does not show on pods: those that ran when it was changed are of the old one, and have to go.
  const gone = isFirst ? observed.flatMap(({ one }) => one.pods.map((pod) => pod.uid)) : arrival.pods
  const hasArrived = observed.every(({ key, one }) =>
    expectations.some(
      (expected) => lookAt(one, { ...expected.get(key), gone }, { ready: false, restarts: new Map() }).kind === 'arrived',
    ),
  )
  if (hasArrived && !(isFirst && gone.length > 0)) {
    await ledger.write({ record: 'effective', step: step.id, direction, at: world.clock.now() })
    return
  }
  if (!isFirst) return
  const isAsked = !options.wait && rule.isWaitedFor
  const message = isAsked ? 'its pods were not waited for' : `it waits for ${rule.waitsFor}`
  await ledger.write({ record: 'pending', step: step.id, direction, message, pods: isAsked ? [] : gone })
  world.say({ kind: 'step', direction, step: step.id, outcome: 'pending', message })
}

/** The steps that are made, or of the way back those that are taken back, in the plan's order. */
function standing(direction: Direction, { state }: Run['ledger']): readonly Step[] {
  const kind = direction === 'forward' ? 'made' : 'takenBack'
  return state.plan.steps.filter((step) => state.steps.get(step.id)?.kind === kind)
}

interface Awaited {
  readonly key: string
  readonly workload: ObjectRef
  readonly before: Baseline
}

async function poll(steps: readonly Step[], direction: Direction, before: Baselines, run: Run): Promise<string | undefined> {
  const { world, options } = run
  const expected = expectedOf(steps, direction)
  let open: readonly Awaited[] = workloadsOfAll(steps).map((workload) => {
    const key = refKey(workload)
    return { key, workload, before: before.get(key) ?? { ready: false, restarts: new Map() } }
  })
  const started = world.clock.elapsed()
  let told = ''
  for (let pause = firstPauseMs; open.length > 0; pause = Math.min(pause * 1.6, longestPauseMs)) {
    const isLast = world.clock.elapsed() - started >= options.timeoutMs
    const looks = await looksAt(open, expected, isLast, run)
    const failing = looks.find(({ look }) => look.kind === 'failing')
    if (failing !== undefined) return sentence(failing)
    const waiting = looks.filter(({ look }) => look.kind === 'waiting')
    open = waiting
    if (open.length === 0) break
    const event = {
      kind: 'waiting',
      workloads: waiting.map(({ workload, look }) => ({ workload, message: messageOf(look) })),
    } as const
    if (JSON.stringify(event) !== told) world.say(event)
    told = JSON.stringify(event)
    if (isLast) {
      // Pods that are being deleted fail nobody, nor does what was not ready before.
      const late = waiting.find(({ look, before: stood }) => stood.ready && !(look.kind === 'waiting' && look.ending))
      if (late !== undefined) return `${sentence(late)} after ${Math.round(options.timeoutMs / 1000)} s`
      break
    }
    await world.clock.pause(pause)
  }
  await writeArrivals(steps, direction, new Set(open.map(({ key }) => key)), run)
  return undefined
}

type Seen = Awaited & { readonly look: Look }

/** @param isLast - no answer is no longer borne: without one nothing can be said, and the run is left for somebody to resume */
async function looksAt(
  open: readonly Awaited[],
  expected: ReadonlyMap<string, Expected>,
  isLast: boolean,
  run: Run,
): Promise<readonly Seen[]> {
  const { cluster } = run.world
  try {
    const observed = await cluster.observe(open.map(({ workload }) => workload))
    return open.map((awaited, i) => {
      const one = observed[i]
      const look: Look =
        one === undefined ? unseen('it is not there') : lookAt(one, expected.get(awaited.key) ?? {}, awaited.before)
      return { ...awaited, look }
    })
  } catch (error) {
    // A server that restarts is asked again until time is up.
    if (isLast || !isUnreachable(error)) throw error
    return open.map((awaited) => ({ ...awaited, look: unseen('the API server gives no answer') }))
  }
}

function unseen(message: string): Look {
  return { kind: 'waiting', message, ending: false }
}

async function writeArrivals(
  steps: readonly Step[],
  direction: Direction,
  open: ReadonlySet<string>,
  { ledger, world }: Run,
): Promise<void> {
  const write = async (step: Step): Promise<void> => {
    const isOpen = workloadsOf(step).some((workload) => open.has(refKey(workload)))
    if (isOpen) {
      const message = 'its pods were not all ready or not all gone when the time was up'
      await ledger.write({ record: 'pending', step: step.id, direction, message })
      world.say({ kind: 'step', direction, step: step.id, outcome: 'pending', message })
    } else {
      await ledger.write({ record: 'effective', step: step.id, direction, at: world.clock.now() })
      world.say({ kind: 'step', direction, step: step.id, outcome: 'effective' })
    }
  }
  await Promise.all(steps.map(write))
}

/**
 * What the pods are to show once steps are made, or taken back: of several steps the last says it, or the first.
 *
 * @param steps - in the plan's order
 */
function expectedOf(steps: readonly Step[], direction: Direction): ReadonlyMap<string, Expected> {
  const conditions = steps.map((step) => (direction === 'forward' ? step.after : step.before))
  const inOrder = direction === 'forward' ? conditions : conditions.toReversed()
  return new Map(
    inOrder.flatMap((list) =>
      list.flatMap((one) => (one.kind === 'podsHold' ? [[refKey(one.workload), { containers: one.containers }] as const] : [])),
    ),
  )
}

function distinct(workloads: readonly ObjectRef[]): readonly ObjectRef[] {
  return [...new Map(workloads.map((workload) => [refKey(workload), workload])).values()]
}

function sentence({ workload, look }: Seen): string {
  return `${workload.kind} \`${formatName(workload)}\`: ${messageOf(look)}`
}

function messageOf(look: Look): string {
  switch (look.kind) {
    case 'arrived':
      return 'its pods show it'
    case 'waiting':
    case 'failing':
      return look.message
    default:
      return unreachable(look)
  }
}
