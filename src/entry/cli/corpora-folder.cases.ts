// Where other projects' files are: beside the repository, unless the environment says otherwise. None of them is ours to copy.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = process.env['SPAREKEY_CORPORA'] ?? fileURLToPath(new URL('../../../../shared/corpora/', import.meta.url))

/** @returns a corpus' folder, or why what it would prove is not proved */
export function corpusAt(
  name: string,
  proves: string,
): { readonly folder: string; readonly skip: false } | { readonly skip: string } {
  const path = join(folder, name)
  if (existsSync(path)) return { folder: path, skip: false }
  const skip = `corpus ${name} is not in ${folder} (SPAREKEY_CORPORA names another place)`
  console.log(`NOT PROVED: ${proves}; ${skip}`)
  return { skip }
}
