// Turns what a person names with `-f` into a list of files, in that order, as kubectl does: files as they are, folders and globs
// searched for manifests.
import { existsSync, globSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { compareText, SparekeyError } from '../../base/index.ts'

/** Endings of files that a folder is searched for; a file that is named itself may end as it likes. */
const endings: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json'])

/** Folders that hold other people's manifests, or none. */
const passedOver: ReadonlySet<string> = new Set(['node_modules', '.git'])

/**
 * @param names - files, folders (searched through) or globs; `-` is standard input and stays as it is
 * @returns each file once, in the order of the names; those of one folder or glob sorted by code points
 * @throws SparekeyError INPUT_NOT_FOUND where a name stands for nothing
 */
export function findFiles(names: readonly string[]): readonly string[] {
  const files = new Set<string>()
  for (const name of names) for (const file of filesOf(name)) files.add(file)
  return [...files]
}

function filesOf(name: string): readonly string[] {
  if (name === '-') return [name]
  if (!existsSync(name)) {
    const matches = /[*?[{]/.test(name) ? globSync(name) : []
    if (matches.length === 0) {
      throw new SparekeyError('INPUT_NOT_FOUND', `no such file or folder: \`${name}\``, {
        hint: 'name a file, a folder, a glob, or - for standard input',
      })
    }
    return matches.filter((match) => !statSync(match).isDirectory()).sort(compareText)
  }
  if (!statSync(name).isDirectory()) return [name]
  const found = search(name, new Set())
  if (found.length === 0) {
    throw new SparekeyError('INPUT_NOT_FOUND', `no .yaml, .yml or .json file in folder \`${name}\``, {
      hint: 'name the folder that holds the manifests',
    })
  }
  return [...found].sort(compareText)
}

function search(folder: string, seen: Set<string>): readonly string[] {
  const real = realpathSync(folder)
  // A link back up would lead round for ever.
  if (seen.has(real)) return []
  seen.add(real)
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    const stat = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry
    if (stat === undefined) return []
    if (stat.isDirectory()) return passedOver.has(entry.name) ? [] : search(path, seen)
    return stat.isFile() && endings.has(extname(entry.name)) ? [path] : []
  })
}
