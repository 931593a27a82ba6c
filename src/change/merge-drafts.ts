// From drafts to steps: those of one object become one, since one object is written once, and all of them are put in order.
import { compareText, type Json } from '../base/index.ts'
import { groupOf, type ObjectRef } from '../kube/index.ts'
import type { Draft } from './draft.ts'
import { refMap } from './ref-map.ts'
import type { FieldEdit, PlannedEdit } from './resolve.ts'
import type { Settled } from './settle-drafts.ts'
import { remedies, riskLevels, type Change, type Condition, type RemedyId, type RemovedToken, type Step } from './step.ts'

/** Remedies after which a template decides by itself whether its pods get a token, so that a mark is not needed to renew them. */
const decisive: ReadonlySet<RemedyId> = new Set(['opt-in', 'one-container', 'files-only', 'template-off'])

/** What is to be done to one object. */
interface Placed {
  readonly draft: Draft
  readonly id: string
  readonly place: number
  readonly waitsFor: readonly (Draft | undefined)[]
}

/** The steps of a plan, in the order in which they are taken; INVARIANT: each object is written by one of them. */
export function mergeDrafts({ steps: drafts, waitsFor }: Pick<Settled, 'steps' | 'waitsFor'>): readonly Step[] {
  const byObject = refMap<Draft[]>()
  for (const draft of drafts) {
    const known = byObject.get(draft.object)
    if (known === undefined) byObject.set(draft.object, [draft])
    else known.push(draft)
  }
  const idOf = new Map<Draft, string>()
  const placed: Placed[] = []
  for (const all of byObject.values()) {
    const kept = withoutNeedless(all)
    const draft = merged(kept, all)
    const id = idOfStep(draft)
    for (const one of all) idOf.set(one, id)
    placed.push({
      draft,
      id,
      // Nothing that a later remedy waits for may be done too early, as pods renewed before their account is off.
      place: kept.length === 1 ? rankOf(draft) : Math.max(...kept.map(rankOf)),
      waitsFor: kept.length === 1 ? (waitsFor.get(draft) ?? none) : kept.flatMap((one) => waitsFor.get(one) ?? none),
    })
  }
  return placed
    .sort(
      (a, b) =>
        a.place - b.place ||
        kindRank(a.draft.change) - kindRank(b.draft.change) ||
        compareObjects(a.draft.object, b.draft.object),
    )
    .map((one) => stepOf(one, idOf))
}

const none: readonly never[] = []

function stepOf({ draft, id, waitsFor }: Placed, idOf: ReadonlyMap<Draft, string>): Step {
  const { remedy, object, meta, change, reason, removes, alsoRemoves, effect, risk, group } = draft
  const { before, after } = conditionsOf(object, change)
  const requires =
    waitsFor.length === 0
      ? none
      : waitsFor.flatMap((one) => (one === undefined ? none : (idOf.get(one) ?? none))).filter((required) => required !== id)
  return {
    id,
    remedy,
    object,
    change,
    reason,
    removes,
    alsoRemoves,
    effect,
    risk,
    before: draft.before.length === 0 ? before : [...before, ...draft.before],
    after: draft.after.length === 0 ? after : [...after, ...draft.after],
    requires: requires.length < 2 ? requires : distinct(requires).sort(compareText),
    group,
    // Last: members that come after one that may be absent make an object slow, and there are many steps.
    ...(meta?.uid === undefined ? undefined : { uid: meta.uid }),
  }
}

function idOfStep({ remedy, object }: Draft): string {
  const { namespace, name } = object
  return `${remedy}/${kindName(object)}/${namespace === undefined ? '' : `${namespace}/`}${name}`
}

function rankOf({ remedy }: Draft): number {
  return remedies.indexOf(remedy)
}

/** Several drafts of one object as one; it goes by the name of the first remedy. `all` are those with what the others do as well. */
function merged(kept: readonly Draft[], all: readonly Draft[]): Draft {
  const inOrder = all.length === 1 ? kept : [...kept].sort((a, b) => rankOf(a) - rankOf(b))
  const [first] = inOrder
  if (first === undefined) throw new TypeError('an object without a draft')
  if (all.length === 1) return first
  const worst = Math.max(...inOrder.map(({ risk }) => riskLevels.indexOf(risk.level)))
  const worstRisks = inOrder.filter(({ risk }) => riskLevels.indexOf(risk.level) === worst)
  return {
    ...first,
    change: mergedChange(inOrder),
    reason: distinct(inOrder.map(({ reason }) => reason)).join('; '),
    removes: distinctTokens(all),
    alsoRemoves: distinct(inOrder.flatMap(({ alsoRemoves }) => alsoRemoves)).sort(compareText),
    risk: { level: riskLevels[worst] ?? 'high', why: distinct(worstRisks.map(({ risk }) => risk.why)).join('; ') },
    before: inOrder.flatMap(({ before }) => before),
    after: holdsAfter(all),
  }
}

/** Without what another draft of the object does as well: a deletion leaves nothing to edit, a decisive edit renews the pods. */
function withoutNeedless(all: readonly Draft[]): readonly Draft[] {
  if (all.length === 1) return all
  const deletion = all.find(({ change }) => change.kind === 'delete')
  if (deletion !== undefined) return [deletion]
  return all.some(({ remedy }) => decisive.has(remedy)) ? all.filter(({ remedy }) => remedy !== 'pods-renewed') : all
}

function mergedChange(drafts: readonly Draft[]): Change {
  const [first] = drafts
  if (first !== undefined && first.change.kind !== 'edit') return first.change
  // A template that is edited anyway needs no mark besides.
  const edited = drafts.some(({ remedy }) => remedy !== 'pods-renewed')
  const edits = drafts
    .filter(({ remedy }) => !(edited && remedy === 'pods-renewed'))
    .flatMap(({ change }): readonly PlannedEdit[] => (change.kind === 'edit' ? change.edits : []))
  return { kind: 'edit', edits: [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()] }
}

function conditionsOf(
  object: ObjectRef,
  change: Change,
): { readonly before: readonly Condition[]; readonly after: readonly Condition[] } {
  switch (change.kind) {
    case 'create':
      return { before: [{ kind: 'absent', object }], after: [{ kind: 'exists', object }] }
    case 'delete':
      return { before: [{ kind: 'exists', object }], after: [{ kind: 'absent', object }] }
    case 'edit': {
      const fields = change.edits.every(isOfField) ? change.edits : change.edits.filter(isOfField)
      return {
        before: fields.map(({ path, from }) => fieldIs(path, from)),
        after: fields.map(({ path, to }) => fieldIs(path, to)),
      }
    }
  }
}

function isOfField(edit: PlannedEdit): edit is FieldEdit {
  return !('remove' in edit || 'append' in edit)
}

function fieldIs(path: string, value: Json | undefined): Condition {
  return value === undefined ? { kind: 'field', path } : { kind: 'field', path, value }
}

/**
 * Which containers hold a token in the end: those of whose tokens one is taken by no draft, or is replaced. What each draft leaves
 * alone says less, since of a container with two tokens one may be taken by the one draft and one by the other.
 */
function holdsAfter(drafts: readonly Draft[]): readonly Condition[] {
  const others = drafts.flatMap(({ after }) => after.filter(({ kind }) => kind !== 'podsHold'))
  const holding = drafts.flatMap(({ after }) => after.flatMap((one) => (one.kind === 'podsHold' ? [one] : [])))
  const [first] = holding
  const report = drafts.find(({ workload }) => workload !== undefined)?.workload
  if (first === undefined || report === undefined) return others
  const placeOf = (container: string, path: string | null): string => JSON.stringify([container, path])
  const taken = new Set(drafts.flatMap(({ removes }) => removes.map(({ container, path }) => placeOf(container, path))))
  const given = new Set(drafts.flatMap(({ replaces, removes }) => (replaces === true ? removes.map((one) => one.container) : [])))
  const containers = report.containers.flatMap(({ name, tokens }) =>
    given.has(name) || tokens.some(({ apiServer, path }) => apiServer && !taken.has(placeOf(name, path))) ? [name] : [],
  )
  return [...others, { ...first, containers }]
}

/** Groups whose kinds nobody takes for another's. */
const plainGroups: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'rbac.authorization.k8s.io'])

function kindName({ apiVersion, kind }: ObjectRef): string {
  const group = groupOf(apiVersion)
  return plainGroups.has(group) ? kind : `${kind}.${group}`
}

function kindRank({ kind }: Change): number {
  return ['create', 'edit', 'delete'].indexOf(kind)
}

function compareObjects(a: ObjectRef, b: ObjectRef): number {
  return (
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.kind, b.kind) ||
    compareText(a.name, b.name) ||
    compareText(a.apiVersion, b.apiVersion)
  )
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== '')
}

function distinctTokens(drafts: readonly Draft[]): readonly RemovedToken[] {
  const tokens = drafts.flatMap(({ removes }) => removes)
  return [...new Map(tokens.map((token) => [JSON.stringify(token), token])).values()]
}
