#!/usr/bin/env node
// The program `sparekey`, and `kubectl sparekey`.
import { nodeTooOld } from './supported-node.ts'

const problem = nodeTooOld(process.versions.node)
if (problem === undefined) {
  const { processIo } = await import('./io.ts')
  const { run } = await import('./run.ts')
  process.exitCode = await run(process.argv.slice(2), processIo())
} else {
  process.stderr.write(problem)
  process.exitCode = 3
}
