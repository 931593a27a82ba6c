// Every format of every story, compared byte by byte with what is committed; UPDATE_FIXTURES=1 rewrites.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import type { AuditReport } from '../verdict/index.ts'
import type { Format } from './format-names.ts'
import { formats } from './formats.ts'
import type { RenderOptions } from './render-options.ts'
import { watchedCluster } from './sample-evidence.cases.ts'
import { emptySnapshot, hostileCluster, liveCluster, manifestFolder } from './sample-stories.cases.ts'

const folder = new URL('golden/', import.meta.url)
const updating = process.env['UPDATE_FIXTURES'] === '1'

const stories: Readonly<Record<string, AuditReport>> = {
  live: liveCluster,
  manifests: manifestFolder,
  empty: emptySnapshot,
  watched: watchedCluster,
  hostile: hostileCluster(),
}

const extensions: Readonly<Record<Format, string>> = {
  table: 'table.txt',
  wide: 'wide.txt',
  json: 'json',
  yaml: 'yaml',
  sarif: 'sarif',
  html: 'html',
  junit: 'junit.xml',
  markdown: 'md',
  csv: 'csv',
}

const plain: RenderOptions = { color: false, width: 100 }
const variants: readonly (readonly [suffix: string, story: string, format: Format, options: RenderOptions])[] = [
  ['-80', 'live', 'table', { color: false, width: 80 }],
  ['-color', 'live', 'table', { color: true, width: 100 }],
  ['-benchmark', 'live', 'table', { ...plain, benchmark: 'cis-aks-1.8' }],
  ['-benchmark', 'live', 'markdown', { ...plain, benchmark: 'cis-aks-1.8' }],
]

const files = new Map<string, string>()
for (const [story, report] of Object.entries(stories)) {
  for (const [format, render] of Object.entries(formats)) {
    files.set(`${story}.${extensions[format as Format]}`, render(report, plain))
  }
}
for (const [suffix, story, format, options] of variants) {
  const report = stories[story]
  assert.ok(report !== undefined)
  files.set(`${story}${suffix}.${extensions[format]}`, formats[format](report, options))
}

if (updating) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [name, text] of files) writeFileSync(new URL(name, folder), text)
}

test('every golden file belongs to a rendering, and every rendering has one', () => {
  assert.deepEqual(readdirSync(folder).sort(), [...files.keys()].sort())
})

for (const [name, text] of files) {
  test(`${name} is what it was`, () => assert.equal(text, readFileSync(new URL(name, folder), 'utf8')))
}

for (const [name, text] of files) {
  test(`${name} ends in one line break and has no character that steers a display`, () => {
    assert.match(text, /[^\n]\n$/)
    const steering = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
    // eslint-disable-next-line no-control-regex -- colours begin with this very character
    const own = name.endsWith('.csv') ? /\r\n/g : name.includes('-color') ? /\u001b\[[\d;]*m/g : /(?!)/g
    assert.doesNotMatch(text.replace(own, '\n'), steering)
  })
}

test('no rendering says "unused": that nothing was seen proves nothing', () => {
  for (const [name, text] of files) assert.doesNotMatch(text, /unused/i, name)
})
