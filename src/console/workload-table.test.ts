import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  chooseWorkloads,
  orderWorkloads,
  unpackWorkloads,
  valuesOf,
  type PackedWorkloads,
  type WorkloadFilter,
} from './workload-table.ts'

const packed: PackedWorkloads = {
  texts: ['shop', 'Deployment', 'shop/web', 'notProvenRequired', '', 'vault', 'ops', 'CronJob', 'ops/run', 'powerless'],
  rows: [
    ['Deployment.apps/shop/web', 0, 1, 'web', 2, 3, [4, 5], 2, 3, '2026-11-20T10:00:00Z'],
    ['Deployment.apps/shop/api', 0, 1, 'api', 2, 3, [4], 1, 1, ''],
    ['CronJob.batch/ops/night\u202ely', 6, 7, 'night\u202ely', 8, 9, [5], 10, 1, '2026-11-24T10:00:00Z'],
  ],
  watched: true,
}
const rows = unpackWorkloads(packed)
const all: WorkloadFilter = { namespace: '', verdict: '', account: '', audience: '', text: '' }

const cases: readonly { readonly says: string; readonly filter: Partial<WorkloadFilter>; readonly names: readonly string[] }[] = [
  { says: 'no filter chooses all', filter: {}, names: ['web', 'api', 'night\u202ely'] },
  { says: 'by namespace', filter: { namespace: 'ops' }, names: ['night\u202ely'] },
  { says: 'by verdict', filter: { verdict: 'notProvenRequired' }, names: ['web', 'api'] },
  { says: 'by account', filter: { account: 'ops/run' }, names: ['night\u202ely'] },
  { says: 'by the default audience', filter: { audience: 'default' }, names: ['web', 'api'] },
  { says: 'by another audience', filter: { audience: 'vault' }, names: ['web', 'night\u202ely'] },
  { says: 'every word is looked for, in any order and case', filter: { text: 'DEPLOYMENT/WEB shop' }, names: ['web'] },
  { says: 'as it is shown: with its escapes', filter: { text: 'night\\u202ely' }, names: ['night\u202ely'] },
  { says: 'several at once', filter: { namespace: 'shop', audience: 'vault', text: 'deploy' }, names: ['web'] },
]
for (const { says, filter, names } of cases) {
  test(says, () => {
    assert.deepEqual(
      chooseWorkloads(rows, { ...all, ...filter }).map(({ name }) => name),
      names,
    )
  })
}

test('numbers are sorted as numbers, and what was not seen comes first', () => {
  const names = (by: 'tokens' | 'lastSeen', down: boolean) => orderWorkloads(rows, { by, down }).map(({ name }) => name)
  assert.deepEqual(names('tokens', false), ['api', 'web', 'night\u202ely'])
  assert.deepEqual(names('tokens', true), ['night\u202ely', 'web', 'api'])
  assert.deepEqual(names('lastSeen', false), ['api', 'web', 'night\u202ely'])
})

test('the choices of a filter are the values that are there, once', () => {
  assert.deepEqual(
    valuesOf(rows, ({ namespace }) => [namespace]),
    ['ops', 'shop'],
  )
})
