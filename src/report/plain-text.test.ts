// What is harmless to print, and how wide it is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { displayWidth, padEnd, truncateMiddle, wrap } from './display-width.ts'
import { plainText } from './plain-text.ts'

const plain: readonly (readonly [sentence: string, text: string, expected: string])[] = [
  ['a name of Kubernetes stays', 'kube-system/coredns', 'kube-system/coredns'],
  ['letters of any script stay', 'überblick 漢字 привет', 'überblick 漢字 привет'],
  ['an ANSI sequence shows', '\u001b[31mred', '\\x1b[31mred'],
  ['a one-byte CSI shows', '\u009b2J', '\\x9b2J'],
  ['line breaks and tabs show', 'a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['direction marks show', '\u202egnp.exe\u2069\u200f', '\\u202egnp.exe\\u2069\\u200f'],
  ['what is invisible shows', 'a\u200bb\ufeffc\u00add\u3164e', 'a\\u200bb\\ufeffc\\xadd\\u3164e'],
  ['separators of lines show', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
  ['tags beyond the basic plane show', '\u{e0041}', '\\U000e0041'],
  ['half a surrogate pair shows', 'a\ud800', 'a\\ud800'],
  ['what XML forbids shows', '\u0000\ufffe\uffff', '\\x00\\ufffe\\uffff'],
]
for (const [sentence, text, expected] of plain) test(sentence, () => assert.equal(plainText(text), expected))

const widths: readonly (readonly [text: string, width: number])[] = [
  ['abc', 3],
  ['漢字', 4],
  ['カナ', 4],
  ['한글', 4],
  ['ｱ', 1],
  ['e\u0301', 1],
  ['🚀', 2],
  ['…', 1],
  ['ÄÖÜ', 3],
  ['', 0],
]
for (const [text, width] of widths)
  test(`${JSON.stringify(text)} takes ${width} columns`, () => assert.equal(displayWidth(text), width))

test('padding counts columns, not characters', () => assert.equal(padEnd('漢字', 6), '漢字  '))
test('a short text is not cut', () => assert.equal(truncateMiddle('cart', 4), 'cart'))
test('a long text keeps its beginning and its end', () => assert.equal(truncateMiddle('nightly-backup', 9), 'nigh…ckup'))
test('a mark is not cut from its letter', () => assert.equal(truncateMiddle('ae\u0301bcde\u0301f', 5), 'ae\u0301…e\u0301f'))
test('words wrap at spaces', () => assert.deepEqual(wrap('one two three four', 9), ['one two', 'three', 'four']))
test('a long word is broken', () => assert.deepEqual(wrap('abcdefghijklmnop q', 10), ['abcdefghij', 'klmnop q']))

const text = fc.string({ unit: 'binary', maxLength: 60 }).map(plainText)

test('no cut and no wrapped line is wider than it may be, and wrapping loses nothing but spaces', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 8, max: 40 }), (said, width) => {
      assert.ok(displayWidth(truncateMiddle(said, width)) <= width)
      const lines = wrap(said, width)
      for (const line of lines) assert.ok(displayWidth(line) <= width, line)
      assert.equal(lines.join('').replaceAll(' ', ''), said.replaceAll(' ', ''))
    }),
  )
})

test('plain text is plain: again it stays as it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (said) => assert.equal(plainText(plainText(said)), plainText(said))))
})
