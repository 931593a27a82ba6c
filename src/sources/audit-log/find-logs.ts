// Turns what a person names into a sorted list of logs: files as they are, folders with all that is in them, as a container of blobs
// has its logs (`insights-logs-kube-audit/resourceId=…/y=2024/m=11/d=15/h=21/m=00/PT1H.json`).
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { compareText, SparekeyError } from '../../base/index.ts'

/**
 * @param names - files or folders; `-` is standard input and stays as it is
 * @returns each file once, sorted by code points; hidden files are left out of folders
 * @throws SparekeyError INPUT_NOT_FOUND
 */
export function findLogs(names: readonly string[]): readonly string[] {
  const files = new Map<string, string>()
  for (const name of names) for (const file of logsOf(name)) files.set(file === '-' ? '-' : realpathSync(file), file)
  return [...files.values()].sort(compareText)
}

function logsOf(name: string): readonly string[] {
  if (name === '-') return [name]
  const stat = statSync(name, { throwIfNoEntry: false })
  if (stat === undefined)
    throw new SparekeyError('INPUT_NOT_FOUND', `no such file or folder: \`${name}\``, {
      hint: 'name a log, a folder of logs, or - for standard input',
    })
  if (!stat.isDirectory()) return [name]
  const found = search(name, new Set())
  if (found.length === 0)
    throw new SparekeyError('INPUT_NOT_FOUND', `no file in folder \`${name}\``, { hint: 'name the folder that holds the logs' })
  return found
}

function search(folder: string, seen: Set<string>): readonly string[] {
  const real = realpathSync(folder)
  // A link back up would lead round for ever.
  if (seen.has(real)) return []
  seen.add(real)
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.')) return []
    const path = join(folder, entry.name)
    const stat = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry
    if (stat?.isDirectory() === true) return search(path, seen)
    return stat?.isFile() === true ? [path] : []
  })
}
