// What the API server says when it does not answer with what was asked for: the message of its `Status`, made fit to be told.
import { STATUS_CODES } from 'node:http'
import { isRecord } from '../../kube/index.ts'
import type { HttpAnswer } from './http-get.ts'
import { quotable } from './quotable.ts'
import { readBody } from './read-body.ts'
import { wantedFields } from './wanted-fields.ts'

/** The parts of a `Status` that some decision turns on. */
export interface ApiStatus {
  readonly message?: string
  /** With which a list can go on whose token has expired. */
  readonly continueToken?: string
  /** How many causes it names. */
  readonly causes: number
}

const wantedOfStatus = wantedFields('kind', 'message', 'metadata.continue', 'details.causes.[].field')

/** Reads a `Status`; whatever else a body holds reads as an empty one. */
export function readStatus(body: Uint8Array): ApiStatus {
  const value = readBody(body, wantedOfStatus)
  if (value?.['kind'] !== 'Status') return { causes: 0 }
  const metadata = isRecord(value['metadata']) ? value['metadata'] : {}
  const message = value['message']
  const token = metadata['continue']
  const details = isRecord(value['details']) ? value['details'] : {}
  return {
    causes: Array.isArray(details['causes']) ? details['causes'].length : 0,
    ...(typeof message === 'string' && message !== '' ? { message } : {}),
    ...(typeof token === 'string' && token !== '' ? { continueToken: token } : {}),
  }
}

/** The status of an answer in words: its code, and what the server says about it. */
export function statusMessage({ status, body }: HttpAnswer): string {
  const { message } = readStatus(body)
  const code = `${status} ${STATUS_CODES[status] ?? ''}`.trim()
  return message === undefined || message === STATUS_CODES[status] ? code : `${code}: ${quotable(withoutObjects(message))}`
}

// Of an object that fails validation the server may quote all of it, as JSON or as Go prints it, values of environment variables
// included (apimachinery field/errors.go, ErrorBody).
function withoutObjects(message: string): string {
  return message.replace(/(?<=Invalid value: )"?[\w.*&[\]]*\{(?:[^]*\}"?|[^]*)|"?\{\\?"(?:[^]*\}"?|[^]*)/, '(left out)')
}
