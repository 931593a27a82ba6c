// Runs the program that hands out credentials, such as kubelogin, by client.authentication.k8s.io as client-go speaks it.
// client-node's own runner is not used: it hides what the program says (so a device code is never seen and it waits for
// ever), knows no KUBERNETES_EXEC_INFO, can't be interrupted, and quotes the program's output when that is not JSON.
// https://github.com/kubernetes/client-go/blob/master/plugin/pkg/client/auth/exec/exec.go
import { spawn } from 'node:child_process'
import { isatty } from 'node:tty'
import { SparekeyError } from '../../base/index.ts'
import { isRecord } from '../../kube/index.ts'
import type { Environment } from './environment.ts'
import { quotable } from './quotable.ts'
import type { TargetCluster } from './target.ts'
import type { ExecPlugin } from './target-shapes.ts'

/** What the program handed out. */
export interface ExecCredential {
  readonly token?: string
  readonly certificate?: string
  readonly key?: string
  /** Milliseconds since 1970; absent where it does not say. */
  readonly expires?: number
}

/** What running the program takes. */
export interface ExecContext {
  readonly cluster: TargetCluster
  /** The server's certificate authority, in PEM, for programs that ask for it. */
  readonly ca: string | undefined
  readonly environment: Environment
  readonly signal: AbortSignal
  /** Gets what the program writes to its standard error: it may ask there for a login. */
  readonly onMessage: ((text: string) => void) | undefined
}

const apiGroup = 'client.authentication.k8s.io'
const knownVersions: readonly string[] = [`${apiGroup}/v1`, `${apiGroup}/v1beta1`]

/**
 * Runs the program once.
 *
 * @throws SparekeyError `KUBECONFIG_INVALID` when it is not there, fails, or answers with anything but a credential;
 *   `INTERRUPTED` on the signal
 */
export async function runExecPlugin(plugin: ExecPlugin, context: ExecContext): Promise<ExecCredential> {
  const apiVersion = plugin.apiVersion ?? ''
  if (!knownVersions.includes(apiVersion)) {
    throw failure(
      plugin,
      `speaks \`${quotable(apiVersion)}\`, not one of ${knownVersions.join(', ')}`,
      'update the plugin and its entry in the kubeconfig',
    )
  }
  const interactive = mayAsk(plugin)
  const info = {
    apiVersion,
    kind: 'ExecCredential',
    spec: { interactive, ...(plugin.provideClusterInfo ? { cluster: clusterInfo(context) } : {}) },
  }
  const output = await outputOf(plugin, context, interactive, JSON.stringify(info))
  return credentialOf(output, apiVersion, (problem) => failure(plugin, problem, 'run the plugin by hand to see what it prints'))
}

function mayAsk(plugin: ExecPlugin): boolean {
  // A program that asks where nobody listens would wait for ever.
  const terminal = isatty(0)
  if (plugin.interactiveMode === 'Always' && !terminal) {
    throw failure(plugin, 'needs a terminal to ask for a login', 'run in a terminal, or let the plugin log in without asking')
  }
  return plugin.interactiveMode !== 'Never' && terminal
}

function clusterInfo({ cluster, ca }: ExecContext): Record<string, unknown> {
  return {
    server: cluster.server.href.replace(/\/$/, ''),
    ...(cluster.tlsServerName === undefined ? {} : { 'tls-server-name': cluster.tlsServerName }),
    ...(cluster.insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
    ...(cluster.proxyUrl === undefined ? {} : { 'proxy-url': cluster.proxyUrl }),
    config: cluster.execConfig ?? null,
  }
}

async function outputOf(plugin: ExecPlugin, context: ExecContext, interactive: boolean, info: string): Promise<string> {
  const own = Object.fromEntries(plugin.env.map(({ name, value }) => [name, value]))
  const env = { ...context.environment, ...own, KUBERNETES_EXEC_INFO: info }
  return new Promise((resolve, reject) => {
    const child = spawn(plugin.command, plugin.args, {
      env,
      signal: context.signal,
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    const output: Buffer[] = []
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4096)
      context.onMessage?.(text)
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (context.signal.aborted)
        reject(new SparekeyError('INTERRUPTED', 'logging in was interrupted', { cause: context.signal.reason }))
      else reject(notStarted(plugin, error))
    })
    child.on('close', (code, killer) => {
      if (code === 0) {
        resolve(Buffer.concat(output).toString('utf8'))
        return
      }
      const ended = code === null ? `was ended by ${killer ?? 'a signal'}` : `ended with exit code ${code}`
      const words = quotable(said, 'end')
      reject(failure(plugin, words === '' ? ended : `${ended}: ${words}`, loginHint(plugin)))
    })
  })
}

function notStarted(plugin: ExecPlugin, error: NodeJS.ErrnoException): SparekeyError {
  if (error.code !== 'ENOENT') return failure(plugin, `can't be run: ${error.code ?? 'unknown cause'}`, installHint(plugin))
  return failure(plugin, 'is not there', installHint(plugin))
}

function failure(plugin: ExecPlugin, problem: string, hint: string): SparekeyError {
  return new SparekeyError('KUBECONFIG_INVALID', `the login plugin \`${quotable(plugin.command)}\` ${problem}`, { hint })
}

function isKubelogin(plugin: ExecPlugin): boolean {
  return /(?:^|[/\\])kubelogin(?:\.exe)?$/.test(plugin.command)
}

function installHint(plugin: ExecPlugin): string {
  if (plugin.installHint !== undefined && plugin.installHint.trim() !== '') return quotable(plugin.installHint, 'start', 1000)
  if (isKubelogin(plugin)) return 'install kubelogin (`az aks install-cli` does) and see that it is on the PATH'
  return 'install the plugin and see that it is on the PATH'
}

function loginHint(plugin: ExecPlugin): string {
  return isKubelogin(plugin)
    ? 'log in again (`az login`), or choose how kubelogin logs in with `kubelogin convert-kubeconfig`'
    : 'log in again, then see whether `kubectl version` works'
}

function credentialOf(output: string, apiVersion: string, failed: (problem: string) => SparekeyError): ExecCredential {
  let answer: unknown
  try {
    answer = JSON.parse(output)
  } catch {
    // INVARIANT: the parser's message quotes the output, which may hold the token: it goes nowhere.
    throw failed('printed something other than JSON')
  }
  if (!isRecord(answer) || answer['kind'] !== 'ExecCredential') throw failed('printed something other than an `ExecCredential`')
  if (answer['apiVersion'] !== apiVersion) throw failed(`answered in another version than \`${apiVersion}\``)
  const status = isRecord(answer['status']) ? answer['status'] : {}
  const token = textOf(status['token'])
  const certificate = textOf(status['clientCertificateData'])
  const key = textOf(status['clientKeyData'])
  if (token === undefined && certificate === undefined) throw failed('gave neither a token nor a client certificate')
  if ((certificate === undefined) !== (key === undefined))
    throw failed('gave a client certificate without its key, or a key without its certificate')
  const expires = Date.parse(textOf(status['expirationTimestamp']) ?? '')
  return {
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
    ...(Number.isNaN(expires) ? {} : { expires }),
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
