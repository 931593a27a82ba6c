// How far evidence reaches, in words that every format says alike.
import type { Coverage, Shortcoming } from '../../evidence/index.ts'
import { countPhrase, timePhrase } from '../phrases.ts'

/** Shortcomings for people. */
export const shortcomingPhrases: Readonly<Record<Shortcoming, string>> = {
  impersonationHidden:
    'its tables do not say in whose name somebody acted, so requests under impersonation are booked on the impersonator',
  streamEndsEarly: 'a packed file was torn or damaged, and only its beginning was read',
}

/** `2026-11-01 08:00 UTC to 2026-11-02 08:00 UTC, events in 20 of 24 hours`. */
export function reachPhrase({ from, to, hours, hoursWithEvents }: Coverage): string {
  return `${timePhrase(from)} to ${timePhrase(to)}, events in ${hoursWithEvents} of ${countPhrase(hours, 'hour')}`
}

/** `kube-audit, with get and list`. */
export function categoryPhrase({ category, reads }: Coverage): string {
  return `${category}, ${reads ? 'with get and list' : 'without get and list: it can show use, and never that there was none'}`
}

/** How many lines came to what. */
export function linesPhrase({ lines }: Coverage): string {
  const parts = [
    countPhrase(lines.events, 'event'),
    ...(lines.joined > 0 ? [`${lines.joined} of them stages of the same requests`] : []),
    ...(lines.duplicated > 0 ? [`${lines.duplicated} the same once more`] : []),
    ...(lines.truncated > 0 ? [`${lines.truncated} cut down by the API server`] : []),
    ...(lines.refreshed > 0 ? [`${lines.refreshed} tokens for kubelets`] : []),
    ...(lines.others > 0 ? [`${lines.others} records of other categories`] : []),
    `${lines.notUnderstood} not understood`,
  ]
  return parts.join(', ')
}

/** `get,list apps/deployments/scale`. */
export function resourcePhrase(row: { readonly group: string; readonly resource: string; readonly subresource: string }): string {
  return `${row.group === '' ? '' : `${row.group}/`}${row.resource}${row.subresource === '' ? '' : `/${row.subresource}`}`
}
