// The form of a plan, member by member; the compiler holds it to `step.ts`.
import type { JsonObject } from '../base/index.ts'
import type { ObjectRef } from '../kube/index.ts'
import type { GapReport, SourceReport } from '../verdict/index.ts'
import {
  aCount,
  aFlag,
  aName,
  aText,
  aTextOrNull,
  aValue,
  listOf,
  may,
  must,
  objectOf,
  oneOf,
  taggedBy,
  type Form,
  type MemberForms,
} from './form.ts'
import type { FieldEdit, ItemEdit, PlannedEdit } from './resolve.ts'
import {
  remedies,
  riskLevels,
  type Change,
  type Condition,
  type Effect,
  type ExpectedField,
  type LeftAlone,
  type Plan,
  type RemovedToken,
  type SourcePatch,
  type Step,
} from './step.ts'

const objectRef: Form<ObjectRef> = objectOf<ObjectRef>({
  apiVersion: must(aName),
  kind: must(aName),
  namespace: may(aName),
  name: must(aName),
})

/** A JSON Pointer to a field below the root. */
const aPath: Form<string> = (value, tell) => {
  const path = aText(value, tell)
  if (typeof value !== 'string' || /^(?:\/(?:[^/~]|~[01])*)+$/.test(value)) return path
  tell(`\`${value}\` is no JSON Pointer to a field`, 'write it as `/spec/template/spec`, with `~1` for a slash in a name')
  return path
}

const anObject: Form<JsonObject> = (value, tell) => {
  const read = aValue(value, tell)
  if (typeof value === 'object' && !Array.isArray(value)) return read as JsonObject
  tell('expected an object', 'put it back as the plan had it')
  return read as never
}

const place = { path: must(aPath), items: may(listOf(aText)) }
const fieldEdit = objectOf<FieldEdit>({ ...place, from: may(aValue), to: may(aValue) })
const removal = objectOf<Extract<ItemEdit, { readonly remove: unknown }>>({
  ...place,
  remove: must(aValue),
  at: must(aCount),
})
const addition = objectOf<Extract<ItemEdit, { readonly append: unknown }>>({ ...place, append: must(aValue) })

const plannedEdit: Form<PlannedEdit> = (value, tell) => {
  const has = (key: string) => typeof value === 'object' && value !== null && Object.hasOwn(value, key)
  if (has('remove')) return removal(value, tell)
  if (has('append')) return addition(value, tell)
  const read = fieldEdit(value, tell)
  if (has('path') && !has('from') && !has('to'))
    tell('the edit has neither `from` nor `to`', 'say what the field is to be, or take the edit out')
  return read
}

const expectedField = objectOf<ExpectedField>({ path: must(aPath), value: may(aValue) })

const change = taggedBy<Change>('kind', {
  edit: objectOf<Extract<Change, { readonly kind: 'edit' }>>({ kind: must(oneOf(['edit'])), edits: must(listOf(plannedEdit)) }),
  create: objectOf<Extract<Change, { readonly kind: 'create' }>>({
    kind: must(oneOf(['create'])),
    object: must(anObject),
  }),
  delete: objectOf<Extract<Change, { readonly kind: 'delete' }>>({
    kind: must(oneOf(['delete'])),
    expect: must(listOf(expectedField)),
  }),
})

type PlainEffect = Exclude<Effect, { readonly when: 'partition' }>
const plainEffects: readonly PlainEffect['when'][] = ['atOnce', 'rollout', 'nextPod', 'nextJob', 'onDelete', 'paused', 'operator']
const plainEffect = objectOf<PlainEffect>({ when: must(oneOf(plainEffects)) } as MemberForms<PlainEffect>)
const effect = taggedBy<Effect>('when', {
  ...Object.fromEntries(plainEffects.map((when) => [when, plainEffect])),
  partition: objectOf<Extract<Effect, { readonly when: 'partition' }>>({
    when: must(oneOf(['partition'])),
    partition: must(aCount),
  }),
})

const presence = objectOf<Extract<Condition, { readonly kind: 'exists' | 'absent' }>>({
  kind: must(oneOf(['exists', 'absent'])),
  object: must(objectRef),
})
const condition = taggedBy<Condition>('kind', {
  field: objectOf<Extract<Condition, { readonly kind: 'field' }>>({
    kind: must(oneOf(['field'])),
    path: must(aPath),
    value: may(aValue),
  }),
  exists: presence,
  absent: presence,
  podsHold: objectOf<Extract<Condition, { readonly kind: 'podsHold' }>>({
    kind: must(oneOf(['podsHold'])),
    workload: must(objectRef),
    containers: must(listOf(aName)),
  }),
})

const removedToken = objectOf<RemovedToken>({
  workload: must(objectRef),
  container: must(aName),
  serviceAccount: must(aName),
  path: must(aTextOrNull),
})

const step = objectOf<Step>({
  id: must(aName),
  remedy: must(oneOf(remedies)),
  object: must(objectRef),
  uid: may(aName),
  change: must(change),
  reason: must(aText),
  removes: must(listOf(removedToken)),
  alsoRemoves: must(listOf(aText)),
  effect: must(effect),
  risk: must(objectOf<Step['risk']>({ level: must(oneOf(riskLevels)), why: must(aText) })),
  before: must(listOf(condition)),
  after: must(listOf(condition)),
  requires: must(listOf(aName)),
  group: must(aName),
})

const leftKinds: readonly LeftAlone['kind'][] = ['platform', 'reverted', 'immutable', 'tooRisky', 'needsDecision', 'couldNotTell']
const left = objectOf<LeftAlone>({
  object: must(objectRef),
  kind: must(oneOf(leftKinds)),
  reason: must(aText),
  remedy: must(aText),
})

const sourcePatch = objectOf<SourcePatch>({
  object: must(objectRef),
  by: must(aText),
  where: must(aText),
  edits: must(listOf(plannedEdit)),
  reason: must(aText),
})

const location = objectOf<NonNullable<GapReport['location']>>({ file: must(aText), line: must(aCount), column: must(aCount) })
const gap = objectOf<GapReport>({ kind: must(aText), message: must(aText), remedy: must(aText), location: may(location) })
const source = objectOf<SourceReport>({
  kind: must(oneOf(['live', 'manifests', 'snapshot'])),
  description: must(aText),
  serverVersion: may(aText),
  takenAt: may(aText),
  namespaces: may(listOf(aText)),
  apiAudiences: must(listOf(aText)),
  assumptions: must(listOf(aText)),
  rolesKnown: must(aFlag),
})

const aTime: Form<string> = (value, tell) => {
  const time = aText(value, tell)
  if (typeof value === 'string' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value))
    tell(`\`${value}\` is no time`, 'put it back as the plan had it')
  return time
}

/** A whole plan. */
export const planForm: Form<Plan> = objectOf<Plan>({
  apiVersion: must(oneOf(['sparekey.dev/v1'])),
  kind: must(oneOf(['Plan'])),
  generatedAt: must(aTime),
  source: must(source),
  steps: must(listOf(step)),
  sourcePatches: must(listOf(sourcePatch)),
  left: must(listOf(left)),
  gaps: must(listOf(gap)),
})
