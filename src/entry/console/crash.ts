// What is wrong with the console itself is told where it runs: by its whole trace, in which names of a cluster may stand.
import { plainText } from '../../report/index.ts'
import type { Io } from '../cli/io.ts'

/** Prints it, line by line, with nothing in it that would steer a terminal. */
export function tellCrash(error: unknown, io: Pick<Io, 'err'>): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  io.err(`error: ${text.split('\n').map(plainText).join('\n')}\n`)
}
