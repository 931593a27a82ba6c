// Who may talk to the console, request by request: a page of its own, in a browser on this machine, opened with this run's link.
// Loopback is reachable for every web page that the browser shows, so the address alone proves nothing: a name that is made to point here
// (DNS rebinding) shows in Host, a foreign page in Origin and Sec-Fetch-Site, and whoever lacks the cookie has not had the link.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { secureHeaders } from 'hono/secure-headers'

/** Names that a browser resolves to this machine and to no other. */
const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Nothing but the page's own files, and no way to run or to show anything else. */
export const headers: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
  },
  crossOriginOpenerPolicy: 'same-origin',
  crossOriginResourcePolicy: 'same-origin',
  referrerPolicy: 'no-referrer',
  xContentTypeOptions: 'nosniff',
  xFrameOptions: 'DENY',
  // There is no TLS on loopback.
  strictTransportSecurity: false,
})

/** Refuses requests to another name, and from another page. */
export const sameMachine: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? ''
  const [, name = ''] = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host) ?? []
  if (!loopback.has(name)) return refuse(c, 403, 'the console answers to 127.0.0.1, [::1] and localhost alone')
  const origin = c.req.header('origin')
  if (origin !== undefined && origin !== `http://${host}`) return refuse(c, 403, 'the console answers to its own page alone')
  const site = c.req.header('sec-fetch-site')
  const opened = c.req.method === 'GET' && c.req.header('sec-fetch-mode') === 'navigate'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !opened)
    return refuse(c, 403, 'the console answers to its own page alone')
  return await next()
}

/** Refuses what is neither a look nor a request of the page to do something: those are JSON, which no form can send. */
export const onlyLooksAndJson: MiddlewareHandler = async (c, next) => {
  const { method } = c.req
  if (method === 'GET' || method === 'HEAD') return await next()
  if (method !== 'POST') return refuse(c, 405, 'the console takes GET and POST')
  if (c.req.header('origin') === undefined) return refuse(c, 403, 'who asks for something to be done says who it is (Origin)')
  const [type = ''] = (c.req.header('content-type') ?? '').split(';')
  if (type.trim().toLowerCase() !== 'application/json') return refuse(c, 415, 'the console takes JSON')
  return await next()
}

/** The links into one run of the console, each good for one browser, and the cookies that they turn into. */
export interface Doorkeeper {
  /** A text that opens the console once. */
  newToken(): string
  /** Lets in who has the cookie; turns a token into it; refuses everybody else. */
  readonly admit: MiddlewareHandler
}

/** @param cookie - its name: cookies do not tell ports apart, and two consoles may run */
export function doorkeeper(cookie: string): Doorkeeper {
  const tokens = new Set<string>()
  // Kept as digests, so that comparing takes as long whatever is sent.
  const sessions: Buffer[] = []
  return {
    newToken() {
      const token = secret()
      tokens.add(digest(token).toString('hex'))
      return token
    },
    async admit(c, next) {
      const url = new URL(c.req.url)
      const token = url.searchParams.get('token')
      if (token !== null && c.req.method === 'GET') {
        if (!tokens.delete(digest(token).toString('hex'))) return refuse(c, 401, usedUp)
        const session = secret()
        sessions.push(digest(session))
        setCookie(c, cookie, session, { httpOnly: true, sameSite: 'Strict', path: '/' })
        url.searchParams.delete('token')
        c.header('Cache-Control', 'no-store')
        // Two slashes would begin the name of another machine.
        return c.redirect(`${url.pathname.replace(/^\/+/, '/')}${url.search}`, 303)
      }
      const shown = digest(getCookie(c, cookie) ?? '')
      if (!sessions.some((session) => timingSafeEqual(session, shown))) return refuse(c, 401, notOpened)
      return await next()
    },
  }
}

const usedUp = 'this link was used before: press Enter where the console runs for another one'
const notOpened =
  'open the console by the link that it printed; if you came by a link in another page, load this one again; press Enter where it runs for a new link'

function secret(): string {
  return randomBytes(32).toString('base64url')
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function refuse(c: Context, status: 401 | 403 | 405 | 415, message: string): Response {
  c.header('Cache-Control', 'no-store')
  return c.json({ message }, status)
}
