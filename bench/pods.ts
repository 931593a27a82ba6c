// Writes a dump of many pods as `kubectl get pods -A -o json` prints it: as pages of 500 and as one file, seeded, kept in a cache.
import { closeSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { cachedFolder, filesOf } from './cache-folder.ts'
import { makeCluster, makePod, podKey } from './pod.ts'
import { seeded } from './random.ts'

const version = 2
const pageSize = 500

/** A dump on disk. */
export interface PodDump {
  /** The folder that holds the pages and nothing else. */
  readonly pages: string
  /** The same pods in one file. */
  readonly whole: string
  readonly pods: number
  readonly bytes: number
}

/**
 * The dump of so many pods; made if it is not in the cache yet.
 *
 * @param pods - a multiple of 500, or fewer than 500
 */
export function podDump(pods = 50_000): PodDump {
  const pages = cachedFolder(`pods-${version}-${pods}`, (folder) => writePages(folder, pods))
  const one = cachedFolder(`pods-${version}-${pods}-whole`, (folder) => writeWhole(pages, join(folder, 'pods.json')))
  const whole = join(one, 'pods.json')
  return { pages, whole, pods, bytes: statSync(whole).size }
}

const head = '{\n    "apiVersion": "v1",\n    "items": [\n'
const tail = '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n'

// Sorted by namespace and name, as the API server lists them: pods of one ReplicaSet stand together.
function writePages(folder: string, pods: number): void {
  const { apps } = makeCluster(seeded(20_260_101))
  const order = seeded(7)
  const made = Array.from({ length: pods }, (_, index) => ({ app: order.pick(apps), index })).map(({ app, index }) => ({
    key: podKey(app, index),
    app,
    index,
  }))
  made.sort((a, b) => (a.key < b.key ? -1 : 1))
  for (let first = 0, page = 0; first < pods; first += pageSize, page++) {
    const items = made.slice(first, first + pageSize).map(({ app, index }) => makePod(app, index))
    const text = JSON.stringify({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }, null, 4)
    writeFileSync(join(folder, `pods-${String(page).padStart(3, '0')}.json`), `${text}\n`)
  }
}

// All pages have the same head and tail, so the whole is what stands between them, with commas.
function writeWhole(pages: string, file: string): void {
  const fd = openSync(file, 'w')
  writeSync(fd, head)
  filesOf(pages).forEach((page, i) => {
    const bytes = readFileSync(page)
    if (i > 0) writeSync(fd, ',\n')
    const items = bytes.subarray(head.length, bytes.length - tail.length)
    for (let at = 0; at < items.length;) at += writeSync(fd, items, at)
  })
  writeSync(fd, tail)
  closeSync(fd)
}

if (import.meta.main) {
  const dump = podDump(process.argv[2] === undefined ? undefined : Number(process.argv[2]))
  console.log(`${dump.pods} pods, ${dump.bytes} bytes (${Math.round(dump.bytes / dump.pods)} each)\n${dump.pages}\n${dump.whole}`)
}
