// A run that is under way, told on every page: nobody starts another one unaware of it.
import type { VNode } from 'preact'
import { useLocation } from 'preact-iso'
import { running } from '../session.ts'

/** What is done, in a word. */
export const runTitles = { check: 'Check', apply: 'Apply', resume: 'Resume', backout: 'Backout' } as const

/** Nothing where no run is under way, or where the page shows it anyway. */
export function RunStrip(): VNode | null {
  const { path } = useLocation()
  const run = running.value
  if (run?.state.kind !== 'underWay' || path === '/changes') return null
  return (
    <p class="strip" role="status">
      {runTitles[run.kind]} is under way{run.journal === undefined ? '' : `, journal ${run.journal}`}.{' '}
      <a href="/changes">See it</a>
    </p>
  )
}
