// Asks for a yes before a cluster is changed. Where nobody can be asked, `--yes` must have been said.
import { SparekeyError } from '../../base/index.ts'
import type { Io } from './io.ts'

/** @throws SparekeyError `USAGE` where nobody can be asked or the answer is no, `INTERRUPTED` */
export async function confirm(question: string, { yes = false }: { readonly yes?: boolean }, io: Io): Promise<void> {
  if (yes) return
  if (!io.inIsTerminal)
    throw new SparekeyError('USAGE', 'nobody can be asked whether to go on: standard input is no terminal', {
      hint: 'look at it with --dry-run or `sparekey status`, then say --yes',
    })
  io.err(`${question} [y/N] `)
  const answer = await Promise.race([firstLine(io.stdin), interruption(io.signal)])
  if (/^y(?:es)?$/i.test(answer.trim())) return
  throw new SparekeyError('USAGE', 'the answer was not yes: nothing was changed')
}

async function firstLine(input: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of input) {
    text += Buffer.from(chunk).toString('utf8')
    if (text.includes('\n')) break
  }
  return text.split('\n')[0] ?? ''
}

function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(new SparekeyError('INTERRUPTED', 'interrupted before anything was changed'))
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}
