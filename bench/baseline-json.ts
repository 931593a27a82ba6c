// The yardstick for dumps: `JSON.parse` of every file of a folder in turn, keeping nothing.
import { readFileSync } from 'node:fs'
import { filesOf } from './cache-folder.ts'

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: baseline-json.ts FOLDER')

let items = 0
for (const file of filesOf(folder)) {
  const page = JSON.parse(readFileSync(file, 'utf8')) as { readonly items: readonly unknown[] }
  items += page.items.length
}
console.log(items)
