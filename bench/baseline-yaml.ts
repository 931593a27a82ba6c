// The yardstick for manifests: js-yaml's `loadAll` of every file of a folder in turn, keeping nothing.
import { readFileSync } from 'node:fs'
import { loadAll } from 'js-yaml'
import { filesOf } from './cache-folder.ts'

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: baseline-yaml.ts FOLDER')

let documents = 0
for (const file of filesOf(folder)) documents += loadAll(readFileSync(file, 'utf8')).length
console.log(documents)
