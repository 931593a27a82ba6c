// Decides what a suite that needs a cluster does: it has a control plane of its own, or it says aloud what was not proved.
import { after, before, describe } from 'node:test'
import { whyUnavailable } from './build.ts'
import { createClient, type TestClient } from './client.ts'
import { startControlPlane, type ControlPlane, type ControlPlaneOptions } from './control-plane.ts'
import type { TestbedUnavailable } from './testbed-unavailable.ts'

/** The suite's control plane, and a client of it. Both are there in hooks and tests, not yet while tests are declared. */
export interface SuiteCluster {
  readonly plane: ControlPlane
  readonly client: TestClient
}

/** Declares the tests of a suite. */
export type ClusterTests = (cluster: SuiteCluster) => void

/**
 * A suite with a control plane, started before its first test and stopped after its last. Where no control plane can be
 * built the suite is skipped with a line that says so, or fails if `SPAREKEY_TEST_REQUIRE` is `all`.
 */
export function clusterSuite(name: string, tests: ClusterTests): void
export function clusterSuite(name: string, options: ControlPlaneOptions, tests: ClusterTests): void
export function clusterSuite(name: string, first: ControlPlaneOptions | ClusterTests, second?: ClusterTests): void {
  const options = typeof first === 'function' ? {} : first
  const tests = typeof first === 'function' ? first : second
  if (tests === undefined) throw new Error(`the suite \`${name}\` declares no tests`)
  const unavailable = whyUnavailable()
  if (unavailable !== undefined) {
    notProved(name, 'a real control plane', unavailable)
    return
  }
  void describe(name, () => {
    let plane: ControlPlane | undefined
    let client: TestClient | undefined
    before(async () => {
      plane = await startControlPlane(options)
      client = createClient(plane)
    })
    after(async () => {
      client?.close()
      await plane?.stop()
    })
    tests({
      get plane(): ControlPlane {
        return started(plane, name)
      },
      get client(): TestClient {
        return started(client, name)
      },
    })
  })
}

/** A suite that needs a tool which is built here, and no cluster: where nothing can be built it does as {@link clusterSuite} does. */
export function toolSuite(name: string, tool: string, tests: () => void): void {
  const unavailable = whyUnavailable()
  if (unavailable === undefined) void describe(name, tests)
  else notProved(name, tool, unavailable)
}

/** A suite that cannot run: it says aloud what was not proved, or fails if `SPAREKEY_TEST_REQUIRE` is `all`. */
export function notProved(name: string, needs: string, unavailable: TestbedUnavailable): void {
  const line = `NOT PROVED: \`${name}\` needs ${needs}, and ${unavailable.reason}`
  if (process.env.SPAREKEY_TEST_REQUIRE === 'all') {
    void describe(name, () => {
      before(() => {
        throw unavailable
      })
    })
    return
  }
  process.stderr.write(`${line}\n`)
  void describe(name, { skip: line })
}

function started<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the control plane of \`${name}\` is there in hooks and tests only`)
  return value
}
