// Compares Sparekey with the least that anybody would have to do, as whole processes: `node bench/bench.ts [--built] [pods] [yaml] [plan] [fix] [apply] [rbac] [live] [guard] [evidence] [console]`.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchEvidence } from './evidence.ts'
import { benchFix } from './fix.ts'
import { benchApply } from './apply.ts'
import { benchConsole } from './console.ts'
import { fleet } from './fleet.ts'
import { benchGuard } from './guard.ts'
import { benchLive } from './live.ts'
import { benchPlan } from './plan.ts'
import { compare, type Command } from './measure.ts'
import { podDump } from './pods.ts'
import { benchRbac } from './rbac.ts'

const times = 5
const { values: options, positionals } = parseArgs({
  options: { built: { type: 'boolean', default: false } },
  allowPositionals: true,
})
// From its sources, Node first strips the types of every file, which takes a quarter of a second; `npm run build` does it once.
const entry = options.built ? ['dist', 'entry', 'cli', 'main.js'] : ['src', 'entry', 'cli', 'main.ts']
const sparekey: readonly [string, ...string[]] = [process.execPath, join(import.meta.dirname, '..', ...entry)]
const title = `sparekey audit${options.built ? '' : ', from its sources'}`

function audit(folder: string): Command {
  const [program, ...before] = sparekey
  return { title, program, arguments: [...before, 'audit', '-f', folder, '--fail-on', 'none', '-o', 'json'] }
}

function baseline(title: string, script: string, folder: string): Command {
  return { title, program: process.execPath, arguments: [join(import.meta.dirname, script), folder] }
}

async function benchPods(): Promise<string> {
  const { pages, pods, bytes } = podDump()
  return await compare(
    {
      title: `pods: a dump of ${pods} pods in pages, ${megabytes(bytes)}`,
      ours: audit(pages),
      theirs: baseline('JSON.parse, page by page', 'baseline-json.ts', pages),
      goal: 1.2,
      goalMebibytes: 400,
    },
    times,
  )
}

async function benchYaml(): Promise<string> {
  const { folder, bytes } = fleet()
  return await compare(
    {
      title: `yaml: a folder of manifests, ${megabytes(bytes)}`,
      ours: audit(folder),
      theirs: baseline('js-yaml loadAll, file by file', 'baseline-yaml.ts', folder),
      goal: 1,
    },
    times,
  )
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`
}

const benches: Readonly<Record<string, () => Promise<string>>> = {
  pods: benchPods,
  yaml: benchYaml,
  plan: async () => await Promise.resolve(benchPlan(times)),
  fix: async () => await benchFix(sparekey, times),
  rbac: async () => await Promise.resolve(benchRbac(times)),
  live: async () => await benchLive({ title, program: sparekey }, times),
  apply: async () => await benchApply(times),
  guard: async () => await benchGuard(),
  evidence: async () => await benchEvidence(sparekey, times),
  console: async () => await benchConsole(times),
}

for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
  const bench = benches[name]
  if (bench === undefined) throw new Error(`no bench is called \`${name}\`: ${Object.keys(benches).join(', ')}`)
  console.log(await bench())
}
