// What the guard's commands print: the JSON is as its schema says, and the texts say what a person has to do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AccountRef, ObjectRef } from '../../kube/index.ts'
import { prerequisitesOf } from '../../verdict/index.ts'
import { prerequisiteFormats, prerequisitesExitCode } from '../prerequisites.ts'
import { mutantsOf, publishedSchema, silentParts } from '../schema.cases.ts'
import { guardTestExitCode, guardTestFormats, type GuardTest } from './foreseen.ts'
import { guardStatusExitCode, guardStatusFormats, type GuardStatus } from './status.ts'

const options = { color: false, width: 100 }
const generatedAt = '2026-11-25T08:00:00Z'
const account: AccountRef = { namespace: 'shop', name: 'web' }
const workload = (name: string): ObjectRef => ({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name })

const tested: GuardTest = {
  generatedAt,
  source: {
    kind: 'snapshot',
    description: 'prod.sparekey',
    serverVersion: 'v1.36.3',
    takenAt: generatedAt,
    namespaces: ['shop'],
    apiAudiences: ['x'],
  },
  tried: false,
  answers: [
    { workload: workload('web'), account, kind: 'refused', message: 'no exception: set automountServiceAccountToken: false' },
    { workload: workload('api'), account, kind: 'passes' },
    { workload: workload('dns'), account, kind: 'excluded' },
    { workload: workload('gone'), account, kind: 'unknown', why: 'the account is not there', remedy: 'add it' },
  ],
  gaps: [{ message: 'no pod was tried', remedy: 'grant it' }],
}
const status: GuardStatus = {
  generatedAt,
  description: 'prod',
  settings: ['as asked for: …'],
  objects: [
    {
      kind: 'ValidatingAdmissionPolicy',
      name: 'minting.sparekey.dev',
      state: 'changed',
      drift: [{ path: '/spec/failurePolicy', from: 'Ignore', to: 'Fail' }],
    },
    { kind: 'ValidatingAdmissionPolicyBinding', name: 'deny.minting.sparekey.dev', state: 'missing', drift: [] },
    { kind: 'ValidatingAdmissionPolicy', name: 'stages.sparekey.dev', state: 'asInstalled', drift: [] },
  ],
  namespaces: [
    { name: 'shop', stage: 'deny' },
    { name: 'odd', stage: 'audit', odd: 'denny' },
    { name: 'kube-system', stage: 'excluded' },
  ],
  masters: ['Group system:masters (ClusterRoleBinding cluster-admin)'],
  lost: ['something'],
}
const prerequisites = {
  generatedAt,
  description: 'prod',
  serverVersion: 'v1.36.3',
  prerequisites: prerequisitesOf({ refused: {} }),
}

const optional = new Set(['serverVersion', 'takenAt', 'namespaces', 'message', 'remedy', 'odd', 'from', 'to'])
const documents: readonly (readonly [file: string, text: string])[] = [
  ['guard-test.schema.json', guardTestFormats.json(tested, options)],
  ['guard-status.schema.json', guardStatusFormats.json(status, options)],
  ['guard-status.schema.json', guardStatusFormats.json({ ...status, masters: null }, options)],
  ['prerequisites.schema.json', prerequisiteFormats.json(prerequisites, options)],
]

for (const [file, text] of documents)
  test(`the JSON is as ${file} says, and nothing else is`, () => {
    const { schema, validate, errors } = publishedSchema(file)
    assert.deepEqual(silentParts(schema), [])
    const value: unknown = JSON.parse(text)
    assert.ok(validate(value), errors())
    const isRequired = (key: string, path: string): boolean =>
      !optional.has(key) || (key === 'namespaces' && path === '') || (/gaps/.test(path) && key !== 'odd')
    for (const { value: mutant, path } of mutantsOf(value, (key, path) => !isRequired(key, path)))
      assert.equal(validate(mutant), false, path)
  })

test('exit codes: the worst answer counts', () => {
  assert.equal(guardTestExitCode(tested), 1)
  const [, passes, excluded, unknown] = tested.answers
  assert.ok(passes !== undefined && excluded !== undefined && unknown !== undefined)
  assert.equal(guardTestExitCode({ ...tested, answers: [passes, unknown], gaps: [] }), 2)
  assert.equal(guardTestExitCode({ ...tested, answers: [passes], gaps: tested.gaps }), 2)
  assert.equal(guardTestExitCode({ ...tested, answers: [passes, excluded], gaps: [] }), 0)
  const [changed, missing, whole] = status.objects
  assert.ok(changed !== undefined && missing !== undefined && whole !== undefined)
  assert.equal(guardStatusExitCode(status), 1)
  assert.equal(guardStatusExitCode({ ...status, objects: [missing] }), 2)
  assert.equal(guardStatusExitCode({ ...status, objects: [whole] }), 0)
  assert.equal(prerequisitesExitCode(prerequisites), 2)
})

test('the texts tell each thing once, with what to do', () => {
  const text = guardTestFormats.table(tested, options)
  assert.match(text, /1 would be refused, 1 could not be told, 1 would pass, 1 in namespaces that are left out/)
  assert.match(text, /Deployment shop\/web\n {4}no exception\n/)
  assert.match(text, /What to do: set automountServiceAccountToken: false/)
  const told = guardStatusFormats.table(status, options)
  assert.match(told, /minting\.sparekey\.dev +CHANGED[^]*failurePolicy: "Ignore", and should be "Fail"/)
  assert.match(told, /odd: its label says `denny`, which is no stage/)
  assert.match(told, /Group system:masters/)
  assert.match(guardStatusFormats.table({ ...status, masters: null }, options), /could not be told: not every role/)
  assert.match(prerequisiteFormats.text(prerequisites, options), /could not tell {2}RBAC is asked/)
})

test('nothing that a cluster holds can steer a terminal', () => {
  const hostile = 'a\u001b]0;owned\u0007\u202eb\nROOT'
  const [changed] = status.objects
  assert.ok(changed !== undefined)
  const texts = [
    guardTestFormats.table(
      {
        ...tested,
        source: { ...tested.source, description: hostile },
        answers: [
          { workload: workload(hostile), account, kind: 'refused', message: hostile },
          { workload: workload(hostile), account, kind: 'unknown', why: hostile, remedy: hostile },
        ],
        gaps: [{ message: hostile, remedy: hostile }],
      },
      options,
    ),
    guardStatusFormats.table(
      {
        ...status,
        description: hostile,
        settings: [hostile],
        objects: [{ ...changed, drift: [{ path: hostile, from: hostile }] }],
        namespaces: [{ name: hostile, stage: 'audit', odd: hostile }],
        masters: [hostile],
        lost: [hostile],
      },
      options,
    ),
    prerequisiteFormats.text(
      { ...prerequisites, description: hostile, prerequisites: prerequisitesOf({ refused: { controller: hostile } }) },
      options,
    ),
  ]
  for (const text of texts) {
    assert.ok(!text.includes('\u001b') && !text.includes('\u202e') && !text.includes('\u0007'))
    assert.ok(!text.split('\n').some((line) => line.startsWith('ROOT')))
  }
})
