// The version check, and that it promises what package.json does.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { nodeTooOld } from './supported-node.ts'

const cases: readonly (readonly [version: string, runs: boolean])[] = [
  ['18.20.8', false],
  ['20.20.2', false],
  ['22.14.0', false],
  ['22.15.0', true],
  ['22.15.1', true],
  ['24.0.0', true],
  ['26.0.0-nightly20260401', true],
]

for (const [version, runs] of cases)
  test(`Node ${version} ${runs ? 'runs it' : 'is told what to do'}`, () => {
    assert.equal(nodeTooOld(version) === undefined, runs)
  })

test('the oldest version is the one in package.json', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly engines: { readonly node: string } }
  const oldest = engines.node.replace('>=', '')
  assert.equal(nodeTooOld(`${oldest}.0`), undefined)
  assert.match(nodeTooOld('20.0.0') ?? '', new RegExp(`needs Node ${oldest.replace('.', '[.]')} `))
})
