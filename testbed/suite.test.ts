// Shows what a suite does where no control plane can be built: it says so, and it fails if everything is required.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

function runWithoutGo(require: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  // The test runner would take the inner run for a part of this one.
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env
  return spawnSync(process.execPath, ['--test-reporter=tap', join(import.meta.dirname, 'suite-without-go.cases.ts')], {
    env: { ...inherited, PATH: import.meta.dirname, SPAREKEY_TEST_REQUIRE: require },
    encoding: 'utf8',
  })
}

test('without Go a suite is skipped aloud', () => {
  const { status, stdout, stderr } = runWithoutGo('')
  assert.equal(status, 0)
  assert.match(stderr, /^NOT PROVED: `a suite for the test` needs a real control plane, and Go is not installed$/m)
  assert.match(stdout, /# SKIP NOT PROVED/)
})

test('without Go a suite fails if everything is required', () => {
  const { status, stdout } = runWithoutGo('all')
  assert.equal(status, 1)
  assert.match(stdout, /no control plane for tests: Go is not installed/)
})
