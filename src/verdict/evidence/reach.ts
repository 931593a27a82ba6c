// Whether evidence reaches far enough to say that something was not seen: which category of log, how long, and with how many holes.
import type { Coverage } from '../../evidence/index.ts'

const dayMillis = 86_400_000

/** How many of the hours must hold events. An API server that runs writes events in every one. */
export const leastCovered = 0.95

/** How many of a thousand lines may be not understood: use may stand in them. */
export const mostNotUnderstood = 1

/** How far it reaches. */
export type Reach =
  | { readonly kind: 'enough'; readonly from: number; readonly to: number; readonly statement: string }
  | { readonly kind: 'tooLittle'; readonly statement: string }

/**
 * @param coverage - of one cluster, by category
 * @param isKnown - whether anything of the ledger is in the input; where it is not, it may be of another cluster
 */
export function reachOf(coverage: readonly Coverage[], minWindowDays: number, isKnown: boolean): Reach {
  if (!isKnown) return tooLittle('no account that it names is in the input: it may be of another cluster')
  const reading = coverage.find(({ reads }) => reads)
  if (reading === undefined || reading.hours === 0)
    return tooLittle('no log in it has get and list (kube-audit), so that it can show use, and never that there was none')
  const { hours, hoursWithEvents, lines } = reading
  const reached = `${daysPhrase(hours)}, with events in ${hoursWithEvents} of ${hours} hours`
  if (hours < minWindowDays * 24)
    return tooLittle(`it reaches over ${reached}, and ${daysPhrase(minWindowDays * 24)} are asked for (\`--min-window\`)`)
  if (hoursWithEvents < hours * leastCovered) return tooLittle(`it has holes: it reaches over ${reached}`)
  if (lines.notUnderstood * 1000 > lines.events * mostNotUnderstood)
    return tooLittle(
      `${lines.notUnderstood} of its lines were not understood beside ${lines.events} events, and use may stand in them`,
    )
  return { kind: 'enough', from: Date.parse(reading.from), to: Date.parse(reading.to), statement: `over ${reached}` }
}

function tooLittle(statement: string): Reach {
  return { kind: 'tooLittle', statement }
}

/** Whether a thing that was made then was there for so long within the evidence; one of unknown age is taken to have been. */
export function isOldEnough(
  created: string | undefined,
  reach: Extract<Reach, { kind: 'enough' }>,
  minWindowDays: number,
): boolean {
  const since = Date.parse(created ?? '')
  return Number.isNaN(since) || reach.to - Math.max(since, reach.from) >= minWindowDays * dayMillis
}

/** `31 days`, `12 hours`. */
export function daysPhrase(hours: number): string {
  const days = Math.floor(hours / 24)
  if (days === 0) return hours === 1 ? '1 hour' : `${hours} hours`
  return days === 1 ? '1 day' : `${days} days`
}

/** What no audit log shows: reasons for which a token may be needed without a trace. */
export const blindSpots: readonly string[] = [
  'a token that is handed to another program, which asks the API server whose it is (TokenReview): the log names the one who asks',
  'a token that is checked without the API server, against its public keys, as clouds do',
  'a program that needs the files beside the token, or fails to start without them, and sends nothing',
  'a job that runs more seldom than the evidence reaches',
  'requests that go through a node or straight to a kubelet',
  'events that the audit policy leaves out (on AKS those on Events outside `default` and `kube-system`, on `/version` and health), or that were lost under load',
  'a token that somebody asked for in the name of a pod: its use looks like that of the mounted one',
]
