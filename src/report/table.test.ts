// The terminal reports: width, alignment, colour, completeness.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { displayWidth } from './display-width.ts'
import { hostileCluster, largeCluster, liveCluster } from './sample-stories.cases.ts'
import { renderTable } from './table.ts'
import { renderWide } from './wide.ts'

test('no line of table is wider than the terminal, whatever the names', () => {
  const names = fc.array(fc.string({ unit: 'binary', maxLength: 253 }), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(names, fc.integer({ min: 80, max: 200 }), (hostile, width) => {
      for (const line of renderTable(hostileCluster(hostile), { color: false, width, benchmark: 'hostile' }).split('\n')) {
        assert.ok(displayWidth(line) <= width, line)
      }
    }),
    { numRuns: 40 },
  )
})

test('the columns of a table stand under their titles, also where characters are wide', () => {
  const lines = renderTable(hostileCluster(['漢字とカナ', 'plain']), { color: false, width: 100 }).split('\n')
  const head = lines.findIndex((line) => line.startsWith('SEV'))
  const at = lines[head]?.indexOf('TOKEN OF') ?? 0
  for (const line of lines.slice(head + 1, head + 3)) assert.equal(displayWidth(line.slice(0, line.indexOf('default'))), at)
})

test('colour adds nothing but colour', () => {
  const [plain, colored] = [false, true].map((color) => renderTable(liveCluster, { color, width: 100 }))
  assert.notEqual(colored, plain)
  // eslint-disable-next-line no-control-regex -- the escape character is what is looked for
  assert.equal(colored?.replace(/\u001b\[[\d;]*m/g, ''), plain)
})

test('table prints every workload that is not proven to require its token, however many', () => {
  const report = largeCluster(400)
  const rows = renderTable(report, { color: false, width: 100 })
    .split('\n')
    .filter((line) => line.startsWith('high'))
  assert.equal(rows.length, report.summary.verdicts.notProvenRequired)
})

test('wide prints every workload, and cuts nothing', () => {
  const report = largeCluster(400)
  const text = renderWide(report, { color: false, width: 20 })
  for (const { name } of report.workloads) assert.match(text, new RegExp(`Deployment/${name} `))
  assert.doesNotMatch(text, /…/)
})
