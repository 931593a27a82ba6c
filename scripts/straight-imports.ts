// For bundles: what is imported through a room's index is imported from the file that has it. Rooms are entered by their index, which
// is good to read; but a bundler that splits a program keeps all that an index names together, and one name would load a whole room.
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Plugin } from 'esbuild'

/** `import { a, type B } from './room/index.ts'`, and the same as an export. */
const imported = /^import (type )?\{([^}]*)\} from '(\.[^']*\/index\.ts)'$/gm
const exported = /^export (type )?\{([^}]*)\} from '(\.[^']*)'$/gm

/** The plugin. */
export const straightImports: Plugin = {
  name: 'straight-imports',
  setup(build) {
    const homes = new Map<string, ReadonlyMap<string, string>>()
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: straightened(readFileSync(path, 'utf8'), path, homes),
      loader: 'ts',
    }))
  },
}

/**
 * A module's text with straight imports. What an index does not say of a name stays as it is.
 *
 * @param path - of the module
 * @param homes - of what indexes name: filled as it goes
 */
export function straightened(text: string, path: string, homes: Map<string, ReadonlyMap<string, string>>): string {
  return text.replace(imported, (whole, isType: string | undefined, names: string, from: string) => {
    if (isType !== undefined) return whole
    const home = homesOf(join(dirname(path), from), homes)
    return namesIn(names)
      .map((name) => {
        const file = home.get(originalOf(name))
        return `import { ${name} } from '${file === undefined ? from : pathTo(file, path)}'`
      })
      .join('\n')
  })
}

/** Where each name of an index is at home. */
function homesOf(index: string, homes: Map<string, ReadonlyMap<string, string>>): ReadonlyMap<string, string> {
  const known = homes.get(index)
  if (known !== undefined) return known
  const made = new Map<string, string>()
  homes.set(index, made)
  for (const [, isType, names = '', from = ''] of readFileSync(index, 'utf8').matchAll(exported)) {
    if (isType !== undefined) continue
    const file = join(dirname(index), from)
    const inner = from.endsWith('/index.ts') ? homesOf(file, homes) : undefined
    // A name that is changed on its way stays with the index.
    for (const name of namesIn(names)) if (originalOf(name) === name) made.set(name, inner?.get(name) ?? file)
  }
  return made
}

/** The names in braces; types are gone by the time that a bundle runs. */
function namesIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
}

function originalOf(name: string): string {
  return name.split(' as ')[0] ?? name
}

function pathTo(file: string, from: string): string {
  const path = relative(dirname(from), file)
  return path.startsWith('.') ? path : `./${path}`
}
