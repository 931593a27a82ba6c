// A need, stated in a form: checked as the audit checks it, and written as the annotations of the object, or as an entry of `sparekey.yaml`.
import { keys } from '../kube/index.ts'
import { readDeclaration, shellWord, type WorkloadReport } from '../verdict/index.ts'

/** What somebody says in the form. */
export interface NeedForm {
  readonly reason: string
  readonly owner: string
  /** `YYYY-MM-DD`. */
  readonly until: string
}

/** The statement in the object's own file, as a difference; or why it cannot be put there. */
export type NeedInSource =
  { readonly kind: 'diff'; readonly diff: string } | { readonly kind: 'refused'; readonly reason: string }

/** The statement in the forms in which it can be made, or what is wrong with it. */
export type NeedStatement =
  | { readonly kind: 'problem'; readonly message: string }
  | {
      readonly kind: 'statement'
      readonly annotations: readonly (readonly [key: string, value: string])[]
      /** Absent where the source is no files. */
      readonly source?: NeedInSource
      /** A part of the object's YAML: for its source, or for `kubectl patch --patch-file`. */
      readonly patch: string
      /** Annotates the object in the cluster, also where it says something that has ended. */
      readonly command: string
      /** An entry for `required` of `sparekey.yaml`, for objects that cannot be annotated. */
      readonly entry: string
    }

/** @param today - `YYYY-MM-DD`: a statement that has ended already is a problem */
export function stateNeed(
  { apiVersion, kind, namespace, name }: Pick<WorkloadReport, 'apiVersion' | 'kind' | 'namespace' | 'name'>,
  form: NeedForm,
  today: string,
): NeedStatement {
  const read = readDeclaration({ reason: form.reason, owner: form.owner, until: form.until, from: 'the form' }, today)
  switch (read.kind) {
    case 'none':
      return { kind: 'problem', message: 'say why the token is needed, who answers for it, and until when' }
    case 'incomplete':
      return { kind: 'problem', message: read.problem }
    case 'expired':
      return { kind: 'problem', message: `${read.until} has passed: say a day to come` }
    case 'valid': {
      const { reason, owner, until } = read
      const annotations = [
        [keys.requiredReason, reason],
        [keys.requiredOwner, owner],
        [keys.requiredUntil, until],
      ] as const
      const words = annotations.map(([key, value]) => shellWord(`${key}=${value}`)).join(' ')
      return {
        kind: 'statement',
        annotations,
        patch: lines(
          `apiVersion: ${quoted(apiVersion)}`,
          `kind: ${quoted(kind)}`,
          'metadata:',
          `  name: ${quoted(name)}`,
          `  namespace: ${quoted(namespace)}`,
          '  annotations:',
          ...annotations.map(([key, value]) => `    ${key}: ${quoted(value)}`),
        ),
        command: `kubectl annotate --overwrite ${shellWord(`${kind.toLowerCase()}/${name}`)} -n ${shellWord(namespace)} ${words}`,
        entry: lines(
          'apiVersion: sparekey.dev/v1',
          'kind: TokenRequirements',
          'required:',
          `  - namespace: ${quoted(namespace)}`,
          `    kind: ${quoted(kind)}`,
          `    name: ${quoted(name)}`,
          `    reason: ${quoted(reason)}`,
          `    owner: ${quoted(owner)}`,
          `    until: ${quoted(until)}`,
        ),
      }
    }
  }
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`
}

// A JSON string is a YAML string, whatever is in it.
function quoted(text: string): string {
  return JSON.stringify(text)
}
