// Which API server is asked and as whom: the chosen context of the kubeconfig with the caller's overrides.
import { isAbsolute, join } from 'node:path'
import { SparekeyError } from '../../base/index.ts'
import { formatPath, isRecord, type DecodeProblem, type Shape } from '../../kube/index.ts'
import type { Environment } from './environment.ts'
import { impersonationOf } from './impersonation.ts'
import { inClusterTarget } from './in-cluster.ts'
import { readKubeconfig, type Kubeconfig, type KubeconfigEntry, type KubeconfigSection } from './kubeconfig.ts'
import { proxyFor } from './proxy-environment.ts'
import { quotable, quotedNames } from './quotable.ts'
import { serverUrl } from './server-url.ts'
import type { Material, Target, TargetChoice, TargetCluster, TargetUser } from './target.ts'
import {
  clusterBody,
  contextBody,
  userBody,
  type ClusterBody,
  type ContextBody,
  type ExecPlugin,
  type UserBody,
} from './target-shapes.ts'

/**
 * Settles where to ask and as whom.
 *
 * @throws SparekeyError `KUBECONFIG_INVALID` when nothing says where to ask, or what says so is wrong; `USAGE` for groups without `as`
 */
export async function chooseTarget(choice: TargetChoice, environment: Environment): Promise<Target> {
  const config = await readKubeconfig(choice.kubeconfig, environment)
  if (config === undefined && choice.server === undefined) {
    const inside = await inClusterTarget(environment)
    if (inside === undefined) throw nowhere()
    return withOverrides(inside, choice)
  }
  return withOverrides(targetOf(config ?? noKubeconfig, choice, environment), choice)
}

const noKubeconfig: Kubeconfig = {
  files: [],
  currentContext: undefined,
  contexts: new Map(),
  clusters: new Map(),
  users: new Map(),
}

function nowhere(): SparekeyError {
  return new SparekeyError('KUBECONFIG_INVALID', 'no kubeconfig: neither `KUBECONFIG` nor `~/.kube/config` leads to a file', {
    hint: 'name one with `--kubeconfig`; for AKS, `az aks get-credentials` writes one',
  })
}

function targetOf(config: Kubeconfig, choice: TargetChoice, environment: Environment): Target {
  const context = contextOf(config, choice)
  const clusterName = choice.cluster ?? context?.body.cluster
  const clusterEntry = clusterName === undefined ? undefined : entry(config, 'clusters', clusterName)
  const body = clusterEntry === undefined ? {} : decode(clusterBody, clusterEntry, `cluster \`${quotable(clusterName ?? '')}\``)
  const userName = choice.user ?? context?.body.user
  const userEntry = userName === undefined || userName === '' ? undefined : entry(config, 'users', userName)
  const user = userEntry === undefined ? undefined : decode(userBody, userEntry, `user \`${quotable(userName ?? '')}\``)
  return {
    context: context?.name,
    cluster: clusterOf(body, clusterEntry, choice, environment),
    user: userOf(userName ?? '', user, userEntry?.folder ?? ''),
  }
}

function contextOf(config: Kubeconfig, choice: TargetChoice): { readonly name: string; readonly body: ContextBody } | undefined {
  const name = choice.context ?? config.currentContext
  if (name !== undefined)
    return { name, body: decode(contextBody, entry(config, 'contexts', name), `context \`${quotable(name)}\``) }
  if (choice.server !== undefined || choice.cluster !== undefined) return undefined
  throw new SparekeyError('KUBECONFIG_INVALID', `the kubeconfig names no current context: ${there(config, 'contexts')}`, {
    hint: 'say which with `--context`',
  })
}

function entry(config: Kubeconfig, section: KubeconfigSection, name: string): KubeconfigEntry {
  const found = config[section].get(name)
  if (found !== undefined) return found
  const flag = section.slice(0, -1)
  throw new SparekeyError('KUBECONFIG_INVALID', `no such ${flag}: \`${quotable(name)}\`: ${there(config, section)}`, {
    hint: `see \`kubectl config get-${section}\``,
  })
}

function there(config: Kubeconfig, section: KubeconfigSection): string {
  const names = config[section]
  const files = config.files.length === 0 ? 'no kubeconfig' : quotedNames(config.files)
  return names.size === 0 ? `there is none in ${files}` : `${files} has ${quotedNames(names.keys())}`
}

function decode<T>(shape: Shape<T>, { body, file }: KubeconfigEntry, what: string): T {
  const problems: DecodeProblem[] = []
  const value = shape.decode(body, problems)
  const [problem] = problems
  if (problem === undefined) return value
  const place = problem.path.length === 0 ? '' : ` \`${formatPath(problem.path)}\`:`
  throw new SparekeyError(
    'KUBECONFIG_INVALID',
    `${what} in \`${file}\`:${place} expected ${problem.expected}, found ${problem.found}`,
  )
}

function clusterOf(
  body: ClusterBody,
  at: KubeconfigEntry | undefined,
  choice: TargetChoice,
  environment: Environment,
): TargetCluster {
  const given = choice.server ?? body.server
  if (given === undefined || given === '') {
    throw new SparekeyError('KUBECONFIG_INVALID', 'the chosen cluster names no server', {
      hint: 'set its `server`, or say `--server`',
    })
  }
  const insecureSkipTlsVerify = choice.insecureSkipTlsVerify ?? body['insecure-skip-tls-verify'] ?? false
  const server = serverUrl(given, insecureSkipTlsVerify)
  const ca = material(body['certificate-authority-data'], body['certificate-authority'], at?.folder)
  const proxyUrl = present(body['proxy-url']) ?? proxyFor(server, environment)
  const tlsServerName = present(body['tls-server-name'])
  const execConfig = execConfigOf(at?.body)
  return {
    server,
    insecureSkipTlsVerify,
    disableCompression: body['disable-compression'] ?? false,
    ...(ca === undefined ? {} : { ca }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
    ...(execConfig === undefined ? {} : { execConfig }),
  }
}

// client-go hands this one extension of a cluster on to exec plugins (client.authentication.k8s.io/v1 Cluster.config).
function execConfigOf(body: unknown): unknown {
  const extensions: unknown = isRecord(body) ? body['extensions'] : undefined
  if (!Array.isArray(extensions)) return undefined
  const found = (extensions as readonly unknown[]).find(
    (item) => isRecord(item) && item['name'] === 'client.authentication.k8s.io/exec',
  )
  return isRecord(found) ? found['extension'] : undefined
}

function userOf(name: string, body: UserBody | undefined, folder: string): TargetUser {
  if (body === undefined) return { name, impersonation: {} }
  const certificate = material(body['client-certificate-data'], body['client-certificate'], folder)
  const key = material(body['client-key-data'], body['client-key'], folder)
  const token = present(body.token)
  const tokenFile = present(body.tokenFile)
  const provider = body['auth-provider']
  return {
    name,
    impersonation: impersonationOf({ as: body.as, uid: body['as-uid'], groups: body['as-groups'], extra: body['as-user-extra'] }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(token === undefined ? {} : { token }),
    ...(tokenFile === undefined ? {} : { tokenFile: absolute(tokenFile, folder) }),
    ...(present(body.username) === undefined ? {} : { basic: { username: body.username ?? '', password: body.password ?? '' } }),
    ...(body.exec === undefined ? {} : { exec: withPath(body.exec, folder) }),
    ...(provider === undefined ? {} : { authProvider: { name: provider.name, config: Object.fromEntries(provider.config) } }),
  }
}

// A bare name is looked up on PATH; `./plugin` stands beside the kubeconfig.
function withPath(plugin: ExecPlugin, folder: string): ExecPlugin {
  return /[/\\]/.test(plugin.command) ? { ...plugin, command: absolute(plugin.command, folder) } : plugin
}

function withOverrides(target: Target, choice: TargetChoice): Target {
  const impersonation = impersonationOf({ as: choice.as, groups: choice.asGroups ?? [] })
  const overridden = Object.keys(impersonation).length === 0 ? target.user.impersonation : impersonation
  const insecureSkipTlsVerify = choice.insecureSkipTlsVerify ?? target.cluster.insecureSkipTlsVerify
  return {
    ...target,
    cluster: { ...target.cluster, insecureSkipTlsVerify },
    // A client certificate that stayed would win over the token: the API server looks at it first.
    user:
      choice.token === undefined
        ? { ...target.user, impersonation: overridden }
        : { name: target.user.name, token: choice.token, impersonation: overridden },
  }
}

function material(base64: string | undefined, file: string | undefined, folder: string | undefined): Material | undefined {
  if (present(base64) !== undefined) return { kind: 'data', base64: base64 ?? '' }
  return present(file) === undefined ? undefined : { kind: 'file', path: absolute(file ?? '', folder ?? '') }
}

function absolute(path: string, folder: string): string {
  return isAbsolute(path) ? path : join(folder, path)
}

function present(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
