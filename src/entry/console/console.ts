// `console`: reads the source, serves the page on this machine alone, prints the link that opens it, and runs until it is interrupted.
import { existsSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { SparekeyError } from '../../base/index.ts'
import type { SessionView, StandingGuard } from '../../console/index.ts'
import { sourcePhrase } from '../../report/index.ts'
import type { ConsoleOptions } from '../cli/console-options.ts'
import type { Io } from '../cli/io.ts'
import { version } from '../cli/version.ts'
import { runKeeper, type Running } from './running.ts'
import { doorkeeper } from './guards.ts'
import { openBrowser } from './open-browser.ts'
import { pageFiles, type PageFiles } from './page-files.ts'
import type { ReadRoutes } from './read-routes.ts'
import { openReader, type Reader } from './reading.ts'
import { consoleApp, listen } from './server.ts'
import { isLive, sourceWords } from './source-words.ts'

/** A console that runs. */
export interface OpenConsole {
  /** A link that opens it once. */
  readonly newLink: () => string
  readonly close: () => Promise<void>
}

/** @throws SparekeyError for what stops it */
export async function consoleAsAsked(options: ConsoleOptions, io: Io): Promise<void> {
  const open = await openConsole(options, io)
  try {
    const link = open.newLink()
    io.out(`${link}\n`)
    io.err('the link works once; press Enter for another one, and Ctrl-C to end\n')
    if (options.open && io.outIsTerminal) openBrowser(link)
    await Promise.race([interrupted(io.signal), newLinks(open, io)])
  } finally {
    await open.close()
  }
}

/**
 * Starts a console.
 *
 * @param files - of the page, where they are made already
 * @throws SparekeyError for what stops it
 */
export async function openConsole(options: ConsoleOptions, io: Io, files: PageFiles = pageFiles()): Promise<OpenConsole> {
  refuse(options)
  const reader = await openReader(options, options.earlier ?? [], io)
  const running = runKeeper(io, () => {
    // What was changed is read again, so that every page shows it; a failure shows when somebody refreshes.
    reader.refresh('after').catch(() => undefined)
  })
  let door = doorkeeper('sparekey')
  const listening = await listen(
    () =>
      consoleApp({
        doorkeeper: door,
        files,
        io,
        read: {
          reader,
          session: () => sessionOf(options, reader),
          standingGuard: () => standingGuard(options, io),
          ...needInFilesOf(options, io),
          namespaces: options.namespace === undefined || options.allNamespaces === true ? undefined : [options.namespace],
        },
        change: { reader, options, io, running, folder: options.journals, allowed: mayChange(options) === 'yes' },
      }),
    options.address,
    options.port,
  )
  door = doorkeeper(`sparekey-${listening.port}`)
  const host = options.address === '::1' ? '[::1]' : options.address
  return {
    newLink: () => `http://${host}:${listening.port}/?token=${door.newToken()}`,
    close: () => closed(running, listening.close),
  }
}

async function closed(running: Running, close: () => Promise<void>): Promise<void> {
  // A write that was begun is finished and written down.
  running.stop()
  await running.settled()
  await close()
}

/** @throws SparekeyError USAGE */
function refuse(options: ConsoleOptions): void {
  if (options.selector !== undefined)
    throw new SparekeyError('USAGE', '`-l` leaves out what most pages ask about', { hint: 'leave it out: pages have filters' })
  if (options.filename?.includes('-') === true)
    throw new SparekeyError('USAGE', 'the console reads its source again and again, and standard input can be read once', {
      hint: 'write it to a file, and name that with -f',
    })
  if (options.allowChanges === true && !isLive(options))
    throw new SparekeyError('USAGE', '`--allow-changes` needs a live cluster, and this source is none', {
      hint: 'leave it out, or leave out `-f`, `--snapshot` and `--example`',
    })
  for (const file of options.earlier ?? [])
    if (!existsSync(file))
      throw new SparekeyError('INPUT_NOT_FOUND', `there is no \`${file}\`, which \`--earlier\` names`, {
        hint: 'name snapshots that `sparekey snapshot` wrote',
      })
  if (!existsSync(options.journals) || !statSync(options.journals).isDirectory())
    throw new SparekeyError('USAGE', `\`${options.journals}\` is no folder`, {
      hint: 'name the folder of journals with --journals',
    })
}

function mayChange(options: ConsoleOptions): SessionView['changes'] {
  if (!isLive(options)) return 'notLive'
  return options.allowChanges === true ? 'yes' : 'no'
}

function sessionOf(options: ConsoleOptions, reader: Reader): SessionView {
  const { number, shown } = reader.current()
  const { source, generatedAt } = shown.report
  return {
    version: version(),
    source: sourcePhrase(source),
    generatedAt,
    words: sourceWords(options),
    changes: mayChange(options),
    reading: number,
  }
}

/** Files can be edited where they are read from. */
function needInFilesOf({ filename, namespace }: ConsoleOptions, io: Io): Pick<ReadRoutes, 'needInFiles'> {
  if (filename === undefined) return {}
  return {
    async needInFiles(stated) {
      const { needInSource } = await import('./need-in-source.ts')
      return await needInSource(filename, namespace, io, stated)
    },
  }
}

async function standingGuard(options: ConsoleOptions, io: Io): Promise<StandingGuard> {
  if (!isLive(options)) return { kind: 'notLive' }
  try {
    const { guardStatusAsAsked } = await import('../cli/guard.ts')
    return { kind: 'status', status: await guardStatusAsAsked(options, { ...io, errIsTerminal: false }) }
  } catch (error) {
    if (error instanceof SparekeyError) return { kind: 'problem', message: error.message }
    throw error
  }
}

async function interrupted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

/** Another link for each line that somebody types; where nobody can, it never ends. */
async function newLinks(open: OpenConsole, io: Io): Promise<void> {
  if (io.inIsTerminal) for await (const _ of io.stdin) io.out(`${open.newLink()}\n`)
  await interrupted(io.signal)
}
