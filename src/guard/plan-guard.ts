// The guard as a plan: what is not there is created, what stands otherwise is edited field by field, and what is to go is deleted with its
// bindings first. A plan like any other: journal, backout and resume come with it.
import { sameJson, type Json, type JsonObject } from '../base/index.ts'
import type { Plan, PlannedEdit, Step } from '../change/index.ts'
import type { ObjectRef } from '../kube/index.ts'
import type { SourceReport } from '../verdict/index.ts'
import { stageLabel, type Stage } from './names.ts'
import type { GuardObject } from './policy.ts'

/** What is in the cluster under the name of one of the guard's objects. */
export interface Present {
  readonly uid: string
  readonly object: JsonObject
}

/** One object of the guard, and what is in the cluster. */
export interface Compared {
  readonly wanted: GuardObject
  readonly present: Present | undefined
}

/** Of whom and when a plan is. */
export interface PlanHead {
  /** RFC 3339. */
  readonly generatedAt: string
  readonly source: SourceReport
}

/** The object's own name. */
export function refOf({ apiVersion, kind, metadata }: GuardObject): ObjectRef {
  return { apiVersion, kind, name: metadata.name }
}

/** The edits that make a present object what it is to be; none: it is. */
export function driftOf({ wanted, present }: Compared): readonly PlannedEdit[] {
  if (present === undefined) return []
  const spec = edits('/spec', present.object['spec'], wanted['spec'])
  const labels = edits('/metadata/labels', ownOf(present.object, 'labels', wanted), wanted.metadata['labels'])
  const titles = edits('/metadata/annotations', ownOf(present.object, 'annotations', wanted), wanted.metadata['annotations'])
  return [...labels, ...titles, ...spec]
}

/** What is not as it should be, in words. */
export function driftPhrase(edit: PlannedEdit): string {
  // Drift is told as whole values: lists are neither appended to nor taken from.
  if ('append' in edit || 'remove' in edit) return edit.path
  const said = (value: unknown): string => (value === undefined ? 'not there' : JSON.stringify(value))
  return `${edit.path}: ${said(edit.from)}, and should be ${said(edit.to)}`
}

/** Creates what is missing and mends what stands otherwise, policies before their bindings. */
export function installPlan(compared: readonly Compared[], head: PlanHead): Plan {
  const steps = compared.flatMap((one): readonly Step[] => {
    const { wanted, present } = one
    const object = refOf(wanted)
    if (present === undefined)
      return [
        step(object, {
          change: { kind: 'create', object: wanted },
          reason: `the guard has it: ${titleOf(wanted)}`,
          before: [{ kind: 'absent', object }],
          after: [{ kind: 'exists', object }],
        }),
      ]
    const drift = driftOf(one)
    if (drift.length === 0) return []
    return [
      step(object, {
        uid: present.uid,
        change: { kind: 'edit', edits: drift },
        reason: 'it is not as the guard has it',
        before: [{ kind: 'exists', object }],
        after: [{ kind: 'exists', object }],
      }),
    ]
  })
  return planOf(withRequired(steps, compared), head)
}

/** Deletes what is there of the guard, bindings before their policies, so that no policy is ever half gone. */
export function removePlan(compared: readonly Compared[], head: PlanHead): Plan {
  const steps = compared.flatMap(({ wanted, present }): readonly Step[] => {
    if (present === undefined) return []
    const object = refOf(wanted)
    return [
      step(object, {
        uid: present.uid,
        change: { kind: 'delete', expect: [{ path: '/spec', value: present.object['spec'] ?? {} }] },
        reason: 'the guard is removed',
        before: [{ kind: 'exists', object }],
        after: [{ kind: 'absent', object }],
      }),
    ]
  })
  return planOf(
    steps.sort((a, b) => Number(isBinding(b.object)) - Number(isBinding(a.object))),
    head,
  )
}

/** Moves a namespace to a stage; `undefined` takes the label off, and the default counts. */
export function stagePlan(namespace: string, present: Present, stage: Stage | undefined, head: PlanHead): Plan {
  const path = `/metadata/labels/${stageLabel.replace('/', '~1')}`
  const labels = (present.object['metadata'] as JsonObject | undefined)?.['labels'] as JsonObject | undefined
  const from = labels?.[stageLabel]
  const object = { apiVersion: 'v1', kind: 'Namespace', name: namespace }
  if (from === stage) return planOf([], head)
  const edit = { path, ...(from === undefined ? {} : { from }), ...(stage === undefined ? {} : { to: stage }) }
  const moved = step(object, {
    uid: present.uid,
    change: { kind: 'edit', edits: [edit] },
    reason: stage === undefined ? 'it goes back to the default stage' : `it goes to the stage ${stage}`,
    before: [{ kind: 'field', path, ...(from === undefined ? {} : { value: from }) }],
    after: [{ kind: 'field', path, ...(stage === undefined ? {} : { value: stage }) }],
    risk:
      stage === 'deny'
        ? {
            level: 'high',
            why: 'pods, accounts, Secrets and requests for tokens that the guard is against are refused from now on: `sparekey guard test` tells which',
          }
        : { level: 'low', why: 'nothing is refused at this stage' },
  })
  return planOf([moved], head)
}

const noRisk = { level: 'low', why: 'it refuses nothing before a namespace is at the stage deny' } as const

function step(
  object: ObjectRef,
  rest: Pick<Step, 'change' | 'reason' | 'before' | 'after'> & Partial<Pick<Step, 'risk' | 'uid'>>,
): Step {
  return {
    id: `guard/${object.kind}/${object.name}`,
    remedy: 'guard',
    object,
    removes: [],
    alsoRemoves: [],
    effect: { when: 'atOnce' },
    risk: noRisk,
    requires: [],
    // All of it is one batch: a guard that is half there is what nobody wants.
    group: 'guard',
    ...rest,
  }
}

/** A binding waits for its policy, where that is written too. */
function withRequired(steps: readonly Step[], compared: readonly Compared[]): readonly Step[] {
  const policies = new Map(
    steps.filter(({ object }) => !isBinding(object)).map(({ object, id }) => [`${object.kind}Binding ${object.name}`, id]),
  )
  const policyOf = new Map(
    compared.map(({ wanted }) => {
      const { policyName } = wanted['spec'] as { readonly policyName?: string }
      return [`guard/${wanted.kind}/${wanted.metadata.name}`, `${wanted.kind} ${policyName ?? ''}`]
    }),
  )
  return steps.map((one) => {
    const required = policies.get(policyOf.get(one.id) ?? '')
    return required === undefined ? one : { ...one, requires: [required] }
  })
}

function isBinding({ kind }: ObjectRef): boolean {
  return kind.endsWith('Binding')
}

function planOf(steps: readonly Step[], { generatedAt, source }: PlanHead): Plan {
  return { apiVersion: 'sparekey.dev/v1', kind: 'Plan', generatedAt, source, steps, sourcePatches: [], left: [], gaps: [] }
}

function titleOf({ metadata }: GuardObject): string {
  const annotations = metadata['annotations'] as Readonly<Record<string, string>>
  return Object.values(annotations).join('; ')
}

/** Of labels or annotations those that the guard writes: others may be there, and are somebody else's. */
function ownOf(object: JsonObject, member: 'labels' | 'annotations', wanted: GuardObject): Json {
  const metadata = object['metadata'] as JsonObject | undefined
  const all = (metadata?.[member] ?? {}) as JsonObject
  const own = Object.keys(wanted.metadata[member] as JsonObject)
  return Object.fromEntries(Object.entries(all).filter(([key]) => own.includes(key)))
}

/**
 * Differences as edits of single fields. A whole object is not compared by what it is to have: a selector that somebody added to an empty
 * one would be overlooked, and it may be all that somebody needs to get past the guard.
 */
function edits(path: string, is: Json | undefined, wanted: Json | undefined): readonly PlannedEdit[] {
  if (is !== undefined && wanted !== undefined && sameJson(is, wanted)) return []
  if (isObject(is) && isObject(wanted)) {
    const names = [...new Set([...Object.keys(is), ...Object.keys(wanted)])].sort()
    return names.flatMap((name) => edits(`${path}/${escaped(name)}`, is[name], wanted[name]))
  }
  if (Array.isArray(is) && Array.isArray(wanted) && is.length === wanted.length)
    return is.flatMap((item, i) => edits(`${path}/${i}`, item as Json, wanted[i] as Json))
  return [{ path, ...(is === undefined ? {} : { from: is }), ...(wanted === undefined ? {} : { to: wanted }) }]
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
