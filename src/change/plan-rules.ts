// What must hold of a plan beside its form: no step writes what another writes, needs what comes later, or touches what no plan may.
import { groupBy, type JsonObject } from '../base/index.ts'
import { formatRef, groupOf, refKey, type ObjectRef } from '../kube/index.ts'
import type { FormProblem } from './form.ts'
import { pointerSteps, valueAt } from './pointer.ts'
import type { PlannedEdit } from './resolve.ts'
import type { Plan, Step } from './step.ts'

/** Everything that is wrong with a plan of the right form. */
export function brokenRules(plan: Plan): readonly FormProblem[] {
  return [
    ...repeated(plan.steps),
    ...unmet(plan.steps),
    ...plan.steps.flatMap((step, i) => brokenStep(step).map((problem) => below(problem, 'steps', i))),
    ...plan.sourcePatches.flatMap(({ object, edits }, i) =>
      brokenEdits(object, edits).map((problem) => below(problem, 'sourcePatches', i, 'edits')),
    ),
  ]
}

function repeated(steps: readonly Step[]): readonly FormProblem[] {
  const ids = [...groupBy(steps.entries(), ([, { id }]) => id)].flatMap(([id, same]) =>
    same.slice(1).map(([i]): FormProblem => ({
      path: ['steps', i, 'id'],
      message: `\`${id}\` is the id of another step too`,
      remedy: 'take one of the two steps out, or make a new plan',
    })),
  )
  const objects = [...groupBy(steps.entries(), ([, { object }]) => refKey(object))].flatMap(([, same]) =>
    same.slice(1).map(([i, { object }]): FormProblem => ({
      path: ['steps', i, 'object'],
      message: `${formatRef(object)} is the object of another step too, and each object is written once`,
      remedy: 'put the edits of both into one step, or take one of the two out',
    })),
  )
  return [...ids, ...objects]
}

function unmet(steps: readonly Step[]): readonly FormProblem[] {
  const places = new Map(steps.map(({ id }, i) => [id, i]))
  return steps.flatMap(({ id, requires }, i) =>
    requires.flatMap((required, j): readonly FormProblem[] => {
      const at = places.get(required)
      if (at !== undefined && at < i) return []
      const path = ['steps', i, 'requires', j]
      return at === undefined
        ? [
            {
              path,
              message: `\`${id}\` requires the step \`${required}\`, which is not in the plan`,
              remedy: 'put that step back, or take this one out too',
            },
          ]
        : [
            {
              path,
              message: `\`${id}\` requires the step \`${required}\`, which comes later`,
              remedy: 'move that step before this one',
            },
          ]
    }),
  )
}

function brokenStep({ object, change }: Step): readonly FormProblem[] {
  switch (change.kind) {
    case 'edit':
      return brokenEdits(object, change.edits).map((problem) => below(problem, 'change', 'edits'))
    case 'create':
      return [
        ...otherObject(object, change.object),
        ...(isSecret(object) ? [noSecret('makes no Secret, since it never knows what one holds', 'change')] : []),
      ]
    case 'delete':
      return change.expect.flatMap(({ path }, i) =>
        isSecret(object) && !path.startsWith('/metadata/') && path !== '/type'
          ? [noSecret(onlyMetadata, 'change', 'expect', i, 'path')]
          : [],
      )
  }
}

function otherObject(ref: ObjectRef, object: JsonObject): readonly FormProblem[] {
  const said = [
    ['/apiVersion', ref.apiVersion],
    ['/kind', ref.kind],
    ['/metadata/name', ref.name],
    ['/metadata/namespace', ref.namespace],
  ] as const
  return said.flatMap(([path, expected]) =>
    valueAt(object, path) === expected
      ? []
      : [
          {
            path: ['change', 'object', ...pointerSteps(path)],
            message: `the object is not the one that the step names: ${formatRef(ref)}`,
            remedy: 'name the same object in both places',
          },
        ],
  )
}

/** Fields that say which object it is, or that the server alone writes. */
const identity =
  /^\/(?:apiVersion|kind|status(?:\/.*)?|metadata|metadata\/(?:name|namespace|uid|resourceVersion|generation|creationTimestamp|deletionTimestamp|managedFields)(?:\/.*)?)$/s

function brokenEdits(object: ObjectRef, edits: readonly PlannedEdit[]): readonly FormProblem[] {
  return edits.flatMap((edit, i): readonly FormProblem[] => {
    const { path } = edit
    const items = 'remove' in edit || 'append' in edit
    const tell = (message: string, remedy: string): FormProblem => ({ path: [i, 'path'], message, remedy })
    if (identity.test(path)) return [tell(`\`${path}\` is no field that a plan changes`, 'take the edit out')]
    if (path.endsWith('/-')) return [tell(`\`${path}\` names no field`, 'name the list, and say `append`')]
    if (isSecret(object) && !/^\/metadata\/(?:labels|annotations)\//.test(path)) return [noSecret(onlyMetadata, i, 'path')]
    const other = edits.find(
      (one, j) =>
        j !== i &&
        (one.path.startsWith(`${path}/`) || (j < i && one.path === path && !(items && ('remove' in one || 'append' in one)))),
    )
    if (other === undefined) return []
    const inner = other.path === path ? 'is changed twice' : `holds \`${other.path}\`, which is changed too`
    return [tell(`\`${path}\` ${inner}`, 'put both into one edit, or take one out')]
  })
}

function isSecret({ apiVersion, kind }: ObjectRef): boolean {
  return kind === 'Secret' && groupOf(apiVersion) === ''
}

const onlyMetadata = 'reads and changes nothing of a Secret but its labels and annotations'

function noSecret(rule: string, ...path: readonly (string | number)[]): FormProblem {
  return { path, message: `a plan ${rule}`, remedy: 'take the step out' }
}

function below(problem: FormProblem, ...path: readonly (string | number)[]): FormProblem {
  return { ...problem, path: [...path, ...problem.path] }
}
