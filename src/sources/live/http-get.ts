// One request over node:http(s): an answer read whole and decompressed, an idle connection ended, never a hang.
import { request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as tlsRequest, type RequestOptions } from 'node:https'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** What came back, whatever its status. */
export interface HttpAnswer {
  readonly status: number
  /** From `Retry-After`, where it counts seconds. */
  readonly retryAfterMs?: number
  readonly body: Uint8Array
}

/** The other side was silent for too long. */
export class IdleTimeout extends Error {
  override readonly name = 'IdleTimeout'
  readonly milliseconds: number

  constructor(milliseconds: number) {
    super(`nothing came for ${milliseconds} ms`)
    this.milliseconds = milliseconds
  }
}

/** A request. */
export interface HttpGet {
  readonly url: URL
  readonly options: RequestOptions
  /** What is sent with it, for a POST. */
  readonly body?: string
  /** How long to wait for the next sign of life: the connection, the answer, each piece of its body. */
  readonly idleMs: number
  readonly signal: AbortSignal
}

const inflate = promisify(gunzip)

/**
 * Sends the request and reads the whole answer.
 *
 * @throws IdleTimeout, the signal's reason, or what the connection failed with
 */
export async function httpGet({ url, options, body, idleMs, signal }: HttpGet): Promise<HttpAnswer> {
  signal.throwIfAborted()
  const request = (url.protocol === 'http:' ? plainRequest : tlsRequest)(url, options)
  let message: IncomingMessage | undefined
  const stop = (reason: Error): void => void (message ?? request).destroy(reason)
  const interrupt = (): void => stop(asError(signal.reason))
  const watch = setTimeout(() => stop(new IdleTimeout(idleMs)), idleMs)
  signal.addEventListener('abort', interrupt, { once: true })
  try {
    message = await answerTo(request, body)
    const bytes = await bytesOf(message, () => watch.refresh())
    return await read(message, bytes)
  } finally {
    clearTimeout(watch)
    signal.removeEventListener('abort', interrupt)
  }
}

function answerTo(request: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // A connection may fail more than once; the listener stays so that no failure is unheard.
    request.on('error', reject).once('response', resolve).end(body)
  })
}

function bytesOf(message: IncomingMessage, onPiece: () => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    message
      .on('data', (piece: Buffer) => {
        onPiece()
        pieces.push(piece)
      })
      .once('end', () => resolve(Buffer.concat(pieces)))
      .on('error', reject)
      .once('close', () => {
        // Where it was ended without an error, and not by its end; an Error that nobody needs costs more than the rest of this.
        if (!message.readableEnded) reject(new Error('the connection was closed in the middle of an answer'))
      })
  })
}

async function read(message: IncomingMessage, bytes: Buffer): Promise<HttpAnswer> {
  const body = message.headers['content-encoding'] === 'gzip' ? await inflate(bytes, { chunkSize: 256 * 1024 }) : bytes
  const seconds = Number(message.headers['retry-after'] ?? Number.NaN)
  return { status: message.statusCode ?? 0, body, ...(seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {}) }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('interrupted', { cause: reason })
}
