// Markdown: nothing becomes markup, tables keep their shape, and a comment holds it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hostileNames } from '../sample-stories.cases.ts'
import { whoCanFormats } from './formats.ts'
import { account, grant, hostileAnswer, onePayments, whoCanReport, wholeCluster } from './sample.cases.ts'

const options = { color: false, width: 100 }
const { markdown } = whoCanFormats

test('outside its own few tags nothing of a name could be markup, and a name adds no line', () => {
  const own = /<\/?(?:code|span|details|summary)>|&#\d+;/g
  const count = markdown(hostileAnswer(['plain']), options).split('\n').length
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
      const text = markdown(hostileAnswer([name]), options)
      assert.doesNotMatch(text.replace(own, ''), /[<>&`\\[\]@~$]|:\/\/|www\./i)
      assert.equal(text.split('\n').length, count)
    }),
    { examples: hostileNames.map((name) => [name]) },
  )
})

test('every row of a table has the cells of its head', () => {
  for (const sample of [onePayments, wholeCluster, hostileAnswer(hostileNames)]) {
    let head = 0
    for (const line of markdown(sample, options).split('\n')) {
      const bars = line.startsWith('|') ? line.split('|').length : 0
      if (head > 0 && bars > 0) assert.equal(bars, head, line)
      head = bars
    }
  }
})

test('an answer of any size fits into a comment, and says what it leaves out', () => {
  const grants = Array.from({ length: 4000 }, (_, i) =>
    grant({ subject: account(`namespace-${i}`, 'deployer'), platform: i % 2 === 0 }),
  )
  const text = markdown(whoCanReport({ grants }), options)
  assert.ok(text.length < 65_536)
  assert.match(text, /…and \d+ rows more than a comment can hold/)
  assert.match(text, /<\/details>\n$/)
})
