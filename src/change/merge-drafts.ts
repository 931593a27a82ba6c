// From drafts to steps: those of one object become one, since one object is written once, and all of them are put in order.
import { compareText, groupBy } from '../base/index.ts'
import { groupOf, refKey, type ObjectRef } from '../kube/index.ts'
import { draftKey, type Draft } from './draft.ts'
import type { PlannedEdit } from './resolve.ts'
import { remedies, riskLevels, type Change, type Condition, type RemedyId, type RemovedToken, type Step } from './step.ts'

/** Remedies after which a template decides by itself whether its pods get a token, so that a mark is not needed to renew them. */
const decisive: ReadonlySet<RemedyId> = new Set(['opt-in', 'one-container', 'files-only', 'template-off'])

interface Placed {
  readonly step: Omit<Step, 'requires'>
  readonly requires: Draft['requires']
  readonly place: number
}

/** The steps of a plan, in the order in which they are taken; INVARIANT: each object is written by one of them. */
export function mergeDrafts(drafts: readonly Draft[]): readonly Step[] {
  const idOf = new Map<string, string>()
  const placed = [...groupBy(drafts, ({ object }) => refKey(object)).values()].map((all): Placed => {
    const one = merged(all)
    for (const draft of all) idOf.set(draftKey(draft), one.step.id)
    return one
  })
  return placed
    .sort(
      (a, b) =>
        a.place - b.place || kindRank(a.step.change) - kindRank(b.step.change) || compareObjects(a.step.object, b.step.object),
    )
    .map(({ step, requires }) => ({
      ...step,
      requires: [...new Set(requires.flatMap((required) => idOf.get(draftKey(required)) ?? []))]
        .filter((id) => id !== step.id)
        .sort(compareText),
    }))
}

function merged(all: readonly Draft[]): Placed {
  const kept = withoutNeedless(all)
  const order = (remedy: RemedyId) => remedies.indexOf(remedy)
  const inOrder = [...kept].sort((a, b) => order(a.remedy) - order(b.remedy))
  const [first = kept[0]] = inOrder
  if (first === undefined) throw new TypeError('an object without a draft')
  const { object, remedy, group, effect, meta } = first
  const change = mergedChange(inOrder)
  const { before, after } = conditionsOf(object, change)
  const worst = Math.max(...inOrder.map(({ risk }) => riskLevels.indexOf(risk.level)))
  return {
    step: {
      id: [remedy, kindName(object), ...(object.namespace === undefined ? [] : [object.namespace]), object.name].join('/'),
      remedy,
      object,
      ...(meta?.uid === undefined ? {} : { uid: meta.uid }),
      change,
      reason: distinct(inOrder.map(({ reason }) => reason)).join('; '),
      removes: distinctTokens(all.flatMap(({ removes }) => removes)),
      alsoRemoves: distinct(inOrder.flatMap(({ alsoRemoves }) => alsoRemoves)).sort(compareText),
      effect,
      risk: {
        level: riskLevels[worst] ?? 'high',
        why: distinct(inOrder.filter(({ risk }) => riskLevels.indexOf(risk.level) === worst).map(({ risk }) => risk.why)).join(
          '; ',
        ),
      },
      before: [...before, ...inOrder.flatMap((draft) => draft.before)],
      after: [...after, ...holdsAfter(all)],
      group,
    },
    requires: kept.flatMap(({ requires }) => requires),
    // Nothing that a later remedy waits for may be done too early, as pods renewed before their account is off.
    place: Math.max(...kept.map((draft) => order(draft.remedy))),
  }
}

/** Without what another draft of the object does as well: a deletion leaves nothing to edit, a decisive edit renews the pods. */
function withoutNeedless(all: readonly Draft[]): readonly Draft[] {
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
      const fields = change.edits.flatMap((edit) => ('remove' in edit || 'append' in edit ? [] : [edit]))
      const field = (path: string, value: (typeof fields)[number]['to']): Condition => ({
        kind: 'field',
        path,
        ...(value === undefined ? {} : { value }),
      })
      return { before: fields.map(({ path, from }) => field(path, from)), after: fields.map(({ path, to }) => field(path, to)) }
    }
  }
}

/** Which containers hold a token in the end: those to which every draft leaves one. */
function holdsAfter(drafts: readonly Draft[]): readonly Condition[] {
  const others = drafts.flatMap(({ after }) => after.filter(({ kind }) => kind !== 'podsHold'))
  const holding = drafts.flatMap(({ after }) => after.flatMap((one) => (one.kind === 'podsHold' ? [one] : [])))
  const [first] = holding
  if (first === undefined) return others
  const containers = first.containers.filter((name) => holding.every((one) => one.containers.includes(name)))
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

function distinctTokens(tokens: readonly RemovedToken[]): readonly RemovedToken[] {
  return [...new Map(tokens.map((token) => [JSON.stringify(token), token])).values()]
}
