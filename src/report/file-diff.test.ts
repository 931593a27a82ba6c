// A diff says what changed, line by line, with no line around it that may not be shown.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileDiff } from './file-diff.ts'

const all = (text: string) => new Set(text.split('\n').map((_, i) => i + 1))

test('one line more, with three around it', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\n'
  const after = 'a\nb\nc\nd\nnew\ne\nf\ng\nh\n'
  const changed = [{ old: 4, oldEnd: 4, new: 4, newEnd: 5 }]
  assert.equal(
    fileDiff({ path: './x/y.yaml', before, after, changed, shown: all(before) }),
    '--- a/x/y.yaml\n+++ b/x/y.yaml\n@@ -2,6 +2,7 @@\n b\n c\n d\n+new\n e\n f\n g\n',
  )
})

test('a line more behind a last line without an end', () => {
  const changed = [{ old: 1, oldEnd: 1, new: 1, newEnd: 2 }]
  assert.equal(
    fileDiff({ path: 'y', before: 'a', after: 'a\nb', changed, shown: all('a') }),
    '--- a/y\n+++ b/y\n@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n',
  )
})

test('the last line goes, and the one above it has no end then', () => {
  const changed = [{ old: 2, oldEnd: 3, new: 2, newEnd: 2 }]
  assert.equal(
    fileDiff({ path: 'y', before: 'a\nb\nc', after: 'a\nb', changed, shown: all('a\nb\nc') }),
    '--- a/y\n+++ b/y\n@@ -1,3 +1,2 @@\n a\n-b\n-c\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n',
  )
})

test('what may not be shown is not shown, and parts the hunks', () => {
  const changed = [
    { old: 1, oldEnd: 2, new: 1, newEnd: 2 },
    { old: 3, oldEnd: 4, new: 3, newEnd: 4 },
  ]
  const [before, after] = ['a\nb\nhush\nc\nd\n', 'a\nB\nhush\nC\nd\n']
  const diff = fileDiff({ path: 'y', before, after, changed, shown: new Set([1, 2, 4, 5, 6]) })
  assert.equal(diff, '--- a/y\n+++ b/y\n@@ -1,2 +1,2 @@\n a\n-b\n+B\n@@ -4,2 +4,2 @@\n-c\n+C\n d\n')
})

test('nothing where nothing changes', () => {
  assert.equal(fileDiff({ path: 'y', before: 'a\n', after: 'a\n', changed: [], shown: new Set() }), '')
})
