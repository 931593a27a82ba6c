// How far the evidence reaches: which hours hold events, how many lines were read and not understood, and what is known to be missing.
import { groupBy } from '../base/index.ts'
import { formatHour } from './event-time.ts'
import type { Coverage, ProblemExample, Stretch } from './evidence-ledger.ts'
import { shortcomings, type Block, type Category, type LineCounts, type Section } from './ledger.ts'

/** How many examples of lines that were not understood are shown. */
const examplesShown = 5

/** The clusters that a ledger is about. */
export function clustersOf(blocks: readonly Block[]): readonly string[] {
  return [...new Set(blocks.flatMap(({ sections }) => sections.map(({ cluster }) => cluster)))].sort()
}

/** The coverage of one cluster, by category. */
export function coverageOf(blocks: readonly Block[], cluster: string): readonly Coverage[] {
  const parts = blocks.flatMap((block) =>
    block.sections.filter((section) => section.cluster === cluster).map((section) => ({ block, section })),
  )
  return [...groupBy(parts, ({ section }) => section.category)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([category, some]) => categoryCoverage(cluster, category, some))
}

function categoryCoverage(
  cluster: string,
  category: Category,
  parts: readonly { readonly block: Block; readonly section: Section }[],
): Coverage {
  const hours = [...new Set(parts.flatMap(({ section }) => section.hours.map(([hour]) => hour)))].sort((a, b) => a - b)
  const [first = 0] = hours
  const last = hours.at(-1)
  const examples = parts.flatMap(({ block, section }) =>
    section.problems.map((problem): ProblemExample => ({ block: block.identity.digest.slice(0, 12), ...problem })),
  )
  return {
    cluster,
    category,
    reads: category === 'kube-audit',
    from: last === undefined ? '' : formatHour(first),
    to: last === undefined ? '' : formatHour(last + 1),
    hours: last === undefined ? 0 : last + 1 - first,
    hoursWithEvents: hours.length,
    covered: stretchesOf(hours),
    lines: sumLines(parts.map(({ section }) => section.lines)),
    examples: examples.slice(0, examplesShown),
    shortcomings: shortcomings.filter((kind) => parts.some(({ section }) => section.shortcomings.includes(kind))),
  }
}

function stretchesOf(hours: readonly number[]): readonly Stretch[] {
  const stretches: { from: number; to: number }[] = []
  for (const hour of hours) {
    const last = stretches.at(-1)
    if (last?.to === hour) last.to = hour + 1
    else stretches.push({ from: hour, to: hour + 1 })
  }
  return stretches.map(({ from, to }) => ({ from: formatHour(from), to: formatHour(to) }))
}

function sumLines(counts: readonly LineCounts[]): LineCounts {
  const sum = { events: 0, joined: 0, duplicated: 0, truncated: 0, refreshed: 0, others: 0, notUnderstood: 0 }
  for (const one of counts) for (const key of Object.keys(sum) as (keyof LineCounts)[]) sum[key] += one[key]
  return sum
}
