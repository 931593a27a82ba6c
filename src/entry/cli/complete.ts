#!/usr/bin/env node
// The program `kubectl_complete-sparekey`, which kubectl runs to complete `kubectl sparekey …`; with an old Node it offers nothing.
import { nodeTooOld } from './supported-node.ts'

if (nodeTooOld(process.versions.node) === undefined) {
  const { processIo } = await import('./io.ts')
  const { run } = await import('./run.ts')
  process.exitCode = await run(['__complete', ...process.argv.slice(2)], processIo())
}
