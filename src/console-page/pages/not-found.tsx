// An address that no page has.
import type { VNode } from 'preact'
import { PageHead } from '../parts/page-head.tsx'

/** Says so. */
export function NotFoundPage(): VNode {
  return (
    <PageHead title="No such page">
      <p>
        Nothing is at this address. <a href="/">Overview</a>
      </p>
    </PageHead>
  )
}
