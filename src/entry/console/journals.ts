// The journals of a folder: every run that was made from there, by the console or by commands, with how it stands.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compareText, SparekeyError } from '../../base/index.ts'
import { runView, type JournalView, type RunView } from '../../console/index.ts'
import { readJournalFile } from '../../sources/journal/index.ts'
import { engine } from '../cli/engine.ts'

/** The journals, the newest first: their names begin with the time. */
export async function journalsIn(folder: string): Promise<readonly JournalView[]> {
  const names = journalNames(folder)
  const views: JournalView[] = []
  for (const name of names) {
    try {
      const { openedAt, server, verdict, sentence } = await readRun(folder, name)
      views.push({ name, kind: 'run', openedAt, server, verdict, sentence })
    } catch (error) {
      if (!(error instanceof SparekeyError)) throw error
      views.push({ name, kind: 'unreadable', message: error.message })
    }
  }
  return views
}

/**
 * How the run of one journal stands.
 *
 * @throws SparekeyError INPUT_NOT_FOUND where the folder has none of that name
 */
export async function journalIn(folder: string, name: string): Promise<RunView> {
  return await readRun(folder, knownJournal(folder, name))
}

/**
 * A name that the folder has: what a request says is never taken for a path.
 *
 * @throws SparekeyError INPUT_NOT_FOUND
 */
export function knownJournal(folder: string, name: string): string {
  if (journalNames(folder).includes(name)) return name
  throw new SparekeyError('INPUT_NOT_FOUND', `there is no journal \`${name}\` in \`${folder}\``)
}

async function readRun(folder: string, name: string): Promise<RunView> {
  return runView(engine.stateOf(await readJournalFile(join(folder, name), engine.codec)))
}

function journalNames(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.journal'))
    .sort((a, b) => compareText(b, a))
}
