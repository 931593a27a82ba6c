// Reads `sparekey.yaml`: statements for workloads that cannot carry an annotation, matched exactly unless they say `glob`.
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

/** One statement and what it is about. */
export interface Requirement {
  readonly namespace: Match
  readonly kind?: string
  readonly name?: Match
  readonly serviceAccount?: Match
  readonly reason?: string
  readonly owner?: string
  readonly until?: string
}

/** The file's content. */
export interface Requirements {
  readonly required: readonly Requirement[]
}

/** Nothing is stated. */
export const noRequirements: Requirements = { required: [] }

const match: Shape<Match> = {
  wanted: { kind: 'presence' },
  decode(value, problems) {
    if (typeof value === 'string') return { exact: value }
    if (isRecord(value) && typeof value['glob'] === 'string') return { glob: value['glob'] }
    problems.push({ path: [], expected: 'a name, or `{glob: …}`', found: 'something else' })
    return { exact: '' }
  },
}

const requirement: Shape<Requirement> = record<Requirement>({
  namespace: required(match),
  kind: optional(text),
  name: optional(match),
  serviceAccount: optional(match),
  reason: optional(text),
  owner: optional(text),
  until: optional(text),
})

const file: Shape<Requirements & { readonly apiVersion: string; readonly kind: string }> = record<
  Requirements & { readonly apiVersion: string; readonly kind: string }
>({
  apiVersion: required(text),
  kind: required(text),
  required: defaulted(list(requirement), []),
})

const knownKeys: ReadonlySet<string> = new Set(['namespace', 'kind', 'name', 'serviceAccount', 'reason', 'owner', 'until'])

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
  })
  if (isRecord(value) && Array.isArray(value['required'])) {
    value['required'].forEach((entry: unknown, i) => {
      for (const key of isRecord(entry) ? Object.keys(entry) : [])
        if (!knownKeys.has(key)) messages.push(`\`required[${i}]\`: no such field: \`${key}\``)
    })
  }
  return { requirements: messages.length > 0 ? noRequirements : decoded, problems: messages }
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
  return entry === undefined
    ? undefined
    : { reason: entry.reason, owner: entry.owner, until: entry.until, from: `sparekey.yaml, \`required[${index}]\`` }
}

function matches(pattern: Match, name: string): boolean {
  if ('exact' in pattern) return pattern.exact === name
  const parts = pattern.glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name)
}
