// Every format of every story, compared byte by byte with what is committed; UPDATE_FIXTURES=1 rewrites.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import type { WhoCanReport } from '../../verdict/index.ts'
import type { RenderOptions } from '../render-options.ts'
import { hostileNames } from '../sample-stories.cases.ts'
import type { WhoCanFormat } from '../format-names.ts'
import { whoCanFormats } from './formats.ts'
import { emptyAnswer, hostileAnswer, ofBob, onePayments, wholeCluster, withAssumedRole, withGaps } from './sample.cases.ts'

const folder = new URL('golden/', import.meta.url)
const updating = process.env['UPDATE_FIXTURES'] === '1'

const stories: Readonly<Record<string, WhoCanReport>> = {
  account: onePayments,
  all: wholeCluster,
  subject: ofBob,
  gaps: withGaps,
  assumed: withAssumedRole,
  empty: emptyAnswer,
  hostile: hostileAnswer(hostileNames),
}

const extensions: Readonly<Record<WhoCanFormat, string>> = {
  table: 'table.txt',
  tree: 'tree.txt',
  json: 'json',
  yaml: 'yaml',
  sarif: 'sarif',
  html: 'html',
  dot: 'dot',
  mermaid: 'mmd',
  markdown: 'md',
  csv: 'csv',
}

const plain: RenderOptions = { color: false, width: 100 }
const files = new Map<string, string>()
for (const [story, report] of Object.entries(stories)) {
  for (const [format, render] of Object.entries(whoCanFormats)) {
    files.set(`${story}.${extensions[format as WhoCanFormat]}`, render(report, plain))
  }
}
for (const format of ['table', 'tree'] as const) {
  files.set(`account-color.${extensions[format]}`, whoCanFormats[format](onePayments, { color: true, width: 80 }))
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

  test(`${name} ends in one line break and has no character that steers a display`, () => {
    assert.match(text, /[^\n]\n$/)
    // eslint-disable-next-line no-control-regex -- colours begin with this very character
    const own = name.endsWith('.csv') ? /\r\n/g : name.includes('-color') ? /\u001b\[[\d;]*m/g : /(?!)/g
    assert.doesNotMatch(text.replace(own, '\n'), /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  })
}
