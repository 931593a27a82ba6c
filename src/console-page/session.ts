// What the whole page shares: what was read, the run that is under way, and how to read anew.
import { signal, type Signal } from '@preact/signals'
import type { ProblemView, RunningView, SessionView } from '../console/index.ts'
import { get, post } from './api.ts'

/** What was read; absent until the server has said it. */
export const session: Signal<SessionView | undefined> = signal(undefined)
/** Why it could not be read, or read anew. */
export const sessionProblem: Signal<ProblemView | undefined> = signal(undefined)
/** Whether it is being read anew. */
export const refreshing: Signal<boolean> = signal(false)
/** The run that is under way, or that was the last of this console. */
export const running: Signal<RunningView | undefined> = signal(undefined)
/** Whether the server tells of runs; `false` also where there are none to tell of. */
export const following: Signal<boolean> = signal(false)

/** Asks for the session, and listens to runs where there can be any. */
export async function loadSession(): Promise<void> {
  const answer = await get<SessionView>('/api/session')
  if (answer.kind === 'problem') {
    sessionProblem.value = answer.problem
    return
  }
  session.value = answer.value
  if (answer.value.changes === 'yes') follow()
}

/** Has the server read its source anew. */
export async function refresh(): Promise<void> {
  refreshing.value = true
  const answer = await post<SessionView>('/api/refresh', {})
  refreshing.value = false
  if (answer.kind === 'problem') sessionProblem.value = answer.problem
  else {
    session.value = answer.value
    sessionProblem.value = undefined
  }
}

function follow(): void {
  // It connects again by itself.
  const events = new EventSource('/api/run/events')
  events.addEventListener('open', () => (following.value = true))
  events.addEventListener('error', () => (following.value = false))
  events.addEventListener('run', ({ data }: MessageEvent<string>) => {
    const was = running.value?.state.kind
    const run = (JSON.parse(data) as RunningView | null) ?? undefined
    running.value = run
    // What a run has changed is read anew.
    if (was === 'underWay' && run !== undefined && run.state.kind !== 'underWay' && run.kind !== 'check') void refresh()
  })
}
