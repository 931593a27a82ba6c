// Reads a statement that a token is needed, or only the files beside it, or only in some containers: it counts only with a reason,
// an owner and an end that has not come yet.
import { exceptionInfix, keys, statementPrefix, type ObjectMeta, type ObjectRef } from '../kube/index.ts'

/** What a statement says is needed: absent members say the most, a token in every container. */
export interface Need {
  /** Only `ca.crt` and `namespace`, and no token. */
  readonly needs?: 'files'
  /** Only in these containers. */
  readonly containers?: readonly string[]
}

/** A statement, and whether it holds. */
export type Declaration =
  | { readonly kind: 'none' }
  | (Need & {
      readonly kind: 'valid' | 'expired'
      readonly reason: string
      readonly owner: string
      readonly until: string
      readonly from: string
    })
  | { readonly kind: 'incomplete'; readonly from: string; readonly problem: string }

/** The parts as somebody wrote them. */
export interface Statement {
  readonly reason: string | undefined
  readonly owner: string | undefined
  readonly until: string | undefined
  readonly needs?: string | undefined
  readonly containers?: readonly string[] | undefined
  /** Of an account: the workloads of it that the statement is for, as `Deployment/web`; absent: all. */
  readonly workloads?: readonly string[] | undefined
  /** Where it is written, for people. */
  readonly from: string
}

/** Whether a statement on an account is for a workload. */
export function isFor({ workloads }: Statement, { kind, name }: Pick<ObjectRef, 'kind' | 'name'>): boolean {
  return workloads?.every((one) => one !== '' && one !== `${kind}/${name}`) !== true
}

/** How the keys of a statement begin: on the object that it is about, or on the account `default` about another account. */
export type KeyPrefix = typeof statementPrefix | `${string}.exceptions.sparekey.dev/`

/** How the keys begin of a statement about an account, where it stands on the account `default` of its namespace. */
export function indexedPrefix(account: string): KeyPrefix {
  return `${account}${exceptionInfix}`
}

/** What the annotations of an object state: of itself, or with a prefix of an account of its namespace. */
export function annotatedStatement(meta: ObjectMeta | undefined, from: string, prefix: KeyPrefix = statementPrefix): Statement {
  const annotations: Readonly<Record<string, string | undefined>> = { ...meta?.annotations }
  const said = (key: string): string | undefined => annotations[prefix + key.slice(statementPrefix.length)]
  return {
    reason: said(keys.requiredReason),
    owner: said(keys.requiredOwner),
    until: said(keys.requiredUntil),
    needs: said(keys.tokenNeeds),
    containers: namesIn(said(keys.tokenContainers)),
    workloads: namesIn(said(keys.tokenWorkloads)),
    from,
  }
}

/**
 * @param today - `YYYY-MM-DD`; a statement holds to the end of its last day
 */
export function readDeclaration(statement: Statement, today: string): Declaration {
  const { reason, owner, until, needs, containers, workloads, from } = statement
  if ([reason, owner, until, needs, containers, workloads].every((part) => part === undefined)) return { kind: 'none' }
  const missing = [
    ...(isBlank(reason) ? [`\`${keys.requiredReason}\` (why the token is needed)`] : []),
    ...(isBlank(owner) ? [`\`${keys.requiredOwner}\` (who answers for it)`] : []),
    ...(isBlank(until) ? [`\`${keys.requiredUntil}\` (its last day, YYYY-MM-DD)`] : []),
  ]
  if (missing.length > 0 || reason === undefined || owner === undefined || until === undefined) {
    return { kind: 'incomplete', from, problem: `it lacks ${missing.join(' and ')}` }
  }
  if (!isDay(until)) return { kind: 'incomplete', from, problem: `\`${until}\` is no day of the form YYYY-MM-DD` }
  if (needs !== undefined && needs !== 'files')
    return { kind: 'incomplete', from, problem: `\`${keys.tokenNeeds}\` is \`${needs}\`, and only \`files\` is known` }
  if (containers?.some(isBlank) === true || containers?.length === 0)
    return { kind: 'incomplete', from, problem: `\`${keys.tokenContainers}\` names a container without a name` }
  if (workloads?.some(isBlank) === true)
    return { kind: 'incomplete', from, problem: `\`${keys.tokenWorkloads}\` names a workload without a name` }
  return {
    kind: until >= today ? 'valid' : 'expired',
    reason: reason.trim(),
    owner: owner.trim(),
    until,
    ...(needs === undefined ? {} : { needs }),
    ...(containers === undefined ? {} : { containers }),
    from,
  }
}

/** Whether a need that holds speaks for a token in a container. */
export function speaksFor({ needs, containers }: Need, container: string): boolean {
  return needs === undefined && containers?.includes(container) !== false
}

function namesIn(listed: string | undefined): readonly string[] | undefined {
  return listed?.split(',').map((name) => name.trim())
}

function isBlank(value: string | undefined): boolean {
  return value === undefined || value.trim() === ''
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const time = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}
