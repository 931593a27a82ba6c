// Requests to the server that served the page: views to show, and things to do. What goes wrong is a message with what to do.
import type { ProblemView } from '../console/index.ts'

/** An answer, or why there is none. */
export type Answer<T> =
  { readonly kind: 'ready'; readonly value: T } | { readonly kind: 'problem'; readonly problem: ProblemView }

/** @param path - with its query */
export async function get<T>(path: string): Promise<Answer<T>> {
  return await answerOf<T>(fetch(path, { headers: { accept: 'application/json' } }))
}

/** Asks for something to be done. */
export async function post<T>(path: string, body: object): Promise<Answer<T>> {
  return await answerOf<T>(
    fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  )
}

async function answerOf<T>(asked: Promise<Response>): Promise<Answer<T>> {
  try {
    const response = await asked
    const value = (await response.json()) as T | ProblemView
    return response.ok ? { kind: 'ready', value: value as T } : { kind: 'problem', problem: value as ProblemView }
  } catch {
    return { kind: 'problem', problem: { message: 'the console does not answer', hint: 'start it again where it ran' } }
  }
}

/** A path with a query; values that are empty are left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | readonly string[]>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of typeof value === 'string' ? [value] : value) if (one !== '') parameters.append(name, one)
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}
