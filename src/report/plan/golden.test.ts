// Every format of every story, compared byte by byte with what is committed; UPDATE_FIXTURES=1 rewrites.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Plan } from '../../change/index.ts'
import type { RenderOptions } from '../render-options.ts'
import { hostileNames } from '../sample-stories.cases.ts'
import type { PlanFormat } from '../format-names.ts'
import { planFormats } from './formats.ts'
import { blindPlan, emptyPlan, onePlan } from './sample.cases.ts'
import { hostilePlan } from './sample-hostile.cases.ts'
import { wholePlan } from './sample-whole.cases.ts'

const folder = new URL('golden/', import.meta.url)
const updating = process.env['UPDATE_FIXTURES'] === '1'

const stories: Readonly<Record<string, Plan>> = {
  whole: wholePlan,
  one: onePlan,
  empty: emptyPlan,
  gaps: blindPlan,
  hostile: hostilePlan(hostileNames),
}

const extensions: Readonly<Record<PlanFormat, string>> = {
  table: 'table.txt',
  yaml: 'yaml',
  json: 'json',
  diff: 'diff',
  kubectl: 'sh',
  kustomize: 'kustomization.yaml',
  markdown: 'md',
  html: 'html',
}

const plain: RenderOptions = { color: false, width: 100 }
const files = new Map<string, string>()
for (const [story, plan] of Object.entries(stories)) {
  for (const [format, render] of Object.entries(planFormats)) {
    files.set(`${story}.${extensions[format as PlanFormat]}`, render(plan, plain))
  }
}
files.set('whole-color.table.txt', planFormats.table(wholePlan, { color: true, width: 80 }))

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
    const own = name.includes('-color') ? /\u001b\[[\d;]*m/g : /(?!)/g
    assert.doesNotMatch(text.replace(own, '\n'), /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  })
}

test('no rendering says "unused": that nothing was seen proves nothing', () => {
  for (const [name, text] of files) assert.doesNotMatch(text, /unused/i, name)
})
