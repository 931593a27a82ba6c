// Use over time: requests by day over the time that the evidence reaches, in at most thirty steps, for a row of marks or bars.
import type { EvidenceSummary, WorkloadEvidenceReport } from '../verdict/index.ts'

/** One step of the time. */
export interface TimelineStep {
  /** `YYYY-MM-DD`, its first day. */
  readonly from: string
  readonly count: number
}

const dayMillis = 86_400_000
const mostSteps = 30

/** The steps, from the first day of the evidence to its last; none where it has no hour. */
export function timelineOf({ coverage }: EvidenceSummary, { days }: WorkloadEvidenceReport): readonly TimelineStep[] {
  const known = coverage.filter(({ from }) => from !== '')
  if (known.length === 0) return []
  const first = Math.min(...known.map(({ from }) => dayOf(from)))
  const last = Math.max(...known.map(({ to }) => dayOf(new Date(Date.parse(to) - 1).toISOString())))
  const size = Math.ceil((last - first + 1) / mostSteps)
  const counts = new Array<number>(Math.ceil((last - first + 1) / size)).fill(0)
  for (const { day, count } of days) {
    const at = Math.floor((dayOf(day) - first) / size)
    if (at >= 0 && at < counts.length) counts[at] = (counts[at] ?? 0) + count
  }
  return counts.map((count, i) => ({ from: new Date((first + i * size) * dayMillis).toISOString().slice(0, 10), count }))
}

const marks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** The steps as a row of marks; a step without use is a point. */
export function timelineText(steps: readonly TimelineStep[]): string {
  const most = Math.max(1, ...steps.map(({ count }) => count))
  // By the logarithm: a day with one request is a day of use beside one with a million.
  const height = (count: number): number => Math.round((Math.log1p(count) / Math.log1p(most)) * (marks.length - 1))
  return steps.map(({ count }) => (count === 0 ? '·' : (marks[height(count)] ?? '█'))).join('')
}

function dayOf(time: string): number {
  return Math.floor(Date.parse(time.slice(0, 10)) / dayMillis)
}
