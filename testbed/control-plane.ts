// Starts a real Kubernetes control plane for a test and takes it away again, with nothing left of it.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringUp, firstFailure, type Plan } from './bring-up.ts'
import { chosenRelease, ensureControlPlane, ensureKwok } from './build.ts'
import { files } from './part-arguments.ts'
import { PartFailed, type Part } from './part.ts'
import { newUser, type TestUser } from './test-user.ts'

/** What the control plane should have. */
export interface ControlPlaneOptions {
  /** A minor or a full version of Kubernetes; `SPAREKEY_TESTBED_KUBERNETES`, else 1.36, if absent. */
  readonly kubernetes?: string
  /** Whether there are nodes, with kwok in the place of their kubelets, so that pods run. Not unless asked. */
  readonly kwok?: boolean
  /** How many nodes there are with kwok: 1 if absent. */
  readonly nodes?: number
  /** Whether the scheduler runs: if absent, where there are nodes. */
  readonly scheduler?: boolean
  /** Whether the controller manager runs, and with it service accounts, Deployments and the like: yes if absent. */
  readonly controllers?: boolean
  /** More users, by name, each with its groups. */
  readonly users?: Readonly<Record<string, readonly string[]>>
  /** More flags of kube-apiserver. */
  readonly apiserverFlags?: readonly string[]
  /** An audit policy as YAML or as an object; everything at level Metadata if absent. */
  readonly auditPolicy?: string | object
}

/** A control plane that runs. Disposing of it stops it. */
export interface ControlPlane extends AsyncDisposable {
  readonly version: string
  /** A kubeconfig with a context for each user, named for the user; `admin`'s is the current one. */
  readonly kubeconfigPath: string
  readonly server: string
  readonly caPath: string
  /** The token of `admin`. */
  readonly token: string
  /** `admin`, of group `system:masters`, and the users asked for. */
  readonly users: Readonly<Record<string, TestUser>>
  /** JSON lines, one an event. That of a long answer may come a moment after it: wait for what you look for. */
  readonly auditLogPath: string
  /** Everything it has on disk; gone when it is stopped. */
  readonly directory: string
  /** The processes that hold its parts. */
  readonly pids: readonly number[]
  /** The error of a part that has ended by itself, if one has. */
  failure(): Error | undefined
  /** Kills it, waits until it is gone and removes the directory. */
  stop(): Promise<void>
}

const portAttempts = 5

/** Starts a control plane; it is ready when this answers. The first one on a machine is built first, for minutes. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const plan = await planOf(options)
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(plan)
    } catch (error) {
      const portTaken = error instanceof PartFailed && error.log.includes('address already in use')
      if (!portTaken || attempt === portAttempts) throw error
    }
  }
}

async function planOf(options: ControlPlaneOptions): Promise<Plan> {
  const { kwok = false, nodes = 1, scheduler = kwok, controllers = true, users = {}, apiserverFlags = [] } = options
  const { auditPolicy = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [{ level: 'Metadata' }] } } = options
  if ('admin' in users) throw new Error('`admin` is there anyway: give another user another name')
  return {
    version: chosenRelease(options.kubernetes).version,
    binary: await ensureControlPlane(options.kubernetes),
    kwok: kwok ? await ensureKwok() : undefined,
    nodes: kwok ? nodes : 0,
    scheduler,
    controllers,
    people: [newUser('admin', ['system:masters']), ...Object.entries(users).map(([name, groups]) => newUser(name, groups))],
    apiserverFlags,
    auditPolicy: typeof auditPolicy === 'string' ? auditPolicy : JSON.stringify(auditPolicy),
  }
}

async function start(plan: Plan): Promise<ControlPlane> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'sparekey-testbed-'))
  const parts: Part[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(parts.map(async (part) => part.stop()))
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    const server = await bringUp(plan, directory, parts)
    return {
      version: plan.version,
      kubeconfigPath: join(directory, files.adminKubeconfig),
      server,
      caPath: join(directory, files.certificate),
      token: plan.people[0]?.token ?? '',
      users: Object.fromEntries(plan.people.map((user) => [user.name, user])),
      auditLogPath: join(directory, files.auditLog),
      directory,
      pids: parts.map((part) => part.pid),
      failure: () => firstFailure(parts),
      stop,
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
