// For tests: a suite that needs a cluster, run where there is no Go.
import { test } from 'node:test'
import { clusterSuite } from './suite.ts'

clusterSuite('a suite for the test', () => {
  test('never runs', () => undefined)
})
