// A button that asks before it acts, in a dialog of the browser's own, which keeps the keyboard and ends with Escape.
import type { VNode } from 'preact'
import { useId, useRef } from 'preact/hooks'

/** @param says - what will happen */
export function Confirm({
  label,
  disabled,
  question,
  says,
  act,
}: {
  readonly label: string
  readonly disabled: boolean
  readonly question: string
  readonly says: string
  readonly act: () => void
}): VNode {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  return (
    <>
      <button type="button" class="strong" disabled={disabled} onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={id}>
        <h2 id={id}>{question}</h2>
        <p>{says}</p>
        <p class="answers">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button
            type="button"
            class="strong"
            onClick={() => {
              dialog.current?.close()
              act()
            }}
          >
            {label}
          </button>
        </p>
      </dialog>
    </>
  )
}
