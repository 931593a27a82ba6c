// The console's server: guards before everything, then the page's files and its routes; what fails is told as a message with what to do.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Server } from 'node:http'
import { SparekeyError } from '../../base/index.ts'
import type { ProblemView } from '../../console/index.ts'
import type { Io } from '../cli/io.ts'
import { addChangeRoutes, type ChangeRoutes } from './change-routes.ts'
import { tellCrash } from './crash.ts'
import { headers, onlyLooksAndJson, sameMachine, type Doorkeeper } from './guards.ts'
import type { PageFiles } from './page-files.ts'
import { addReadRoutes, type ReadRoutes } from './read-routes.ts'

/** What the server is made of. */
export interface ConsoleParts {
  readonly doorkeeper: Doorkeeper
  readonly files: PageFiles
  readonly read: ReadRoutes
  readonly change: ChangeRoutes
  readonly io: Io
}

/** The addresses that it may listen on; no other machine reaches them. */
export const addresses = ['127.0.0.1', '::1'] as const

/** One of them. */
export type Address = (typeof addresses)[number]

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sparekey</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body><div id="page"></div><noscript>The console needs JavaScript; every page of it is a command, too: see sparekey --help</noscript></body>
</html>
`

/** The application, without a socket. */
export function consoleApp({ doorkeeper, files, read, change, io }: ConsoleParts): Hono {
  const app = new Hono()
  app.use(headers)
  app.use(sameMachine)
  app.use(onlyLooksAndJson)
  app.use(doorkeeper.admit)
  app.use(bodyLimit({ maxSize: 1024 * 1024, onError: (c) => c.json({ message: 'the request is too large' }, 413) }))
  app.use(async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
  })
  app.get('/page.js', (c) => c.body(bytes(files.script), 200, { 'Content-Type': 'text/javascript; charset=utf-8' }))
  app.get('/page.css', (c) => c.body(bytes(files.style), 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  addReadRoutes(app, read)
  addChangeRoutes(app, change)
  app.all('/api/*', (c) => c.json({ message: 'the console has no such route' } satisfies ProblemView, 404))
  // Every other address is one of the page's own: it reads it itself.
  app.get('*', (c) => c.html(page))
  app.onError((error, c) => {
    if (error instanceof SparekeyError) {
      const { message, hint } = error
      return c.json({ message, ...(hint === undefined ? {} : { hint }) } satisfies ProblemView, statusOf(error))
    }
    tellCrash(error, io)
    return c.json({ message: 'the console failed: see where it runs' } satisfies ProblemView, 500)
  })
  return app
}

function statusOf({ code }: SparekeyError): 400 | 404 | 502 {
  if (code === 'INPUT_NOT_FOUND') return 404
  return code === 'USAGE' ? 400 : 502
}

function bytes(file: Uint8Array): ArrayBuffer {
  return Uint8Array.from(file).buffer
}

/** A server that listens. */
export interface Listening {
  readonly port: number
  readonly close: () => Promise<void>
}

/**
 * Listens on an address of this machine alone.
 *
 * @param port - 0: one that is free
 * @throws SparekeyError USAGE where it is taken
 */
export async function listen(app: () => Hono, address: Address, port: number): Promise<Listening> {
  let made: Hono | undefined
  const server = serve({
    fetch: (request, env) => (made ??= app()).fetch(request, env),
    hostname: address,
    port,
  }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', (error) =>
      reject(
        new SparekeyError('USAGE', `cannot listen on port ${port} of ${address}: ${error.message}`, {
          cause: error,
          hint: 'name another one with --port, or none for one that is free',
        }),
      ),
    )
  })
  const at = server.address()
  return {
    port: typeof at === 'object' && at !== null ? at.port : port,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
