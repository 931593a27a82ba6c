// The process that `testbed up` leaves behind: it holds one control plane until it is told to end, or until that fails.
import { rmSync } from 'node:fs'
import { startControlPlane } from './control-plane.ts'
import { identityOf } from './process-identity.ts'
import { upFiles, writeState, type UpState } from './up-state.ts'

/** What the supervisor is asked for, as JSON in its only argument. */
export interface SupervisorRequest {
  readonly kubernetes: string
  readonly nodes: number
}

/** What it says over the channel to whoever started it. */
export type SupervisorMessage =
  { readonly kind: 'up'; readonly state: UpState } | { readonly kind: 'failed'; readonly message: string }

const { kubernetes, nodes } = JSON.parse(process.argv[2] ?? '{}') as SupervisorRequest

// Until it is up, whoever asked is waiting: without them nobody would know of it. Ending lets go of all that it holds.
const abandoned = (): void => process.exit(1)
process.on('disconnect', abandoned)

try {
  const plane = await startControlPlane({ kubernetes, kwok: nodes > 0, nodes, scheduler: true })
  let ending = false
  const end = async (status: number): Promise<void> => {
    if (ending) return
    ending = true
    await plane.stop()
    rmSync(upFiles().state, { force: true })
    process.exit(status)
  }
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => void end(0))
  // Also what keeps this process running: a control plane by itself doesn't.
  setInterval(() => {
    const failure = plane.failure()
    if (failure === undefined || ending) return
    console.error(`${new Date().toISOString()} ${failure.message}`)
    void end(1)
  }, 1000)

  const state: UpState = {
    supervisor: identityOf(process.pid),
    holders: plane.pids.map(identityOf),
    version: plane.version,
    nodes,
    kubeconfigPath: plane.kubeconfigPath,
    directory: plane.directory,
    startedAt: new Date().toISOString(),
  }
  writeState(state)
  process.off('disconnect', abandoned)
  await tell({ kind: 'up', state })
} catch (error) {
  await tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  process.exit(1)
}
if (process.connected) process.disconnect()

async function tell(message: SupervisorMessage): Promise<void> {
  // Nobody may be listening any more; then there is nobody to tell.
  await new Promise<void>((resolve) => {
    if (process.send === undefined || !process.connected) resolve()
    else
      process.send(message, undefined, undefined, () => {
        resolve()
      })
  })
}
