// A view of the server in a page: asked for when its address is first shown, kept while what was read is the same.
import { useEffect, useState } from 'preact/hooks'
import { get, type Answer } from './api.ts'
import { session } from './session.ts'

/** What a page has of its view. */
export type Shown<T> = { readonly kind: 'loading' } | Answer<T>

const kept = new Map<string, unknown>()
const keptAtMost = 30

/** @param path - of the view, with its query */
export function useView<T>(path: string): Shown<T> {
  const reading = session.value?.reading ?? 0
  const key = `${reading} ${path}`
  // What went wrong may go right the next time: it is shown, and not kept.
  const [failed, setFailed] = useState<{ readonly key: string; readonly answer: Answer<T> }>()
  const [, redraw] = useState(0)
  useEffect(() => {
    if (reading === 0 || kept.has(key)) return
    let wanted = true
    void get<T>(path).then((answer) => {
      if (answer.kind === 'ready' && reading === session.value?.reading) {
        kept.set(key, answer.value)
        // Nobody can ask for what was read before.
        for (const old of kept.keys()) if (!old.startsWith(`${reading} `)) kept.delete(old)
        for (const old of [...kept.keys()].slice(0, -keptAtMost)) kept.delete(old)
      }
      if (!wanted) return
      if (answer.kind === 'problem') setFailed({ key, answer })
      else redraw((count) => count + 1)
    })
    return () => {
      wanted = false
    }
  }, [key])
  if (kept.has(key)) return { kind: 'ready', value: kept.get(key) as T }
  return failed?.key === key ? failed.answer : { kind: 'loading' }
}
