// Applies steps to a fake cluster, and says in short what came of it.
import assert from 'node:assert/strict'
import type { JsonObject } from '../base/index.ts'
import { applyPlan } from './apply.ts'
import { backOut, type BackOutOptions } from './back-out.ts'
import type { FakeCluster } from './fake-cluster.cases.ts'
import { refOf } from './fake-objects.cases.ts'
import { FakeFile, processOn, usual } from './fake-world.cases.ts'
import { valueAt } from './pointer.ts'
import type { Cluster, RefusalWatch } from './ports.ts'
import { stateOf } from './run-state.ts'
import { newRun } from './shop.cases.ts'
import type { Step } from './step.ts'
import type { WalkOptions, WalkOutcome } from './walk.ts'

/** What came of it. */
export interface Applied {
  readonly outcome: WalkOutcome
  readonly file: FakeFile
  /** What was told, in short. */
  readonly told: readonly string[]
}

/** @param port - the cluster as the walk sees it */
export async function apply(
  cluster: FakeCluster,
  steps: readonly Step[],
  options: Partial<WalkOptions> = {},
  port: (cluster: Cluster) => Cluster = (one) => one,
  refusals?: RefusalWatch,
): Promise<Applied> {
  const file = new FakeFile()
  const process = processOn(cluster, file)
  const world = { ...process.world, cluster: port(process.world.cluster), ...(refusals === undefined ? {} : { refusals }) }
  const outcome = await applyPlan(newRun(...steps), world, { ...usual, ...options })
  const told = process.events.flatMap((event) =>
    event.kind === 'step'
      ? [`${event.outcome} ${event.step.split('/').slice(0, 2).join(' ')}`]
      : event.kind === 'batch'
        ? [`batch ${event.number}/${event.of}`]
        : [],
  )
  return { outcome, file, told }
}

/** The switch of a workload's template. */
export const automount = '/spec/template/spec/automountServiceAccountToken'

/** A field of an object as it is now. */
export async function field(cluster: FakeCluster, object: JsonObject, path: string = automount): Promise<unknown> {
  return valueAt((await cluster.read(refOf(object)))?.object ?? {}, path)
}

/** Where a step stands, and whether its pods show it. */
export function kindOf({ file }: Applied, step: Step): string {
  const state = stateOf(file.records()).steps.get(step.id)
  return state === undefined ? '' : 'arrival' in state ? `${state.kind}, ${state.arrival.kind}` : state.kind
}

/** The journal of steps that were all taken. */
export async function applied(cluster: FakeCluster, ...steps: readonly Step[]): Promise<FakeFile> {
  const file = new FakeFile()
  const outcome = await applyPlan(newRun(...steps), processOn(cluster, file).world, usual)
  assert.equal(outcome.kind, 'complete', outcome.reason)
  return file
}

/** The way back, by a process of its own. */
export function back(cluster: FakeCluster, file: FakeFile, options: Partial<BackOutOptions> = {}): Promise<WalkOutcome> {
  return backOut(file.records(), processOn(cluster, file).world, { ...usual, ...options })
}

/** Changes an object as somebody else would. */
export async function meddle(cluster: FakeCluster, object: JsonObject, change: (now: JsonObject) => JsonObject): Promise<void> {
  const live = await cluster.read(refOf(object))
  assert.ok(live)
  cluster.put(change(live.object))
}

/** What a walk comes to that nothing stands against. */
export const complete: WalkOutcome = { kind: 'complete', refusals: [] }

/** The object with another pod specification in its template. */
export const template = (now: JsonObject, change: (pod: JsonObject) => JsonObject): JsonObject => {
  const spec = now['spec'] as JsonObject
  const inner = spec['template'] as JsonObject
  return { ...now, spec: { ...spec, template: { ...inner, spec: change(inner['spec'] as JsonObject) } } }
}

/** Another file that says the same. */
export function copyOf({ text }: FakeFile): FakeFile {
  const copy = new FakeFile()
  copy.text = text
  return copy
}
