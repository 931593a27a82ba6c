// What `fix` prints: the difference on standard output, and beside it what was not edited and why.
import { sortedBy } from '../../base/index.ts'
import { formatRef } from '../../kube/index.ts'
import { fileDiff, plainText } from '../../report/index.ts'
import { replaceFile } from '../../sources/yaml-edit/index.ts'
import type { Fix } from './fix.ts'
import type { FixOptions } from './fix-options.ts'
import type { Io } from './io.ts'

/** Prints the difference, or writes the files; then tells the rest. */
export function carryOut(fix: Fix, options: FixOptions, io: Io): 0 | 1 | 2 {
  // In the plan's order: what something else requires is written before it.
  if (options.write === true) for (const file of fix.files) replaceFile(file.path, file.before, file.text)
  else
    for (const file of sortedBy(fix.files, ({ path }) => [path])) {
      const diff = fileDiff({ ...file, after: file.text })
      // A terminal obeys what it reads; a file or a pipe gets every byte.
      io.out(io.outIsTerminal ? diff.replace(/[^\n]+/g, (line) => plainText(line.replaceAll('\t', '    '))) : diff)
    }
  io.err(summaryOf(fix, options.write === true))
  const open = fix.refused.length + fix.held.length
  if (options.write !== true && fix.files.length > 0) return 1
  return open > 0 ? 2 : 0
}

function summaryOf({ files, objects, refused, held, left, notes, gaps }: Fix, written: boolean): string {
  const lines = [
    files.length === 0
      ? 'nothing to change'
      : `${written ? 'changed' : 'would change'} ${counted(objects.length, 'object')} in ${counted(files.length, 'file')}`,
    ...refused.flatMap(({ where, message, remedy }) => [`not edited: ${where}: ${message}`, `  ${remedy}`]),
    ...held.map((object) => `held back: ${object}: it is safe only after an edit that could not be made`),
    ...left.map(({ object, reason }) => `left: ${formatRef(object)}: ${reason}`),
    ...notes.map((note) => `note: ${note}`),
    ...(gaps > 0 ? [`${counted(gaps, 'gap')}: \`sparekey audit\` on the same files tells what could not be known`] : []),
  ]
  return `${lines.map(plainText).join('\n')}\n`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
