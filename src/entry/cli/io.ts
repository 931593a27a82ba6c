// The world as a command sees it, handed in so that commands can be run in tests: streams, environment, clock and interruption.

/** Everything outside that a command may touch. */
export interface Io {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly stdin: AsyncIterable<Uint8Array>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether somebody sits at standard input who can be asked. */
  readonly inIsTerminal: boolean
  /** Whether standard output and standard error are terminals, and how wide. */
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  readonly columns: number
  /** The present moment, RFC 3339 in UTC. */
  now(): string
  readonly signal: AbortSignal
}

/** The process's own streams, clock and signals. */
export function processIo(): Io {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      controller.abort(name)
      // Whoever still waits for what somebody might type would keep the process alive.
      process.stdin.destroy()
    })
  }
  // A reader that goes away, as `| head` does, is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    stdin: process.stdin as AsyncIterable<Uint8Array>,
    env: process.env,
    inIsTerminal: process.stdin.isTTY,
    outIsTerminal: process.stdout.isTTY,
    errIsTerminal: process.stderr.isTTY,
    columns: process.stdout.isTTY ? process.stdout.columns : 100,
    now: () => new Date().toISOString(),
    signal: controller.signal,
  }
}
