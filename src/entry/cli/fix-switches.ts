// The switch of an object that Helm rendered, and the value of its chart that sets it.
import { pointerOfField, type PlannedEdit } from '../../change/index.ts'
import type { ObjectRef } from '../../kube/index.ts'
import { valuePlace, type Chart, type SwitchOf } from '../../sources/helm/index.ts'
import type { WorldObject } from '../../sources/worlds/index.ts'

/** A switch that is to be set. */
export interface Switch {
  /** The template that Helm names above the object. */
  readonly source: string
  readonly of: SwitchOf
  readonly value: boolean
}

/** A value that sets a switch, and how it does now; absent where the object does not say. */
export interface UsedValue {
  readonly ref: ObjectRef
  readonly file: string
  readonly path: readonly string[]
  readonly value: boolean | undefined
}

/** Where the switches of an object are, and how they are set. */
function switchesOf({
  object,
}: WorldObject): readonly { readonly path: string; readonly of: SwitchOf; readonly value: boolean | undefined }[] {
  if (object.is === 'serviceAccount')
    return [{ path: '/automountServiceAccountToken', of: 'account', value: object.automountServiceAccountToken }]
  if (object.is === 'pod')
    return [{ path: '/spec/automountServiceAccountToken', of: 'pods', value: object.spec.automountServiceAccountToken }]
  if (object.is !== 'workload') return []
  return object.templates.map(({ specPath, template }) => ({
    path: pointerOfField(`${specPath}.automountServiceAccountToken`),
    of: 'pods',
    value: template.spec.automountServiceAccountToken,
  }))
}

/** @returns `undefined` where the edits do more, or something else, than to set the switch */
export function switchOf(found: WorldObject, edits: readonly PlannedEdit[]): Switch | undefined {
  const [edit, second] = edits
  const source = found.origin.kind === 'stdin' ? found.origin.source : undefined
  if (source === undefined || edit === undefined || second !== undefined || !('to' in edit) || typeof edit.to !== 'boolean')
    return undefined
  const known = switchesOf(found).find(({ path }) => path === edit.path)
  if (known === undefined) return undefined
  return { source, of: known.of, value: edit.to }
}

/** The values that set the switches of an object. */
export function valueOf(one: WorldObject, charts: readonly Chart[]): readonly UsedValue[] {
  const source = one.origin.kind === 'stdin' ? one.origin.source : undefined
  if (source === undefined) return []
  return switchesOf(one).flatMap(({ of, value }) => {
    const place = valuePlace(charts, source, of)
    return place.kind === 'value' ? [{ ref: one.object.ref, file: place.file, path: place.path, value }] : []
  })
}
