// `sparekey fix` on 2,000 files against parsing them with the same library: once where every other file changes, once where none has to.
import { join } from 'node:path'
import { compare } from './measure.ts'
import { repository } from './repository.ts'

/** @param sparekey - the program and its first arguments */
export async function benchFix(sparekey: readonly [string, ...string[]], times: number): Promise<string> {
  const [program, ...before] = sparekey
  const tables: string[] = []
  for (const settled of [false, true]) {
    const { folder, bytes, files } = repository(settled)
    tables.push(
      await compare(
        {
          title: `fix: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${settled ? 'nothing to change' : 'half of them to change'}`,
          // 1: something would change.
          ours: { title: 'sparekey fix', program, arguments: [...before, 'fix', '-f', folder], exitCode: settled ? 0 : 1 },
          theirs: {
            title: 'js-yaml loadAll, file by file',
            program: process.execPath,
            arguments: [join(import.meta.dirname, 'baseline-yaml.ts'), folder],
          },
          goal: 1.3,
        },
        times,
      ),
    )
  }
  return tables.join('\n')
}
