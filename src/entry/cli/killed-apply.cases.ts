// `sparekey apply` in a process that kills itself at one boundary of its run: `node killed-apply.cases.ts POINT PLAN JOURNAL KUBECONFIG`.
// A boundary is the moment before or after a record of the journal, and before or after a write to the cluster.
import type { Cluster, Journal } from '../../change/index.ts'
import { applyAsAsked, type ApplyOptions } from './apply.ts'
import { engine } from './engine.ts'
import { processIo } from './io.ts'

const [point = '', plan = '', journal = '', kubeconfig = ''] = process.argv.slice(2)
let passed = 0

/** Ends the process without a word, as `kill -9` does, at the boundary asked for. */
function boundary(): void {
  if (passed++ === Number(point)) process.kill(process.pid, 'SIGKILL')
}

function breakable(journal: Journal): Journal {
  return {
    async append(record) {
      boundary()
      await journal.append(record)
      boundary()
    },
  }
}

function breakableCluster(cluster: Cluster): Cluster {
  return {
    ...cluster,
    async write(write) {
      boundary()
      const outcome = await cluster.write(write)
      boundary()
      return outcome
    },
  }
}

const options: ApplyOptions = {
  kubeconfig,
  journal,
  yes: true,
  canary: 2,
  batchSize: 8,
  parallel: 4,
  timeout: 60_000,
  wait: false,
}
process.exitCode = await applyAsAsked(plan, options, processIo(), {
  ...engine,
  applyPlan: (run, world, how) =>
    engine.applyPlan(run, { ...world, journal: breakable(world.journal), cluster: breakableCluster(world.cluster) }, how),
})
process.stdout.write(`boundaries: ${passed}\n`)
