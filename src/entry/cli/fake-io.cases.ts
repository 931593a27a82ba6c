// A world for tests of the command line: what was printed is kept, the clock stands still, standard input is what a test gives.
import { run, type ExitCode } from './run.ts'

/** How one run ended. */
export interface Ran {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

/** Runs a command line. */
export async function runWith(argv: readonly string[], stdin = '', clock = '2026-11-24T08:00:00.000Z'): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await run(argv, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    stdin: streamOf(stdin),
    env: {},
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    now: () => clock,
    signal: new AbortController().signal,
  })
  return { code, out, err }
}

async function* streamOf(text: string): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  if (text !== '') yield Buffer.from(text)
}
