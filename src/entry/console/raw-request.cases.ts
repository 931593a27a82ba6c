// One HTTP request as anybody on the machine, or any page of the browser, could send it: every header as a test wants it.
import { request, type IncomingHttpHeaders } from 'node:http'

/** What came back. */
export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/**
 * A stream of events has no end: its answer is there with its head, and has no body.
 *
 * @param origin - of the console
 */
export async function rawRequest(
  origin: string,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin)
  return await new Promise((resolve, reject) => {
    const sent = request({ host: hostname.replace(/^\[|\]$/g, ''), port, path, method, headers }, (answer) => {
      const { statusCode: status = 0, headers: got } = answer
      if (got['content-type'] === 'text/event-stream') {
        answer.destroy()
        return resolve({ status, headers: got, body: '' })
      }
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('end', () => resolve({ status, headers: got, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** The cookie of a session, got as a browser gets it. */
export async function sessionCookie(link: string): Promise<string> {
  const { origin, pathname, search } = new URL(link)
  const { headers } = await rawRequest(origin, `${pathname}${search}`)
  const [set = ''] = headers['set-cookie'] ?? []
  return set.split(';')[0] ?? ''
}
