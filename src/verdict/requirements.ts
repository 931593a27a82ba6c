// Reads `sparekey.yaml`: statements for workloads that cannot carry an annotation, matched exactly unless they say `glob`, and
// statements about who makes tokens for which accounts.
import {
  defaulted,
  formatPath,
  isRecord,
  list,
  record,
  required,
  text,
  optional,
  type DecodeProblem,
  type ObjectRef,
  type Shape,
  type AccountRef,
} from '../kube/index.ts'
import type { Statement } from './declaration.ts'

/** A text to be matched: as it is, or as a pattern in which `*` stands for any characters. */
export type Match = { readonly exact: string } | { readonly glob: string }

interface Parts {
  readonly reason?: string
  readonly owner?: string
  readonly until?: string
}

/** One statement and what it is about. */
export interface Requirement extends Parts {
  readonly namespace: Match
  readonly kind?: string
  readonly name?: Match
  readonly serviceAccount?: Match
  readonly needs?: string
  readonly containers?: readonly string[]
}

/** One statement that somebody makes tokens, and of which accounts. */
export interface Minter extends Parts {
  readonly subject: { readonly kind: string; readonly name: string; readonly namespace?: string }
  /** `namespace/name`. */
  readonly accounts: readonly string[]
}

/** The file's content. */
export interface Requirements {
  readonly required: readonly Requirement[]
  readonly minters: readonly Minter[]
}

/** Nothing is stated. */
export const noRequirements: Requirements = { required: [], minters: [] }

const match: Shape<Match> = {
  wanted: { kind: 'presence' },
  decode(value, problems) {
    if (typeof value === 'string') return { exact: value }
    if (isRecord(value) && typeof value['glob'] === 'string') return { glob: value['glob'] }
    problems.push({ path: [], expected: 'a name, or `{glob: …}`', found: 'something else' })
    return { exact: '' }
  },
}

const parts = { reason: optional(text), owner: optional(text), until: optional(text) }

const requirement: Shape<Requirement> = record<Requirement>({
  namespace: required(match),
  kind: optional(text),
  name: optional(match),
  serviceAccount: optional(match),
  needs: optional(text),
  containers: optional(list(text)),
  ...parts,
})

const minter: Shape<Minter> = record<Minter>({
  subject: required(record<Minter['subject']>({ kind: required(text), name: required(text), namespace: optional(text) })),
  accounts: required(list(text)),
  ...parts,
})

const file: Shape<Requirements & { readonly apiVersion: string; readonly kind: string }> = record<
  Requirements & { readonly apiVersion: string; readonly kind: string }
>({
  apiVersion: required(text),
  kind: required(text),
  required: defaulted(list(requirement), []),
  minters: defaulted(list(minter), []),
})

const knownKeys: Readonly<Record<'required' | 'minters', readonly string[]>> = {
  required: ['namespace', 'kind', 'name', 'serviceAccount', 'needs', 'containers', 'reason', 'owner', 'until'],
  minters: ['subject', 'accounts', 'reason', 'owner', 'until'],
}

/**
 * @param value - the parsed file
 * @returns its statements, or what is wrong with it; one wrong entry refuses the file, lest a need be lost in silence
 */
export function readRequirements(value: unknown): { readonly requirements: Requirements; readonly problems: readonly string[] } {
  const problems: DecodeProblem[] = []
  const decoded = file.decode(value, problems)
  const messages = problems.map(
    (problem) => `\`${formatPath(problem.path)}\`: expected ${problem.expected}, found ${problem.found}`,
  )
  if (messages.length > 0) return { requirements: noRequirements, problems: messages }
  if (decoded.apiVersion !== 'sparekey.dev/v1' || decoded.kind !== 'TokenRequirements') {
    messages.push('expected `apiVersion: sparekey.dev/v1` and `kind: TokenRequirements`')
  }
  decoded.required.forEach((entry, i) => {
    if (entry.name === undefined && entry.serviceAccount === undefined)
      messages.push(`\`required[${i}]\`: name a workload (\`name\`) or a \`serviceAccount\``)
    if (entry.needs !== undefined && entry.needs !== 'files')
      messages.push(`\`required[${i}].needs\`: expected \`files\`, found \`${entry.needs}\``)
    if (entry.containers?.length === 0) messages.push(`\`required[${i}].containers\`: name a container, or leave it out`)
  })
  decoded.minters.forEach(({ subject, accounts }, i) => {
    if (!subjectKinds.has(subject.kind) || (subject.kind === 'ServiceAccount') !== (subject.namespace !== undefined))
      messages.push(`\`minters[${i}].subject\`: name a User, a Group, or a ServiceAccount with its namespace`)
    for (const account of accounts)
      if (!/^[^/]+\/[^/]+$/.test(account))
        messages.push(`\`minters[${i}].accounts\`: expected \`namespace/name\`, found \`${account}\``)
  })
  for (const section of ['required', 'minters'] as const) messages.push(...strangers(value, section))
  return { requirements: messages.length > 0 ? noRequirements : decoded, problems: messages }
}

const subjectKinds: ReadonlySet<string> = new Set(['Group', 'ServiceAccount', 'User'])

function strangers(value: unknown, section: 'required' | 'minters'): readonly string[] {
  const entries: unknown = isRecord(value) ? value[section] : undefined
  if (!Array.isArray(entries)) return []
  return entries.flatMap((entry: unknown, i) =>
    (isRecord(entry) ? Object.keys(entry) : [])
      .filter((key) => !knownKeys[section].includes(key))
      .map((key) => `\`${section}[${i}]\`: no such field: \`${key}\``),
  )
}

/** The statement about a workload, if there is one; the first that matches. */
export function statementFor(requirements: Requirements, workload: ObjectRef, account: AccountRef): Statement | undefined {
  const index = requirements.required.findIndex(
    (entry) =>
      matches(entry.namespace, workload.namespace ?? '') &&
      (entry.kind === undefined || entry.kind === workload.kind) &&
      (entry.name === undefined || matches(entry.name, workload.name)) &&
      (entry.serviceAccount === undefined || matches(entry.serviceAccount, account.name)),
  )
  const entry = requirements.required[index]
  if (entry === undefined) return undefined
  const { reason, owner, until, needs, containers } = entry
  return { reason, owner, until, needs, containers, from: `sparekey.yaml, \`required[${index}]\`` }
}

function matches(pattern: Match, name: string): boolean {
  if ('exact' in pattern) return pattern.exact === name
  const parts = pattern.glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name)
}
