// A command for a shell, over as many lines as it has, and a button that copies it as it is.
import type { VNode } from 'preact'
import { CopyButton } from './copy-button.tsx'

/** @param says - what it shows or does */
export function ShellCommand({ command, says }: { readonly command: string; readonly says: string }): VNode {
  const lines = command.split('\n')
  return (
    <>
      {lines.length === 1 ? (
        <code>{command}</code>
      ) : (
        <pre class="text" tabIndex={0} role="group" aria-label={`Command: ${says}`}>
          {lines.map((line, i) => (
            <span key={i}>{line}</span>
          ))}
        </pre>
      )}{' '}
      <CopyButton text={command} name={says} />
    </>
  )
}
