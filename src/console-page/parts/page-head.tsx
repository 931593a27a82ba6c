// The head of a page: its title, and the command that prints the same.
import type { ComponentChildren, VNode } from 'preact'
import { pageCommand, type ShownPage } from '../../console/index.ts'
import { session } from '../session.ts'
import { CopyButton } from './copy-button.tsx'

/** @param page - what is shown, for its command; absent where no command prints it */
export function PageHead({
  title,
  page,
  children,
}: {
  readonly title: ComponentChildren
  readonly page?: ShownPage
  readonly children?: ComponentChildren
}): VNode {
  const words = session.value?.words
  const command = words === undefined || page === undefined ? undefined : pageCommand(page, words)
  return (
    <div class="head">
      <h1>{title}</h1>
      {children}
      {command === undefined ? null : (
        <p class="command">
          <span class="soft">This page as a command</span>
          <code>{command}</code>
          <CopyButton text={command} name="the command of this page" />
        </p>
      )}
    </div>
  )
}
