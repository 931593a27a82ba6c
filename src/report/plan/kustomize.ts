// The plan as a component of kustomize: an overlay that lists it has its objects changed as the plan changes them. Fields are strategic
// merge patches, which make the objects above a field where they are missing; lists are JSON patches, since a strategic merge puts the
// items of a list into another order (seen with kustomize 5.5), and the order of containers is told by nobody.
import type { Json, JsonObject } from '../../base/index.ts'
import { pointerSteps, type Plan, type PlannedEdit, type PatchOperation } from '../../change/index.ts'
import { formatRef, groupOf, type ObjectRef } from '../../kube/index.ts'
import { sourcePhrase, timePhrase } from '../phrases.ts'
import { plainText } from '../plain-text.ts'
import { yamlText } from '../yaml.ts'
import { planPhrase, planTitle } from './answer.ts'
import { isHeld } from './changes.ts'
import { isInList, namedEdits } from './held-fields.ts'
import { isFieldEdit, patchParts } from './json-patch.ts'
import { numberedSteps } from './plan-parts.ts'
import type { PlanRenderer } from './renderer.ts'

/** Renders `kustomize`. */
export const renderPlanKustomize: PlanRenderer = (plan) => {
  const patches = [...sourceEntries(plan), ...stepEntries(plan)]
  const lines = [
    ...headComments(plan).map((line) => comment(line)),
    'apiVersion: kustomize.config.k8s.io/v1alpha1',
    'kind: Component',
    ...(patches.length === 0 ? ['patches: []'] : ['patches:', ...patches.flat()]),
    ...madeLines(plan),
  ]
  return `${lines.join('\n')}\n`
}

function headComments(plan: Plan): readonly string[] {
  return [
    planTitle,
    `${sourcePhrase(plan.source)}, ${timePhrase(plan.generatedAt)}`,
    planPhrase(plan),
    '',
    'Put this file into a folder as kustomization.yaml, and list the folder under `components:` of an overlay. Patches of objects that',
    'the overlay does not have are passed over. Where a kustomization sets the namespace (`namespace:`), list it one layer above.',
    'A list that is added to has to be there: where the source has none, add the whole list in its place.',
  ]
}

function sourceEntries({ sourcePatches }: Plan): readonly (readonly string[])[] {
  return sourcePatches.map(({ object, by, edits, reason }) => [
    comment(`in the source of ${formatRef(object)}, made by ${by}: ${reason}`, '  '),
    ...editEntries(object, edits),
  ])
}

function stepEntries(plan: Plan): readonly (readonly string[])[] {
  return numberedSteps(plan).flatMap(({ number, step }) => {
    const { object, change, remedy, reason } = step
    const head = comment(`step ${number}, ${formatRef(object)}, ${remedy}: ${reason}`, '  ')
    if (change.kind === 'create') return []
    const entries =
      change.kind === 'delete' ? entry(object, { ...identity(object), $patch: 'delete' }) : editEntries(object, namedEdits(step))
    return [[head, ...entries]]
  })
}

function editEntries(object: ObjectRef, edits: readonly PlannedEdit[]): readonly string[] {
  const merged = edits.filter(isFieldEdit).filter((edit) => !isHeld(edit) && !isInList(edit.path))
  const patched = edits.filter((edit) => !isFieldEdit(edit) || isInList(edit.path))
  const merge = merged.reduce<JsonObject>(
    (into, { path, to }) => withValue(into, pointerSteps(path), to ?? null),
    identity(object),
  )
  return [
    ...(merged.length === 0 ? [] : entry(object, merge)),
    ...(patched.every(isHeld) ? [] : entry(object, patchParts(patched).operations.map(forSource))),
  ]
}

/** Lists whose items the API server completes with defaults that a source need not have. */
const completed = /\/(?:volumes|volumeMounts)\/\d+$/

// In a source a field may be absent that the API server fills in: what is taken by its place is tested, by its name where it has one.
function forSource(operation: PatchOperation): PatchOperation {
  if (operation.op === 'replace') return { ...operation, op: 'add' }
  if (operation.op !== 'test' || !completed.test(operation.path)) return operation
  const { value } = operation
  const name = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject)['name'] : undefined
  return name === undefined ? operation : { op: 'test', path: `${operation.path}/name`, value: name }
}

function entry(object: ObjectRef, patch: Json | readonly PatchOperation[]): readonly string[] {
  return [
    '  - target:',
    ...yamlLines(target(object)).map((line) => `      ${line}`),
    '    patch: |-',
    ...yamlLines(patch).map((line) => `      ${line}`),
  ]
}

/** Kustomize takes both names as anchored regular expressions. */
function target({ apiVersion, kind, namespace, name }: ObjectRef): object {
  const group = groupOf(apiVersion)
  return {
    ...(group === '' ? {} : { group }),
    version: apiVersion.slice(group === '' ? 0 : group.length + 1),
    kind,
    name: literal(name),
    ...(namespace === undefined ? {} : { namespace: literal(namespace) }),
  }
}

function literal(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function identity({ apiVersion, kind, namespace, name }: ObjectRef): JsonObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } }
}

function withValue(object: JsonObject, [step, ...rest]: readonly string[], value: Json): JsonObject {
  if (step === undefined) return object
  const inner = object[step]
  const below = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : {}
  return { ...object, [step]: rest.length === 0 ? value : withValue(below, rest, value) }
}

/** What steps make, as documents that a command brings out of the comments. */
function madeLines(plan: Plan): readonly string[] {
  const made = numberedSteps(plan).flatMap(({ number, step: { object, change, reason } }) =>
    change.kind === 'create' ? [[comment(`step ${number}, ${formatRef(object)}: ${reason}`), change.object] as const] : [],
  )
  if (made.length === 0) return []
  return [
    '',
    comment(
      'Objects that are to be made. No file of kustomize can hold them beside patches: write them into a file of their own,',
    ),
    comment("  sed -n 's/^#| //p' kustomization.yaml > made.yaml"),
    comment('and list it: `resources: [made.yaml]`.'),
    ...made.flatMap(([head, object]) => ['#| ---', `#| ${head}`, ...yamlLines(object).map((line) => `#| ${line}`)]),
  ]
}

function yamlLines(value: unknown): readonly string[] {
  return yamlText(value).trimEnd().split('\n')
}

function comment(text: string, indent = ''): string {
  return `${indent}# ${plainText(text)}`.trimEnd()
}
