// As much of a list as is drawn at a time: tens of thousands of elements at once stop a browser.
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

const page = 100

/** The beginning of a list, and the button that shows more of it; `null` where all is shown. */
export function useSome<T>(all: readonly T[]): { readonly some: readonly T[]; readonly more: VNode | null } {
  const [shown, show] = useState(page)
  return {
    some: all.slice(0, shown),
    more:
      shown >= all.length ? null : (
        <p>
          <button type="button" onClick={() => show(shown + page)}>
            Show more: {all.length - shown} are left
          </button>
        </p>
      ),
  }
}
