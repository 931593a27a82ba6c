// Runs the Go tool: whether it is here, and one command with its output kept for the error it may end in.
import { spawn, spawnSync } from 'node:child_process'
import { TestbedUnavailable } from './testbed-unavailable.ts'

/** One run of the Go tool. */
export interface GoCommand {
  readonly arguments: readonly string[]
  readonly directory: string
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * The version of Go that would build the module in a directory, as `go1.26.8`; {@link TestbedUnavailable} when there is
 * no Go, or one too old for the module that may not fetch a newer one.
 */
export function goVersion(directory: string): string {
  const { error, status, stdout, stderr } = spawnSync('go', ['env', 'GOVERSION'], {
    cwd: directory,
    env: goEnvironment(),
    encoding: 'utf8',
  })
  if (error !== undefined) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new TestbedUnavailable(absent ? 'Go is not installed' : `can't run Go: ${error.message}`, { cause: error })
  }
  if (status !== 0) throw new TestbedUnavailable(`this Go can't be used: ${stderr.trim().split('\n')[0] ?? ''}`)
  return stdout.trim()
}

/** Runs Go and answers with its standard output. */
export async function runGo(command: GoCommand): Promise<string> {
  const child = spawn('go', [...command.arguments], {
    cwd: command.directory,
    env: goEnvironment(command.environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let complaints = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-8000)))
  const status = await new Promise<number | string>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve(code ?? signal ?? 'unknown')
    })
  })
  if (status === 0) return output
  throw new Error(`\`go ${command.arguments.slice(0, 2).join(' ')}\` ended with ${status}:\n${complaints.trimEnd()}`)
}

// A workspace, flags or a cross-compilation that the person has set up are meant for other modules than these.
function goEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _architecture, ...inherited } = process.env
  return { ...inherited, GOWORK: 'off', GOFLAGS: '-buildvcs=false', ...more }
}
