// The rules of .dependency-cruiser.js, each against a planted breach: a rule that catches nothing looks like clean code.
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { runNode } from './children.ts'
import { unseenFiles, type Cruise } from './cruise-result.ts'

const repository = join(import.meta.dirname, '..')

const packageJson = { type: 'module', dependencies: { copyleft: '1', 'js-yaml': '1' }, devDependencies: { tool: '1' } }

function installed(name: string, license: string): Record<string, string> {
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({
      name,
      version: '1.0.0',
      license,
      type: 'module',
      exports: './index.js',
    }),
    [`node_modules/${name}/index.js`]: 'export const it = 1\n',
  }
}

const sound = {
  'package.json': JSON.stringify(packageJson),
  ...installed('copyleft', 'GPL-3.0-only'),
  ...installed('tool', 'MIT'),
  ...installed('js-yaml', 'MIT'),
  'src/base/index.ts': `export { a } from './a.ts'\n`,
  'src/base/a.ts': 'export const a = 1\n',
  'src/base/a.test.ts': `import 'node:test'\nimport { a } from './a.ts'\nvoid a\n`,
  'src/kube/index.ts': `export { k } from './k.ts'\n`,
  'src/kube/k.ts': `import { a } from '../base/index.ts'\nexport const k = a\n`,
  'src/sources/index.ts': `export { f } from './json/index.ts'\n`,
  'src/sources/json/index.ts': `export { f } from './f.ts'\n`,
  'src/sources/json/f.ts': `import { readFileSync } from 'node:fs'\nimport { it } from 'js-yaml'\nexport const f = [readFileSync, it]\n`,
  'src/entry/main.ts': `import { f } from '../sources/index.ts'\nimport '../sources/json/index.ts'\nvoid f\n`,
}

/** Cruises a small repository, with our own configuration. */
async function cruise(files: Readonly<Record<string, string>>): Promise<Cruise> {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-layers-'))
  try {
    for (const [path, body] of Object.entries({ ...sound, ...files })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), body)
    }
    for (const file of ['.dependency-cruiser.js', 'tsconfig.json']) cpSync(join(repository, file), join(folder, file))
    const cruiser = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
    const args = [cruiser, '--config', '.dependency-cruiser.js', '--output-type', 'json', 'src']
    const ended = await runNode({ args, cwd: folder, output: 'collect' })
    return JSON.parse(ended.output) as Cruise
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function breaches(files: Readonly<Record<string, string>>): Promise<string[]> {
  const found = (await cruise(files)).summary.violations.map((breach) => `${breach.rule.name}: ${breach.from}`)
  return [...new Set(found)].sort()
}

test('sound code breaks no rule', async () => {
  assert.deepEqual(await breaches({}), [])
})

test('a code that was not read is a problem, not a clean run', async () => {
  const result = await cruise({})
  assert.deepEqual(unseenFiles(result, ['src/base/a.ts']), [])
  assert.deepEqual(unseenFiles(result, ['src/base/a.ts', 'src/base/z.ts']), [
    'src/base/z.ts: not read: does an `exclude` hide it?',
  ])
  assert.match(unseenFiles({ ...result, modules: [] }, ['src/base/a.ts']).join(), /no module was read/)
})

const planted: readonly (readonly [rule: string, file: string, body: string])[] = [
  ['base-imports-only-below', 'src/base/up.ts', `import { f } from '../sources/index.ts'\nexport const a = f\n`],
  ['kube-imports-only-below', 'src/kube/up.ts', `import type { f } from '../sources/index.ts'\nexport const k: typeof f = []\n`],
  ['inventory-imports-only-below', 'src/inventory/up.ts', `export { f } from '../sources/index.ts'\n`],
  ['tokens-imports-only-below', 'src/tokens/up.ts', `export { f } from '../sources/index.ts'\n`],
  ['rbac-imports-only-below', 'src/rbac/up.ts', `export { f } from '../sources/index.ts'\n`],
  ['evidence-imports-only-below', 'src/evidence/up.ts', `export { f } from '../sources/index.ts'\n`],
  ['verdict-imports-only-below', 'src/verdict/up.ts', `export { f } from '../sources/index.ts'\n`],
  ['change-imports-only-below', 'src/change/up.ts', `export { f } from '../sources/index.ts'\n`],
  ['guard-imports-only-below', 'src/guard/up.ts', `export { f } from '../sources/index.ts'\n`],
  ['report-imports-only-below', 'src/report/up.ts', `export { f } from '../sources/index.ts'\n`],
  ['console-imports-only-below', 'src/console/up.ts', `export { f } from '../sources/index.ts'\n`],
  ['console-page-imports-only-below', 'src/console-page/up.ts', `export { a } from '../base/index.ts'\n`],
  ['page-packages', 'src/console-page/heavy.tsx', `export { it } from 'copyleft'\n`],
  ['sources-imports-only-below', 'src/sources/up.ts', `export { up } from '../verdict/up.ts'\n`],
  ['entry-imports-only-below', 'src/entry/aside.ts', `import '../attic/index.ts'\n`],
  ['known-room', 'src/entry/aside.ts', `import '../attic/index.ts'\n`],
  ['known-room', 'src/stray.ts', `import { a } from './base/index.ts'\nvoid a\n`],
  ['use-the-door', 'src/kube/window.ts', `import { a } from '../base/a.ts'\nexport const k = a\n`],
  ['use-the-door', 'src/entry/window.ts', `import { f } from '../sources/json/f.ts'\nvoid f\n`],
  ['use-the-inner-door', 'src/sources/live/index.ts', `export { f } from '../json/f.ts'\n`],
  ['pure-core', 'src/base/prefixed.ts', `import { sep } from 'node:path'\nexport const a = sep\n`],
  ['pure-core', 'src/base/bare.ts', `import { sep } from 'path'\nexport const a = sep\n`],
  ['pure-core', 'src/base/lazy.ts', `export const a = async () => import('node:path')\n`],
  ['pure-core', 'src/base/typed.ts', `import type { Stats } from 'node:fs'\nexport type A = Stats\n`],
  ['pure-core-packages', 'src/base/package.ts', `import { it } from 'copyleft'\nexport const a = it\n`],
  ['no-cycles', 'src/base/c1.ts', `import { c2 } from './c2.ts'\nexport const c1 = c2\n`],
  ['no-cycles', 'src/base/t1.ts', `import type { T2 } from './t2.ts'\nexport const t1: T2 = 1\n`],
  ['no-orphans', 'src/base/lost.ts', 'export const lost = 1\n'],
  ['no-unreached-files', 'src/base/tested.ts', `import { a } from './a.ts'\nexport const tested = a\n`],
  ['no-test-in-production', 'src/base/untidy.ts', `export { sample } from './sample.cases.ts'\n`],
  ['no-tooling-in-production', 'src/entry/tooling.ts', `import '../../testbed/it.ts'\n`],
  ['no-dev-dependency-in-production', 'src/sources/json/dev.ts', `export { it } from 'tool'\n`],
  ['resolvable', 'src/base/nowhere.ts', `export { a } from './nowhere-else.ts'\n`],
  ['permissive-licences', 'src/sources/json/copyleft.ts', `export { it } from 'copyleft'\n`],
]

const besides = {
  'src/attic/index.ts': 'export const attic = 1\n',
  'src/base/c2.ts': `import { c1 } from './c1.ts'\nexport const c2 = c1\n`,
  'src/base/t2.ts': `import type { t1 } from './t1.ts'\nexport type T2 = typeof t1\n`,
  'src/base/sample.cases.ts': 'export const sample = 1\n',
  'src/base/tested.test.ts': `import './tested.ts'\n`,
  'testbed/it.ts': 'export const it = 1\n',
}

const found = breaches({ ...besides, ...Object.fromEntries(planted.map(([, file, body]) => [file, body])) })

for (const [rule, file, body] of planted) {
  test(`${rule} catches \`${body.split('\n')[0] ?? ''}\` in ${file}`, async () => {
    assert.ok((await found).includes(`${rule}: ${file}`))
  })
}

test('every rule has a planted breach', async () => {
  const rules = (await cruise({})).summary.ruleSetUsed.forbidden ?? []
  assert.deepEqual(new Set(planted.map(([rule]) => rule)), new Set(rules.map((rule) => rule.name)))
})
