// The addresses of the pages: every one can be kept, sent and opened again.
import { withQuery } from './api.ts'

/** The page of a workload. */
export function workloadAddress(link: string): string {
  return withQuery('/workload', { object: link })
}

/** @param account - `namespace/name` */
export function accountAddress(account: string, without: readonly string[] = []): string {
  return withQuery('/account', { account, without })
}

/** What if a binding went away. */
export function bindingAddress(link: string): string {
  return withQuery('/binding', { object: link })
}

/** The list of workloads, with some filters set. */
export function workloadsAddress(filter: Readonly<Record<string, string>>): string {
  return withQuery('/workloads', filter)
}

/** The page of a journal. */
export function journalAddress(name: string): string {
  return withQuery('/journal', { name })
}
