// The options of a walk: what they mean, and what they do not take.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command, CommanderError } from 'commander'
import { openWatch } from './refusal-watch.ts'
import { walkOptionsOf, withAuditLogOptions, withWalkOptions, type WalkCommandOptions } from './walk-options.ts'

function parsed(...words: readonly string[]): ReturnType<typeof walkOptionsOf> {
  const command = withAuditLogOptions(withWalkOptions(new Command('walk')))
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  command.parse([...words], { from: 'user' })
  return walkOptionsOf(command.opts<WalkCommandOptions>())
}

test('without options a walk goes carefully', () => {
  assert.deepEqual(parsed(), { canary: 1, batchSize: 10, parallel: 8, timeoutMs: 300_000, wait: true, force: false })
})

const taken: readonly (readonly [string, Partial<ReturnType<typeof walkOptionsOf>>])[] = [
  ['--canary 3 --batch-size 50 --parallel 1', { canary: 3, batchSize: 50, parallel: 1 }],
  ['--timeout 90', { timeoutMs: 90_000 }],
  ['--timeout 90s', { timeoutMs: 90_000 }],
  ['--timeout 1.5m', { timeoutMs: 90_000 }],
  ['--timeout 2h', { timeoutMs: 7_200_000 }],
  ['--no-wait', { wait: false }],
  ['--audit-log a.log', { watchMs: 60_000 }],
  ['--audit-log a.log --watch 5m', { watchMs: 300_000 }],
]
for (const [words, means] of taken)
  test(`\`${words}\` is taken`, () => assert.deepEqual(parsed(...words.split(' ')), { ...parsed(), ...means }))

for (const words of [
  '--canary 0',
  '--canary -1',
  '--batch-size x',
  '--parallel 1.5',
  '--timeout 0',
  '--timeout soon',
  '--timeout 5d',
])
  test(`\`${words}\` is refused`, () => assert.throws(() => parsed(...words.split(' ')), CommanderError))

test('logs are named one by one, so that what stands behind the last is not taken for one', () => {
  let seen: readonly unknown[] = []
  withAuditLogOptions(withWalkOptions(new Command('walk')))
    .argument('<plan>')
    .action((plan: string, { auditLog }: WalkCommandOptions) => {
      seen = [plan, auditLog]
    })
    .parse(['--audit-log', 'a.log', '--audit-log', 'b.log', 'plan.yaml'], { from: 'user' })
  assert.deepEqual(seen, ['plan.yaml', ['a.log', 'b.log']])
})

test('a time to look needs something to look at', async () => {
  await assert.rejects(openWatch({ watch: 1000 }), /`--watch` says how long to look, and nothing says where/)
})
