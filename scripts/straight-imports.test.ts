// What a bundle imports straight, and what it leaves to the index.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { straightened } from './straight-imports.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-straight-'))
after(() => {
  rmSync(folder, { recursive: true })
})
mkdirSync(join(folder, 'room/inner'), { recursive: true })
writeFileSync(
  join(folder, 'room/index.ts'),
  [
    "export { one, type Two } from './one.ts'",
    "export {\n  three,\n  four as fourth,\n} from './three.ts'",
    "export type { Five } from './five.ts'",
    "export { six } from './inner/index.ts'",
  ].join('\n'),
)
writeFileSync(join(folder, 'room/inner/index.ts'), "export { six } from './six.ts'\n")

const cases: readonly (readonly [name: string, written: string, made: string])[] = [
  ['a name', "import { one } from './room/index.ts'", "import { one } from './room/one.ts'"],
  [
    'a name that is called otherwise',
    "import { one as first } from './room/index.ts'",
    "import { one as first } from './room/one.ts'",
  ],
  [
    'several, over several lines, without their types',
    "import {\n  one,\n  type Two,\n  three,\n} from './room/index.ts'",
    "import { one } from './room/one.ts'\nimport { three } from './room/three.ts'",
  ],
  ['one of a room in the room', "import { six } from './room/index.ts'", "import { six } from './room/inner/six.ts'"],
  ['one that the index calls otherwise', "import { fourth } from './room/index.ts'", "import { fourth } from './room/index.ts'"],
  ['one that the index does not name', "import { seven } from './room/index.ts'", "import { seven } from './room/index.ts'"],
  ['types alone', "import type { Two } from './room/index.ts'", "import type { Two } from './room/index.ts'"],
  ['a file', "import { one } from './room/one.ts'", "import { one } from './room/one.ts'"],
  ['a package', "import { load } from 'js-yaml'", "import { load } from 'js-yaml'"],
]

for (const [name, written, made] of cases)
  test(name, () => {
    assert.equal(straightened(`${written}\nuse()\n`, join(folder, 'main.ts'), new Map()), `${made}\nuse()\n`)
  })
