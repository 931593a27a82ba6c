// A plan in which every text is a name that means harm.
import type { Plan, PlannedEdit, Step } from '../../change/index.ts'
import type { ObjectRef } from '../../kube/index.ts'
import { automount, object, plan, step } from './sample.cases.ts'

/** A plan whose every text is one of some names. */
export function hostilePlan(names: readonly string[]): Plan {
  const every = names.flatMap((name, i): readonly Step[] => {
    const named = (kind: string): ObjectRef => object('apps/v1', kind, name, name)
    const said: Partial<Step> = {
      uid: name,
      reason: `says ${name} and \`${name}\``,
      removes: [{ workload: named('Deployment'), container: name, serviceAccount: name, path: name }],
      alsoRemoves: [name],
      risk: { level: 'high', why: name },
      before: [{ kind: 'field', path: `/${pointerStep(name)}`, value: name }],
      after: [{ kind: 'podsHold', workload: named('Deployment'), containers: [name] }],
      group: name,
    }
    const edits: readonly PlannedEdit[] = [
      { path: `/spec/${pointerStep(name)}`, from: name, to: { [name]: name } },
      { path: `/metadata/labels/${pointerStep(name)}`, to: name },
      { path: '/spec/list', remove: { name }, at: 0 },
      { path: '/spec/list', append: { name } },
    ]
    const made = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { namespace: name, name }, spec: { [name]: [name] } }
    return [
      step({ remedy: 'template-off', object: named('Deployment'), ...said, id: `a${i}${name}`, change: { kind: 'edit', edits } }),
      step({
        remedy: 'narrow-role-created',
        object: named('StatefulSet'),
        ...said,
        id: `b${i}${name}`,
        change: { kind: 'create', object: made },
        requires: [`a${i}${name}`],
      }),
      step({
        remedy: 'inert-removed',
        object: object(name, name, name, name),
        ...said,
        id: `c${i}${name}`,
        change: { kind: 'delete', expect: [{ path: `/${pointerStep(name)}`, value: [name] }] },
      }),
    ]
  })
  return plan({
    source: { description: names[0] ?? '', serverVersion: names[1] ?? '', namespaces: names, assumptions: names },
    steps: every,
    sourcePatches: names.map((name) => ({
      object: object('v1', 'ServiceAccount', name, name),
      by: name,
      where: name,
      edits: [{ path: `/${automount}`, from: name, to: name.length }],
      reason: name,
    })),
    left: names.map((name) => ({ object: object('v1', name, name, name), kind: 'needsDecision', reason: name, remedy: name })),
    gaps: names.map((name) => ({
      kind: 'listFailed',
      message: name,
      remedy: name,
      location: { file: name, line: 1, column: 1 },
    })),
  })
}

function pointerStep(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
