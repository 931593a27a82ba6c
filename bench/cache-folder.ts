// Where the benches keep what they generate, and when it is made anew: never inside the repository, never twice.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A folder with generated data; made by `fill` if it is not there yet.
 *
 * @param name - names the data, its size and the version of its generator: another name is another folder
 * @param fill - writes the data into the empty folder
 * @returns the folder's path
 */
export function cachedFolder(name: string, fill: (folder: string) => void): string {
  const base = process.env['XDG_CACHE_HOME']
  const folder = join(base === undefined || base === '' ? tmpdir() : base, 'sparekey-bench', name)
  // The mark stands beside the folder, so that whoever reads all files of the folder does not meet it.
  const mark = `${folder}.complete`
  if (existsSync(mark)) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  fill(folder)
  writeFileSync(mark, '')
  return folder
}

/** The files of a folder, by name. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
}

/** How many bytes the files of a folder have together. */
export function sizeOf(folder: string): number {
  return filesOf(folder).reduce((sum, file) => sum + statSync(file).size, 0)
}
