// What went wrong, and what to do; and a view that is there, is coming, or is not.
import type { ComponentChildren, VNode } from 'preact'
import type { ProblemView } from '../../console/index.ts'
import type { Shown } from '../use-view.ts'

/** What went wrong. */
export function Problem({ problem }: { readonly problem: ProblemView }): VNode {
  return (
    <div class="problem" role="alert">
      <p>
        <b>{sentence(problem.message)}</b>
      </p>
      {problem.hint === undefined ? null : <p>{sentence(problem.hint)}</p>}
    </div>
  )
}

/**
 * Draws a view when it is there.
 *
 * @param title - of the page, where the view brings its own when it is there
 */
export function Ready<T>({
  view,
  title,
  children,
}: {
  readonly view: Shown<T>
  readonly title?: string
  readonly children: (value: T) => ComponentChildren
}): VNode {
  if (view.kind === 'ready') return <>{children(view.value)}</>
  return (
    <>
      {title === undefined ? null : <h1>{title}</h1>}
      {view.kind === 'problem' ? (
        <Problem problem={view.problem} />
      ) : (
        <p class="loading" role="status">
          Reading…
        </p>
      )}
    </>
  )
}

/** A text of the house as a sentence: it begins large, and ends with a full stop. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`
}
