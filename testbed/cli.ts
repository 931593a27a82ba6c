// The test bed for people: `up` leaves a control plane running, `down` takes it away, `status` and `build` say what is there.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chosenRelease, ensureControlPlane, ensureKwok } from './build.ts'
import { withLock } from './lock-file.ts'
import { isAlive } from './process-identity.ts'
import { progress } from './progress.ts'
import type { SupervisorMessage, SupervisorRequest } from './supervisor.ts'
import { readState, takeDown, upFiles, type UpState } from './up-state.ts'

const usage = `usage: testbed COMMAND

  up [--kubernetes 1.35] [--nodes N]   start a control plane and leave it running; prints the path of its kubeconfig
  down                                 end it and remove everything of it
  status                               say whether one is up; ends with status 1 if not
  build [--kubernetes 1.35]            only build, so that the next start is quick
`

interface Asked {
  readonly command: string | undefined
  readonly kubernetes: string | undefined
  readonly nodes: number
}

process.exitCode = await run()

async function run(): Promise<number> {
  let asked: Asked
  try {
    asked = parse()
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${usage}`)
    return 2
  }
  try {
    switch (asked.command) {
      case 'up':
        return await locked(async () => up(asked))
      case 'down':
        return await locked(down)
      case 'status':
        return status()
      case 'build':
        return await build(asked)
      default:
        process.stderr.write(usage)
        return 2
    }
  } catch (error) {
    process.stderr.write(`testbed: ${messageOf(error)}\n`)
    return 1
  }
}

function parse(): Asked {
  const { values, positionals } = parseArgs({
    options: { kubernetes: { type: 'string' }, nodes: { type: 'string', default: '1' } },
    allowPositionals: true,
  })
  if (positionals.length > 1) throw new Error(`one command at a time: \`${positionals.join(' ')}\``)
  if (!/^\d+$/.test(values.nodes)) throw new Error(`\`--nodes\` takes a number: \`${values.nodes}\``)
  return { command: positionals[0], kubernetes: values.kubernetes, nodes: Number(values.nodes) }
}

async function up({ kubernetes: asked, nodes }: Asked): Promise<number> {
  const before = readState()
  if (before !== undefined && isAlive(before.supervisor)) {
    progress(`already up: ${describe(before)}`)
    return announce(before)
  }
  if (before !== undefined) await takeDown(before)
  const kubernetes = chosenRelease(asked).version
  // Here rather than in the supervisor, so that a person sees what takes minutes.
  await ensureControlPlane(kubernetes)
  if (nodes > 0) await ensureKwok()
  return announce(await supervised({ kubernetes, nodes }))
}

function announce(state: UpState): number {
  process.stdout.write(`${state.kubeconfigPath}\n`)
  process.stderr.write(`export KUBECONFIG=${state.kubeconfigPath}\n`)
  return 0
}

async function supervised(request: SupervisorRequest): Promise<UpState> {
  const log = openSync(upFiles().log, 'w', 0o600)
  const supervisor = spawn(
    process.execPath,
    [...process.execArgv, join(import.meta.dirname, 'supervisor.ts'), JSON.stringify(request)],
    // Somewhere that nobody wants to delete or unmount while it runs.
    { detached: true, cwd: '/', stdio: ['ignore', log, log, 'ipc'] },
  )
  closeSync(log)
  const message = await new Promise<SupervisorMessage>((resolve, reject) => {
    supervisor.on('message', (said) => {
      resolve(said as SupervisorMessage)
    })
    supervisor.on('error', reject)
    supervisor.on('exit', (code, signal) => {
      reject(new Error(`the supervisor ended with ${code ?? signal ?? 'nothing'}; see \`${upFiles().log}\``))
    })
  })
  supervisor.unref()
  if (message.kind === 'failed') throw new Error(message.message)
  return message.state
}

async function down(): Promise<number> {
  const state = readState()
  if (state === undefined) progress('nothing is up')
  else {
    await takeDown(state)
    progress('down')
  }
  return 0
}

function status(): number {
  const state = readState()
  const holds = state !== undefined && isAlive(state.supervisor)
  process.stdout.write(holds ? `up: ${describe(state)}\nkubeconfig: ${state.kubeconfigPath}\n` : 'nothing is up\n')
  return holds ? 0 : 1
}

async function build({ kubernetes }: Asked): Promise<number> {
  process.stdout.write(`${await ensureControlPlane(kubernetes)}\n`)
  process.stdout.write(`${(await ensureKwok()).binary}\n`)
  return 0
}

async function locked(work: () => Promise<number>): Promise<number> {
  const waiting = (holder: number): void => {
    progress(`process ${holder} is changing what is up; waiting for it`)
  }
  return await withLock(upFiles().lock, waiting, work)
}

function describe({ version, nodes, startedAt }: UpState): string {
  return `Kubernetes ${version} with ${nodes === 1 ? '1 node' : `${nodes} nodes`}, since ${startedAt}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
