// The real ClickHouse for tests: its engine as a Python package (chdb), installed once into the cache, behind its own HTTP interface.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import { builtDirectory } from './built-directory.ts'
import { notProved } from './suite.ts'
import { TestbedUnavailable } from './testbed-unavailable.ts'

/** The release of the engine, which is that of ClickHouse. */
const engineVersion = '26.9.0'

/** The engine of a suite, while its tests run. */
export interface ClickHouse {
  readonly url: string
  readonly password: string
}

/** A suite with an engine; where it cannot be installed the suite is skipped with a line that says so, or fails if nothing may be. */
export async function clickHouseSuite(name: string, tests: (engine: ClickHouse) => void): Promise<void> {
  let python: string
  try {
    python = await ensurePython()
  } catch (error) {
    if (!(error instanceof TestbedUnavailable)) throw error
    notProved(name, 'the engine of ClickHouse', error)
    return
  }
  void describe(name, () => {
    let running: (ClickHouse & { readonly stop: () => Promise<void> }) | undefined
    before(async () => {
      running = await start(python)
    })
    after(async () => {
      await running?.stop()
    })
    tests({
      get url(): string {
        return running?.url ?? ''
      },
      get password(): string {
        return running?.password ?? ''
      },
    })
  })
}

async function start(python: string): Promise<ClickHouse & { readonly stop: () => Promise<void> }> {
  const password = 'only-of-this-suite'
  const child = spawn(python, [join(import.meta.dirname, 'clickhouse/server.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ENGINE_PASSWORD: password },
  })
  const [port] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error('the engine of ClickHouse ended before it listened')
    }),
  ])) as unknown as readonly [Buffer]
  return {
    url: `http://127.0.0.1:${port.toString().trim()}`,
    password,
    async stop() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

/** The interpreter that finds the engine. @throws TestbedUnavailable */
async function ensurePython(): Promise<string> {
  const version = spawnSync('python3', ['--version'], { encoding: 'utf8' })
  if (version.status !== 0) throw new TestbedUnavailable('`python3` is not installed')
  const directory = await builtDirectory({
    name: `clickhouse-${engineVersion}`,
    key: createHash('sha256').update(`${version.stdout} ${engineVersion}`).digest('hex'),
    title: `the engine of ClickHouse ${engineVersion}`,
    firstTime: 'half a minute',
    build: (into) => {
      ran('python3', ['-m', 'venv', into])
      // What it returns as text needs none of the packages for tables that it names.
      const install = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps']
      ran(join(into, 'bin/python3'), [...install, `chdb-core==${engineVersion}`])
      return Promise.resolve()
    },
  })
  return join(directory, 'bin/python3')
}

function ran(command: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return
  const said = `${stdout}${stderr}`.trim().split('\n').at(-1) ?? ''
  throw new TestbedUnavailable(`\`python3 ${args.slice(0, 3).join(' ')}\` failed: ${said}`)
}
