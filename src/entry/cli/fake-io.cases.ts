// A world for tests of the command line: what was printed is kept, the clock stands still, standard input is what a test gives.
import type { ExitCode } from './exit-code.ts'
import { run } from './run.ts'

/** How one run ended. */
export interface Ran {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

/** What else a test decides of the world. */
export interface FakeWorld {
  /** Whether somebody sits there who types what standard input says. */
  readonly inIsTerminal?: boolean
  readonly signal?: AbortSignal
  readonly env?: Readonly<Record<string, string>>
  /** Is told each piece of standard error as it comes. */
  readonly onErr?: (text: string) => void
}

/** Runs a command line. */
export async function runWith(
  argv: readonly string[],
  stdin: string | Uint8Array = '',
  clock = '2026-11-24T08:00:00.000Z',
  { inIsTerminal = false, signal = new AbortController().signal, env = {}, onErr }: FakeWorld = {},
): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await run(argv, {
    out: (text) => (out += text),
    err: (text) => {
      err += text
      onErr?.(text)
    },
    stdin: streamOf(stdin),
    env,
    inIsTerminal,
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    now: () => clock,
    signal,
  })
  return { code, out, err }
}

async function* streamOf(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  if (content.length > 0) yield Buffer.from(content)
}
