// What an answer to a write means: it was made, it was refused and nothing changed, or nobody knows.
import type { LiveObject, WriteOutcome } from '../../change/index.ts'
import { readStatus, statusMessage } from './api-status.ts'
import type { ApiAnswer } from './channel.ts'

/**
 * @param write - what was asked: a patch that does not fit is told by the server without a reason
 * @param live - reads the object of an answer that has one
 */
export function outcomeOf(
  answer: ApiAnswer,
  write: 'patch' | 'create' | 'delete',
  live: (body: Uint8Array) => LiveObject | undefined,
): WriteOutcome {
  const { status } = answer
  if (status >= 200 && status < 300) return { kind: 'written', live: write === 'delete' ? undefined : live(answer.body) }
  const message = statusMessage(answer)
  // The server, or a proxy before it, has broken down: it may have been after the write.
  if (status >= 500 || status < 400) return { kind: 'unknown', message }
  return { kind: 'refused', conflict: isConflict(answer, write), message }
}

// 404: the object is gone. 409: a precondition, or a name that is taken. 422 without a cause: an operation of the patch, as a test,
// found something else than it expects (apiserver patch.go, applyJSPatch); whatever fails validation has causes.
function isConflict({ status, body }: ApiAnswer, write: 'patch' | 'create' | 'delete'): boolean {
  if (status === 409) return true
  if (status === 404) return write !== 'create'
  return status === 422 && write === 'patch' && readStatus(body).causes === 0
}
