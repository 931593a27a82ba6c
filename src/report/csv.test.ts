// CSV read back strictly: rows, cells, quoting, and what spreadsheets would run.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderCsv } from './csv.ts'
import { container, report, workload } from './sample.cases.ts'
import { hostileCluster, liveCluster } from './sample-stories.cases.ts'

const options = { color: false, width: 80 }

// RFC 4180, read strictly: quotes only around a whole field, and doubled inside.
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  while (field.lastIndex < text.length) {
    const match = field.exec(text)
    assert.ok(match !== null, 'not CSV')
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

test('every row has as many cells as there are titles', () => {
  for (const sample of [liveCluster, hostileCluster()]) {
    const [titles, ...rows] = readCsv(renderCsv(sample, options))
    for (const row of rows) assert.equal(row.length, titles?.length)
  }
})

test('there is a row for each token of each container, each container without, and each workload without containers', () => {
  const rows = readCsv(renderCsv(liveCluster, options)).slice(1)
  const expected = liveCluster.workloads.flatMap((item) =>
    item.containers.length === 0 ? [1] : item.containers.map((one) => Math.max(1, one.tokens.length)),
  )
  assert.equal(
    rows.length,
    expected.reduce((sum, count) => sum + count, 0),
  )
})

const cells: readonly (readonly [name: string, cell: string])[] = [
  ['=cmd()', "'=cmd()"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@sum', "'@sum"],
  ['\t=1', "'\\t=1"],
  ['\r=1', "'\\r=1"],
  ['＝1', "'＝1"],
  ['a,b', 'a,b'],
  ['say "hi"', 'say "hi"'],
  ['two\nlines', 'two\\nlines'],
  [' padded ', ' padded '],
]
for (const [name, cell] of cells) {
  test(`${JSON.stringify(name)} becomes ${cell}`, () => {
    const sample = report({ workloads: [workload({ namespace: 'n', name, containers: [container('c')] })] })
    assert.equal(readCsv(renderCsv(sample, options))[1]?.[2], cell)
  })
}
