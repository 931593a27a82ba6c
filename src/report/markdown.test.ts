// Markdown: nothing becomes markup, tables keep their shape, and a comment holds it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mdName, mdProse, mdText } from './markdown-text.ts'
import { renderMarkdown } from './markdown.ts'
import { hostileCluster, largeCluster, liveCluster } from './sample-stories.cases.ts'

const options = { color: false, width: 80 }

const texts: readonly (readonly [sentence: string, said: string, expected: string])[] = [
  ['a name is set as a name', mdName('kube-system'), '<code>kube-system</code>'],
  ['a pipe cannot end a cell', mdName('a|b'), '<code>a&#124;b</code>'],
  ['a backtick cannot end a name', mdName('a`b'), '<code>a&#96;b</code>'],
  ['a tag is text', mdName('<b>'), '<code>&#60;b&#62;</code>'],
  ['an entity is text', mdText('&amp;'), '&#38;amp;'],
  ['emphasis is text', mdText('*a* _b_ ~c~'), '&#42;a&#42; &#95;b&#95; &#126;c&#126;'],
  ['a link is text', mdText('[a](b)'), '&#91;a&#93;(b)'],
  ['a URL is not made a link', mdText('https://x www.x'), 'https&#58;//x www&#46;x'],
  ['nobody is mentioned', mdText('@all'), '<span>&#64;</span>all'],
  ['no issue is referred to', mdText('#1'), '<span>&#35;</span>1'],
  ['mathematics is text', mdText('$x$'), '&#36;x&#36;'],
  ['names of a message stand out', mdProse('set `a|b` now'), 'set <code>a&#124;b</code> now'],
]
for (const [sentence, said, expected] of texts) test(sentence, () => assert.equal(said, expected))

test('every row of a table has the cells of its head', () => {
  for (const sample of [liveCluster, hostileCluster()]) {
    let head = 0
    for (const line of renderMarkdown(sample, { ...options, benchmark: 'hostile' }).split('\n')) {
      const bars = line.startsWith('|') ? line.split('|').length : 0
      if (head > 0 && bars > 0) assert.equal(bars, head, line)
      head = bars
    }
  }
})

test('a report of any size fits into a comment, and says what it leaves out', () => {
  const text = renderMarkdown(largeCluster(5000), options)
  assert.ok(text.length < 65_536)
  assert.match(text, /…and \d+ rows more than a comment can hold/)
})

test('gaps are folded away, also when there are more than fit', () => {
  const gaps = Array.from({ length: 3000 }, (_, i) => ({ kind: `k${i}`, message: `m ${'x'.repeat(50)}`, remedy: `r${i}` }))
  const text = renderMarkdown({ ...largeCluster(3000), gaps }, options)
  assert.ok(text.length < 65_536)
  assert.match(text, /<details><summary>Could not be known: 3000 gaps<\/summary>\n\n- /)
  assert.match(text, /<\/details>\n$/)
})
