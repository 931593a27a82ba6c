import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageCommand, type ShownPage, type SourceWords } from './page-command.ts'

const live: SourceWords = {
  source: ['--context', 'prod eu'],
  evidence: ['--evidence', 'use.ledger'],
  narrow: [],
  wide: [],
  connection: ['--context', 'prod eu'],
  journals: 'runs/',
}

const cases: readonly (readonly [page: ShownPage, command: string])[] = [
  [{ kind: 'overview' }, "sparekey audit --context 'prod eu' --evidence use.ledger"],
  [{ kind: 'control' }, "sparekey control --context 'prod eu' --evidence use.ledger -o html > control.html"],
  [{ kind: 'guard' }, "sparekey guard test --no-pods --context 'prod eu'"],
  [{ kind: 'workloads', namespace: '' }, "sparekey audit --context 'prod eu' --evidence use.ledger -o wide"],
  [{ kind: 'minters' }, "sparekey who-can --all --context 'prod eu'"],
  [{ kind: 'account', account: 'shop/web' }, "sparekey who-can sa/shop/web --context 'prod eu'"],
  [{ kind: 'journal', name: 'sparekey-1.journal' }, 'sparekey status runs/sparekey-1.journal'],
  [
    { kind: 'workload', object: 'Pod', name: `a'; rm -rf $HOME; '`, namespace: '$(id)' },
    `sparekey explain 'Pod/a'\\''; rm -rf $HOME; '\\''' --context 'prod eu' --evidence use.ledger -n '$(id)'`,
  ],
]
for (const [page, command] of cases) {
  test(`${page.kind} is ${command}`, () => {
    assert.equal(pageCommand(page, live), command)
  })
}

test('where journals are where one is, a journal is its name', () => {
  assert.equal(pageCommand({ kind: 'journal', name: 'a.journal' }, { ...live, journals: '.' }), 'sparekey status a.journal')
})
