// Words of kubectl's command line for a plan's objects and fields; nothing is written for a name that no object of a cluster can have.
import { pointerSteps } from '../../change/index.ts'
import { groupOf, type ObjectRef } from '../../kube/index.ts'
import { isNameable, shellWord } from '../../verdict/index.ts'

/** `deployment.v1.apps web -n shop`. */
export function objectWords(object: ObjectRef): string {
  return `${typeWord(object)} ${shellWord(object.name)}${namespaceWords(object)}`
}

/** `deployment.v1.apps/web -n shop`. */
export function slashedWords(object: ObjectRef): string {
  return `${typeWord(object)}/${shellWord(object.name)}${namespaceWords(object)}`
}

// The kind in full, since kinds of other groups have the same name.
function typeWord({ apiVersion, kind }: ObjectRef): string {
  const group = groupOf(apiVersion)
  const version = apiVersion.slice(group === '' ? 0 : group.length + 1)
  return [kind.toLowerCase(), ...(group === '' ? [] : [version, group])].join('.')
}

function namespaceWords({ namespace }: ObjectRef): string {
  return namespace === undefined ? '' : ` -n ${shellWord(namespace)}`
}

/** Whether a command can be written for the object. */
export function hasWords(object: ObjectRef): boolean {
  return (
    isNameable(object) && /^[A-Za-z][A-Za-z0-9]*$/.test(object.kind) && /^(?:[a-z0-9.-]+\/)?v[a-z0-9]+$/.test(object.apiVersion)
  )
}

/** The field as a word in kubectl's JSONPath: `'{.spec.containers[0].volumeMounts}'`; `undefined` for a name that it can't take. */
export function jsonPathWord(path: string): string | undefined {
  const steps = pointerSteps(path)
  if (!steps.every((step) => /^[\w./-]+$/.test(step))) return undefined
  const parts = steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step.replaceAll('.', '\\.')}`))
  return `'{${parts.join('')}}'`
}
