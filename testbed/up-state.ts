// What `testbed up` writes down about the control plane it left running, and how it is found and ended again.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory } from './cache-directory.ts'
import { isAlive, type ProcessIdentity } from './process-identity.ts'
import { waitUntil } from './wait-until.ts'

/** A control plane that a supervisor holds. */
export interface UpState {
  readonly supervisor: ProcessIdentity
  /** The processes that hold the parts; they end soon after the supervisor, however that ends. */
  readonly holders: readonly ProcessIdentity[]
  readonly version: string
  readonly nodes: number
  readonly kubeconfigPath: string
  readonly directory: string
  readonly startedAt: string
}

/** The files beside each other in the cache: the state, the lock of whoever changes it, and the supervisor's log. */
export function upFiles(): { readonly state: string; readonly lock: string; readonly log: string } {
  const cache = cacheDirectory()
  mkdirSync(cache, { recursive: true })
  return { state: join(cache, 'up.json'), lock: join(cache, 'up.lock'), log: join(cache, 'up.log') }
}

/** The state as it was written down, whether or not it still holds. */
export function readState(): UpState | undefined {
  try {
    return JSON.parse(readFileSync(upFiles().state, 'utf8')) as UpState
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`can't read \`${upFiles().state}\``, { cause: error })
  }
}

/** Writes the state in one step. */
export function writeState(state: UpState): void {
  const path = upFiles().state
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** Ends the supervisor if it still runs, waits until all it held is gone, and forgets it. */
export async function takeDown(state: UpState): Promise<void> {
  signal(state.supervisor, 'SIGTERM')
  try {
    await waitUntil('the supervisor to end', () => !isAlive(state.supervisor), { timeoutMs: 20_000 })
  } catch {
    // The leashes of the parts notice its death.
    signal(state.supervisor, 'SIGKILL')
  }
  const running = (): boolean => [state.supervisor, ...state.holders].some(isAlive)
  await waitUntil('the control plane to end', () => !running())
  // Usually gone by now; not after the machine went down with the control plane up.
  if (existsSync(state.directory)) rmSync(state.directory, { recursive: true, force: true })
  rmSync(upFiles().state, { force: true })
}

function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (isAlive(identity)) process.kill(identity.pid, name)
}
