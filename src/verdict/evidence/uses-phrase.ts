// What was done, in a few words: `list, watch configmaps in shop, and 2 more; the last on 2026-11-20 at 17:30 UTC`.
import type { UseSummary } from './evidence-report.ts'

/** How many kinds of use are named. */
const named = 2

/** @param uses - never empty */
export function usesPhrase(uses: readonly UseSummary[]): string {
  const shown = uses.slice(0, named).map(usePhrase)
  const more = uses.length > named ? `, and ${uses.length - named} more` : ''
  const last = uses.reduce((latest, use) => (use.last > latest ? use.last : latest), '')
  return `${shown.join('; ')}${more}; the last on ${last.slice(0, 10)} at ${last.slice(11, 16)} UTC`
}

/** `list, watch apps/deployments/scale in shop`. */
export function usePhrase({ verbs, group, resource, subresource, namespace }: UseSummary): string {
  const what = `${group === '' ? '' : `${group}/`}${resource}${subresource === '' ? '' : `/${subresource}`}`
  return `${verbs.join(', ')} ${what}${namespace === '' ? '' : ` in ${namespace}`}`
}
