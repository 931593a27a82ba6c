// Builds a directory in the cache once, however many processes ask for it: whole under its final name, or not there.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory } from './cache-directory.ts'
import { withLock } from './lock-file.ts'
import { durationPhrase, progress } from './progress.ts'

/** Something that is built into the cache. */
export interface Built {
  /** What it is and its version; older builds of the same are cleared away. */
  readonly name: string
  /** A digest of everything that it is made from. */
  readonly key: string
  /** What a person calls it, and how long the first build takes. */
  readonly title: string
  readonly firstTime: string
  /** Fills an empty directory. */
  readonly build: (directory: string) => Promise<void>
}

const unusedForDays = 30

/** The directory, built if it isn't there yet. */
export async function builtDirectory(built: Built): Promise<string> {
  const cache = cacheDirectory()
  const directory = join(cache, `${built.name}-${built.key.slice(0, 16)}`)
  if (existsSync(directory)) return used(directory)
  mkdirSync(cache, { recursive: true })
  const waiting = (holder: number): void => {
    progress(`process ${holder} is building ${built.title}; waiting for it`)
  }
  return await withLock(`${directory}.lock`, waiting, async () => {
    if (!existsSync(directory)) await build(built, directory)
    return used(directory)
  })
}

async function build(built: Built, directory: string): Promise<void> {
  const started = Date.now()
  progress(`building ${built.title}; the first time takes about ${built.firstTime}`)
  const reminder = setInterval(() => {
    progress(`still building ${built.title}, ${durationPhrase(Date.now() - started)} so far`)
  }, 60_000)
  clearAway(built, directory)
  const draft = `${directory}.building-${process.pid}`
  try {
    mkdirSync(draft)
    await built.build(draft)
    renameSync(draft, directory)
  } catch (error) {
    // The lock allows a rare second builder, whose result is as good as ours.
    if (!existsSync(directory)) throw error
  } finally {
    clearInterval(reminder)
    rmSync(draft, { recursive: true, force: true })
  }
  progress(`built ${built.title} in ${durationPhrase(Date.now() - started)}`)
}

// The time of last use is the directory's modification time: builds that nobody has used for long are found by it.
function used(directory: string): string {
  const now = new Date()
  utimesSync(directory, now, now)
  return directory
}

/** Removes what an interrupted build of the same left, and builds of the same that went unused for long. */
function clearAway(built: Built, directory: string): void {
  const cache = cacheDirectory()
  const oldest = Date.now() - unusedForDays * 24 * 60 * 60 * 1000
  for (const entry of readdirSync(cache)) {
    const path = join(cache, entry)
    const interrupted = path.startsWith(`${directory}.building-`)
    // Another process may clear away the same thing at the same time.
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
    const unused = entry.startsWith(`${built.name}-`) && !entry.endsWith('.lock') && changed < oldest
    if (interrupted || unused) rmSync(path, { recursive: true, force: true })
  }
}
