// Writes commands for a shell: fixed ones as tables have them, and ones for objects of the audit, whose names are quoted.
import type { ObjectRef } from '../../kube/index.ts'
import type { CommandReport } from './procedure-report.ts'

/** A command that only looks. */
export function reads(command: string, says: string): CommandReport {
  return { effect: 'reads', command, says }
}

/** A command that changes something. */
export function changes(command: string, says: string): CommandReport {
  return { effect: 'changes', command, says }
}

/** One word of a shell's command line: bare where the shell reads it as it is, else in single quotes. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** Commands for some objects, and the objects for which none is written. */
export interface Written {
  readonly commands: readonly CommandReport[]
  readonly byHand: readonly ObjectRef[]
}

/**
 * One command for each object, in order.
 *
 * @param build - gets the object's name as a word and `-n NAMESPACE` as words (empty for cluster-scoped objects)
 */
export function forEach<T extends ObjectRef>(
  objects: readonly T[],
  build: (words: { readonly name: string; readonly inNamespace: string; readonly file: string }, object: T) => CommandReport,
): Written {
  const able = objects.filter(isNameable)
  return {
    commands: able.map((object) => {
      const { apiVersion, kind, namespace, name } = object
      const file = [kind.toLowerCase(), ...(namespace === undefined ? [] : [namespace]), name, 'before.yaml'].join('.')
      return {
        ...build(
          {
            name: shellWord(name),
            inNamespace: namespace === undefined ? '' : ` -n ${shellWord(namespace)}`,
            file: shellWord(file.replaceAll(':', '_')),
          },
          object,
        ),
        about: { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name },
      }
    }),
    byHand: objects.filter((object) => !isNameable(object)),
  }
}

/**
 * Whether a command is written for an object. Manifests can say anything: no cluster has an object of such a name, and no command is
 * worth the risk of writing it into a shell.
 */
export function isNameable({ namespace, name }: Pick<ObjectRef, 'namespace' | 'name'>): boolean {
  return [name, ...(namespace === undefined ? [] : [namespace])].every((text) => /^[A-Za-z0-9][\w.:@+ -]*$/.test(text))
}
