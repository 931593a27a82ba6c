#!/usr/bin/env node
// The program `kubectl_complete-sparekey`, which kubectl runs to complete `kubectl sparekey …`.
import { processIo } from './io.ts'
import { run } from './run.ts'

process.exitCode = await run(['__complete', ...process.argv.slice(2)], processIo())
