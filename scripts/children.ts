// Runs the tools of this repository as children of their own process group, so that Ctrl-C takes their children along.
import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'

/** How a child ended, and what it wrote when that was collected. */
export interface Ended {
  readonly exitCode: number
  readonly output: string
}

/** What to run with the Node that runs this file. */
export interface Run {
  /** A script and its arguments, or options for Node before them. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** `show` lets the output through as it comes; `collect` keeps it for the caller. */
  readonly output: 'show' | 'collect'
}

const graceMilliseconds = 5000
const running = new Set<ChildProcess>()
let ending = false
// Who does not answer signals leaves its children in its own group, to be ended with it.
let ownGroup = false

/** Runs Node once and waits for its end. */
export async function runNode(run: Run): Promise<Ended> {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env
  const child = spawn(process.execPath, run.args, {
    cwd: run.cwd,
    detached: ownGroup,
    env: { ...inherited, ...run.env },
    stdio: run.output === 'show' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const chunks: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => {
        // When all is ending, who waits for this child has nothing more to say.
        if (!ending) resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
      })
    })
    return { exitCode, output: Buffer.concat(chunks).toString('utf8') }
  } finally {
    running.delete(child)
  }
}

/** From now on Ctrl-C and its kin end all children, and theirs, before this process; to be called before the first child. */
export function endChildrenOnSignals(): void {
  ownGroup = process.platform !== 'win32'
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      ending = true
      console.error(`ended by ${signal}`)
      for (const child of running) kill(child, 'SIGTERM')
      setTimeout(() => {
        for (const child of running) kill(child, 'SIGKILL')
        process.exit(128 + constants.signals[signal])
      }, graceMilliseconds).unref()
      void Promise.all([...running].map((child) => new Promise((resolve) => child.once('close', resolve)))).then(() => {
        process.exit(128 + constants.signals[signal])
      })
    })
  }
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(ownGroup ? -child.pid : child.pid, signal)
  } catch {
    // It ended before the signal came.
  }
}
