// Decides in which order the parts of a control plane start, and what has to be true before the next one does.
import { generateKeyPair } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Kwok } from './build.ts'
import { createClient, type Served, type TestClient } from './client.ts'
import { freePort } from './free-port.ts'
import { createNodes, nodesReady } from './nodes.ts'
import * as flags from './part-arguments.ts'
import { startPart, type Part, type PartFailed } from './part.ts'
import { kubeconfig, newUser, tokenFile, type TestUser } from './test-user.ts'
import { waitUntil } from './wait-until.ts'

/** What is to be started, with nothing left open. */
export interface Plan {
  readonly version: string
  readonly binary: string
  readonly kwok: Kwok | undefined
  readonly nodes: number
  readonly scheduler: boolean
  readonly controllers: boolean
  /** Who may use it, `admin` first. */
  readonly people: readonly TestUser[]
  readonly apiserverFlags: readonly string[]
  readonly auditPolicy: string
}

/**
 * Starts the parts in a directory, adding each to `parts`, which are the caller's to stop even if this fails. Answers with
 * the address of the API server once everything is ready.
 */
export async function bringUp(plan: Plan, directory: string, parts: Part[]): Promise<string> {
  const run = (name: string, args: readonly string[], command = plan.binary): void => {
    parts.push(startPart({ name, command, arguments: args, leash: plan.binary, directory }))
  }
  const runOwn = (name: string, args: readonly string[]): void => {
    run(name, [name, ...args])
  }
  const check = (): void => {
    const failure = firstFailure(parts)
    if (failure !== undefined) throw failure
  }
  const write = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text, { mode: 0o600 })
    return name
  }

  runOwn('etcd', flags.etcdArguments())

  // The parts have the users of a real cluster, and the waiting below is nobody's: so the audit log shows what a test
  // does as `admin` and what the cluster does, apart.
  const waiter = newUser('sparekey:testbed', ['system:masters'])
  const kwok = newUser('kwok', ['system:masters'])
  const controllerManager = newUser('system:kube-controller-manager', [])
  const scheduler = newUser('system:kube-scheduler', [])
  const port = await freePort()
  const endpoint = { server: `https://127.0.0.1:${port}`, caPath: join(directory, flags.files.certificate) }
  write(flags.files.tokens, tokenFile([...plan.people, waiter, kwok, controllerManager, scheduler]))
  write(flags.files.auditPolicy, plan.auditPolicy)
  write(flags.files.adminKubeconfig, kubeconfig(endpoint, plan.people))
  await writeSigningKeys(write)
  runOwn('kube-apiserver', flags.apiserverArguments(port, plan.apiserverFlags))

  const client = await ready(directory, { ...endpoint, users: { admin: waiter } }, check)
  try {
    if (plan.controllers) {
      const config = write('kube-controller-manager.kubeconfig', kubeconfig(endpoint, [controllerManager]))
      runOwn('kube-controller-manager', flags.controllerManagerArguments(config))
    }
    if (plan.scheduler) {
      runOwn('kube-scheduler', flags.schedulerArguments(write('kube-scheduler.kubeconfig', kubeconfig(endpoint, [scheduler]))))
    }
    if (plan.kwok !== undefined) {
      const config = write('kwok.kubeconfig', kubeconfig(endpoint, [kwok]))
      run('kwok', flags.kwokArguments(config, plan.kwok.stages), plan.kwok.binary)
      await createNodes(client, plan.nodes)
    }
    if (plan.controllers) await defaultServiceAccount(client, check)
    if (plan.nodes > 0) await nodesReady(client, plan.controllers ? 'taints' : 'question', check)
  } finally {
    client.close()
  }
  return endpoint.server
}

/** The error of the first part that has ended by itself, if one has. */
export function firstFailure(parts: readonly Part[]): PartFailed | undefined {
  return parts.map((part) => part.failure()).find((failure) => failure !== undefined)
}

async function writeSigningKeys(write: (name: string, text: string) => string): Promise<void> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  write(flags.files.verifyingKey, publicKey)
  write(flags.files.signingKey, privateKey)
}

/** Waits until the API server says that it is ready, and answers with a client for the rest of the waiting. */
async function ready(directory: string, served: Served, check: () => void): Promise<TestClient> {
  let client: TestClient | undefined
  let seen = 'no certificate yet'
  const probe = async (): Promise<TestClient | undefined> => {
    check()
    // The API server makes its certificate itself and writes the key after it, so with the key both are whole.
    if (!existsSync(join(directory, flags.files.certificateKey))) return undefined
    client ??= createClient(served)
    try {
      const { status, body } = await client.request<string>('GET', '/readyz')
      seen = `${status} ${body}`
      return status === 200 ? client : undefined
    } catch (error) {
      seen = String(error)
      return undefined
    }
  }
  try {
    return await waitUntil('the API server to be ready', probe, { timeoutMs: 120_000, lastSeen: () => seen })
  } catch (error) {
    client?.close()
    throw error
  }
}

/** Without it nobody can create a pod in namespace `default`. */
async function defaultServiceAccount(client: TestClient, check: () => void): Promise<void> {
  await waitUntil('the service account `default/default`', async () => {
    check()
    const { status } = await client.request('GET', '/api/v1/namespaces/default/serviceaccounts/default')
    return status === 200
  })
}
