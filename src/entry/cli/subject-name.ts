// Whom a person means by `user/alice`, `group/devs` or `sa/ci`.
import { SparekeyError } from '../../base/index.ts'
import { userSubject, type GrantSubject } from '../../rbac/index.ts'

const kinds: Readonly<Record<string, 'User' | 'Group' | 'ServiceAccount'>> = {
  user: 'User',
  users: 'User',
  group: 'Group',
  groups: 'Group',
  sa: 'ServiceAccount',
  serviceaccount: 'ServiceAccount',
  serviceaccounts: 'ServiceAccount',
}

/** What stands before the slash of a subject's name, for completion. */
export const subjectKinds: readonly string[] = ['group', 'sa', 'user']

/** A service account as it was written: its namespace may be left to `-n`. */
export interface AccountName {
  readonly kind: 'ServiceAccount'
  readonly namespace?: string
  readonly name: string
}

/**
 * @param text - `kind/name`; a service account also as `sa/namespace/name`
 * @returns `undefined` where it names no subject at all, but perhaps a workload
 */
export function parseSubjectName(text: string): Exclude<GrantSubject, { kind: 'ServiceAccount' }> | AccountName | undefined {
  const slash = text.indexOf('/')
  const kind = kinds[text.slice(0, Math.max(slash, 0)).toLowerCase()]
  const name = text.slice(slash + 1)
  if (kind === undefined || name === '') return undefined
  if (kind === 'Group') return { kind, name }
  if (kind === 'User') {
    const subject = userSubject(name)
    return subject.kind === 'Group' ? { kind, name } : subject
  }
  const [first = '', second, ...more] = name.split('/')
  if (more.length > 0 || first === '' || second === '') return undefined
  return second === undefined ? { kind, name: first } : { kind, namespace: first, name: second }
}

/**
 * Refuses a name that says one namespace where `-n` says another. With `-f` both can be meant: `-n` says there where manifests
 * without a namespace belong.
 *
 * @param text - the name as it was written
 * @throws SparekeyError USAGE
 */
export function refuseTwoNamespaces(
  text: string,
  subject: ReturnType<typeof parseSubjectName>,
  { namespace, filename }: { readonly namespace?: string; readonly filename?: readonly string[] },
): void {
  if (subject?.kind !== 'ServiceAccount' || subject.namespace === undefined || namespace === undefined) return
  if (subject.namespace === namespace || filename !== undefined) return
  throw new SparekeyError('USAGE', `\`${text}\` names namespace \`${subject.namespace}\`, and \`-n\` names \`${namespace}\``, {
    hint: `leave out one of them: \`sa/${subject.namespace}/${subject.name}\`, or \`sa/${subject.name} -n ${namespace}\``,
  })
}

/**
 * Finds the account that a name without a namespace means.
 *
 * @param namespace - what `-n` says
 * @param known - the accounts of that name, wherever they are
 * @throws SparekeyError USAGE where several namespaces have one
 */
export function settleAccount(
  { namespace: written, name }: AccountName,
  namespace: string | undefined,
  known: readonly { readonly namespace: string }[],
): { readonly namespace: string; readonly name: string } {
  const given = written ?? namespace
  if (given !== undefined) return { namespace: given, name }
  const [only, ...others] = [...new Set(known.map((account) => account.namespace))].sort()
  if (others.length > 0 && only !== undefined)
    throw new SparekeyError(
      'USAGE',
      `several namespaces have a ServiceAccount \`${name}\`: ${[only, ...others].slice(0, 5).join(', ')}`,
      {
        hint: `say which: \`-n ${only}\`, or \`sa/${only}/${name}\``,
      },
    )
  return { namespace: only ?? 'default', name }
}
