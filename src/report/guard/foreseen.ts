// What the guard would refuse, before it is there: every workload with its answer, those that would be refused first.
import { groupBy } from '../../base/index.ts'
import type { Foreseen } from '../../guard/index.ts'
import { formatName } from '../../kube/index.ts'
import type { SourceReport } from '../../verdict/index.ts'
import { jsonText } from '../json-text.ts'
import { paintFor } from '../paint.ts'
import { plainText } from '../plain-text.ts'
import type { RenderOptions } from '../render-options.ts'

/** The answers, and what they are of. */
export interface GuardTest {
  /** RFC 3339. */
  readonly generatedAt: string
  readonly source: Omit<SourceReport, 'assumptions' | 'rolesKnown'>
  /** Whether an API server was asked what it would make of each pod. */
  readonly tried: boolean
  readonly answers: readonly Foreseen[]
  /** What keeps an answer from being exact, each with what to do. */
  readonly gaps: readonly { readonly message: string; readonly remedy: string }[]
}

/** How `guard test` prints. */
export const guardTestFormats: Readonly<Record<'table' | 'json', (test: GuardTest, options: RenderOptions) => string>> = {
  table,
  json: ({ generatedAt, source, tried, answers, gaps }) =>
    `${jsonText({
      apiVersion: 'sparekey.dev/v1',
      kind: 'GuardTest',
      generatedAt,
      source,
      tried,
      workloads: answers.map(({ workload, account, ...answer }) => ({
        kind: workload.kind,
        namespace: workload.namespace ?? null,
        name: workload.name,
        serviceAccount: formatName(account),
        answer: answer.kind,
        ...('message' in answer ? { message: answer.message } : {}),
        ...('why' in answer ? { message: answer.why, remedy: answer.remedy } : {}),
      })),
      gaps,
    })}\n`,
}

/** 0 nothing would be refused, 1 something would, 2 something could not be told. */
export function guardTestExitCode({ answers, gaps }: GuardTest): 0 | 1 | 2 {
  if (answers.some(({ kind }) => kind === 'refused')) return 1
  return gaps.length > 0 || answers.some(({ kind }) => kind === 'unknown') ? 2 : 0
}

const titles: readonly (readonly [Foreseen['kind'], string])[] = [
  ['refused', 'would be refused'],
  ['unknown', 'could not be told'],
  ['passes', 'would pass'],
  ['excluded', 'in namespaces that are left out'],
]

/** How the part of a message begins that is the same for all: told once. */
const advice = ': set automountServiceAccountToken'

/** The advice for one workload, said for all: with a placeholder where it names the account. */
function adviceOf({ message, account }: Extract<Foreseen, { readonly kind: 'refused' }>): readonly string[] {
  const [, told] = message.split(advice)
  return told === undefined ? [] : [`${advice.slice(2)}${told.replaceAll(`${account.name}.exceptions.`, 'ACCOUNT.exceptions.')}`]
}

function table({ source, tried, answers, gaps }: GuardTest, { color }: RenderOptions): string {
  const paint = paintFor(color)
  const byKind = groupBy(answers, ({ kind }) => kind)
  const counts = titles.map(([kind, title]) => `${byKind.get(kind)?.length ?? 0} ${title}`).join(', ')
  const how = tried ? 'as the API server would make their pods' : 'as their pods are foreseen'
  const lines = [`${plainText(source.description)}: the guard at the stage deny, ${how}`, counts]
  for (const [kind, title] of titles) {
    const some = byKind.get(kind) ?? []
    if (some.length === 0 || kind === 'passes' || kind === 'excluded') continue
    lines.push('', paint.strong(title.toUpperCase()))
    for (const one of some) {
      lines.push(`  ${plainText(`${one.workload.kind} ${formatName(one.workload)}`)}`)
      if (one.kind === 'refused') lines.push(`    ${plainText(one.message.split(advice)[0] ?? '')}`)
      if (one.kind === 'unknown') lines.push(`    ${plainText(one.why)}`, `    ${paint.faint(plainText(one.remedy))}`)
    }
  }
  const [told] = (byKind.get('refused') ?? []).flatMap((one) => (one.kind === 'refused' ? adviceOf(one) : []))
  if (told !== undefined) lines.push('', `What to do: ${plainText(told)}`)
  if (gaps.length > 0) lines.push('', paint.strong('GAPS'))
  for (const { message, remedy } of gaps) lines.push(`  ${plainText(message)}`, `    ${paint.faint(plainText(remedy))}`)
  return `${lines.join('\n')}\n`
}
