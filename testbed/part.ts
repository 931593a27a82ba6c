// Runs one part of the control plane on a leash: it can't outlive this process, and says why it failed.
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'

/** What to run. */
export interface PartCommand {
  readonly name: string
  readonly command: string
  readonly arguments: readonly string[]
  /** The control plane's binary, which has the leash in it. */
  readonly leash: string
  /** Where it runs and writes its log; removed with it when this process dies without a word. */
  readonly directory: string
}

/** A part that runs. */
export interface Part {
  readonly name: string
  /** The leash's process id. */
  readonly pid: number
  /** The error to throw if the part has ended by itself. */
  failure(): PartFailed | undefined
  /** Kills the part and waits until it is gone. */
  stop(): Promise<void>
}

/** A part ended that should still run; the message shows the end of its log. */
export class PartFailed extends Error {
  override readonly name = 'PartFailed'
  readonly part: string
  readonly log: string

  constructor(part: string, ending: string, log: string) {
    const lines = log.trimEnd().split('\n').slice(-20)
    super(`\`${part}\` ended by itself with ${ending}; its log ends:\n${lines.join('\n')}`)
    this.part = part
    this.log = log
  }
}

/** Starts a part. */
export function startPart(what: PartCommand): Part {
  const logPath = join(what.directory, `${what.name}.log`)
  const log = openSync(logPath, 'a', 0o600)
  const child = spawn(what.leash, ['leash', '--then-remove', what.directory, what.command, ...what.arguments], {
    cwd: what.directory,
    // Nothing of the person's environment: ETCD_ variables and proxies would change what the parts do.
    env: { PATH: process.env.PATH, HOME: what.directory, TMPDIR: what.directory },
    stdio: ['pipe', log, log],
  })
  closeSync(log)
  // A forgotten control plane must not keep this process from ending; its end is what lets go of the leash.
  child.unref()
  if (child.stdin instanceof Socket) child.stdin.unref()

  let ending: string | undefined
  const gone = new Promise<void>((resolve) => {
    const settle = (how: string): void => {
      ending ??= how
      resolve()
    }
    child.on('error', (error) => {
      settle(error.message)
    })
    child.on('exit', (code, signal) => {
      settle(code === null ? `signal ${signal ?? 'unknown'}` : `status ${code}`)
    })
  })
  return {
    name: what.name,
    pid: child.pid ?? -1,
    failure: () => (ending === undefined ? undefined : new PartFailed(what.name, ending, readLog(logPath))),
    stop: async () => {
      child.ref()
      child.stdin?.destroy()
      await gone
    },
  }
}

function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '(the log is gone)'
  }
}
