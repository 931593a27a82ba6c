// Copies a text, and says that it did.
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

/** @param name - what is copied, for those who do not see what stands beside the button */
export function CopyButton({ text, name }: { readonly text: string; readonly name: string }): VNode {
  const [said, say] = useState('Copy')
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      say('Copied')
    } catch {
      say('Not allowed')
    }
  }
  return (
    <button type="button" class="small" aria-label={`${said}: ${name}`} onClick={() => void copy()} onBlur={() => say('Copy')}>
      {said}
    </button>
  )
}
