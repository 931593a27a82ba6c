// What is kept back of foreign texts, and what is not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quotable, quotedNames } from './quotable.ts'

const token = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJhIn0.c2ln-bmF0_dXJl'

for (const [sentence, text, expected] of [
  [
    'a message stays as it is',
    'secrets is forbidden: User "a" cannot list resource "secrets"',
    'secrets is forbidden: User "a" cannot list resource "secrets"',
  ],
  ['lines become one', 'a\r\n  b\tc\u0000d\u202e', 'a b c d'],
  ['colors go', '\x1b[31mred\x1b[0m', 'red'],
  ['a token goes', `got ${token}, sorry`, 'got [redacted], sorry'],
  ['a token that is cut off goes', `got ${token.slice(0, 40)}`, 'got [redacted]'],
  ['a bearer goes', 'Authorization: Bearer abcdefgh12345', 'Authorization: Bearer [redacted]'],
  [
    'a password goes',
    '{"client_secret": "x", "password":"sesame-street", "token=0123456789"}',
    '{"client_secret": "x", "password":"[redacted]", "token=[redacted]"}',
  ],
  [
    'a key goes, over all its lines',
    '-----BEGIN EC PRIVATE KEY-----\nabc\ndef\n-----END EC PRIVATE KEY-----\nrest',
    '[redacted] rest',
  ],
  ['a key that is cut off goes', 'x -----BEGIN PRIVATE KEY-----\nabc\ndef', 'x [redacted]'],
] as const) {
  test(sentence, () => {
    assert.equal(quotable(text), expected)
  })
}

test('a long text is cut at the end that matters less', () => {
  assert.equal(quotable('abcdef', 'start', 3), 'abc…')
  assert.equal(quotable('abcdef', 'end', 3), '…def')
})

test('a long list of names is cut', () => {
  assert.equal(quotedNames(['a', 'b', 'c'], 2), '`a`, `b` and 1 more')
})
