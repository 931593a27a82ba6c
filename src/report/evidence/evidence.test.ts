// What is drawn of a ledger: the exact table, and data as `api/evidence-ledger.schema.json` has it.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { load } from 'js-yaml'
import { assertSameKeys, mutantsOf, publishedSchema, reversed, silentParts } from '../schema.cases.ts'
import { evidenceOrder } from './data.ts'
import { evidenceFormats } from './formats.ts'
import { sampleEvidence } from './sample.cases.ts'

const options = { color: false, width: 100 }
const { schema, validate, errors } = publishedSchema('evidence-ledger.schema.json')
const json = evidenceFormats.json(sampleEvidence, options)

test('the table is, to the byte, what was reviewed', () => {
  const file = new URL('golden/evidence.table.txt', import.meta.url)
  const text = evidenceFormats.table(sampleEvidence, options)
  if (process.env['UPDATE_FIXTURES'] === '1') writeFileSync(file, text)
  assert.equal(text, readFileSync(file, 'utf8'))
})

test('a ledger without use says so', () => {
  const empty = { ...sampleEvidence, rows: [], minted: [], legacySecrets: [], staleTokens: [], unauthenticated: null }
  assert.match(evidenceFormats.table(empty, options), /No use of a service account was seen\./)
})

test('colours paint the same words', () => {
  const painted = evidenceFormats.table(sampleEvidence, { ...options, color: true })
  // eslint-disable-next-line no-control-regex -- what is taken away are colours
  assert.equal(painted.replace(/\u001b\[[\d;]*m/g, ''), evidenceFormats.table(sampleEvidence, options))
})

test('the sample is valid, as JSON and as YAML, and is what went in', () => {
  for (const read of [JSON.parse(json) as unknown, load(evidenceFormats.yaml(sampleEvidence, options))]) {
    assert.ok(validate(read), errors())
    assert.deepEqual(read, sampleEvidence)
  }
})

test('keys stand as the contract has them, however the answer was built', () => {
  assert.equal(evidenceFormats.json(reversed(sampleEvidence), options), json)
})

test('the schema names the keys of the contract, in its order, and refuses one too many or too few', () => {
  assertSameKeys(schema, evidenceOrder, 'EvidenceLedger')
  const broken = mutantsOf(
    JSON.parse(json),
    () => false,
    () => false,
  )
  assert.ok(broken.length > 200)
  for (const { value, path } of broken) assert.equal(validate(value), false, path)
})

test('every part of the schema says what it is', () => {
  assert.deepEqual(silentParts(schema), [])
})
