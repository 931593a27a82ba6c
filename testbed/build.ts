// Decides which binaries the test bed runs: built from source on first use, then found in the user's cache.
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { builtDirectory } from './built-directory.ts'
import { writeGoModule } from './go-module.ts'
import { goVersion, runGo } from './go-tool.ts'
import { defaultRelease, releaseFor, type KubernetesRelease } from './kubernetes-release.ts'
import { TestbedUnavailable } from './testbed-unavailable.ts'

const sources = join(import.meta.dirname, 'controlplane')
const kwokModule = 'sigs.k8s.io/kwok'
const kwokVersion = 'v0.8.0'
/** What kwok does to nodes and pods: nodes become and stay ready, pods run, finish and go away at once. */
const kwokStages: readonly string[] = [
  'node/fast/node-initialize.yaml',
  'node/heartbeat-with-lease/node-heartbeat-with-lease.yaml',
  'pod/fast/pod-ready.yaml',
  'pod/fast/pod-complete.yaml',
  'pod/fast/pod-delete.yaml',
]

/** kwok, which stands in for kubelets, and the stage files that tell it what pods do. */
export interface Kwok {
  readonly binary: string
  readonly stages: readonly string[]
}

/** Why nothing can be built on this machine, if that is so. */
export function whyUnavailable(): TestbedUnavailable | undefined {
  try {
    usableGo()
    return undefined
  } catch (error) {
    if (error instanceof TestbedUnavailable) return error
    throw error
  }
}

/** The release that is meant when a caller names none: `SPAREKEY_TESTBED_KUBERNETES`, else the default. */
export function chosenRelease(version?: string): KubernetesRelease {
  return releaseFor(version ?? process.env.SPAREKEY_TESTBED_KUBERNETES)
}

/**
 * The path of the control plane's binary, built first if it isn't in the cache. `version` is a minor or a full version
 * of Kubernetes. Throws `TestbedUnavailable` where nothing can be built.
 */
export async function ensureControlPlane(version?: string): Promise<string> {
  const release = chosenRelease(version)
  const go = usableGo()
  const asCheckedIn = release.version === defaultRelease.version
  const code = readdirSync(sources).filter((file) => file.endsWith('.go'))
  const files = asCheckedIn ? [...code, 'go.mod', 'go.sum'] : code
  const flags = linkerFlags(release)
  const directory = await builtDirectory({
    name: `controlplane-${release.version}`,
    key: digest([go, release.etcd, flags, ...files.map((file) => `${file}\n${readFileSync(join(sources, file), 'utf8')}`)]),
    title: `a Kubernetes ${release.version} control plane`,
    firstTime: '6 minutes',
    build: async (into) => {
      const module = asCheckedIn ? sources : join(into, 'module')
      if (!asCheckedIn) {
        mkdirSync(module)
        for (const file of code) copyFileSync(join(sources, file), join(module, file))
        await writeGoModule(module, release)
      }
      await runGo({ arguments: ['build', '-ldflags', flags, '-o', join(into, 'controlplane'), '.'], directory: module })
    },
  })
  return join(directory, 'controlplane')
}

/** kwok, built first if it isn't in the cache. */
export async function ensureKwok(): Promise<Kwok> {
  const module = `${kwokModule}@${kwokVersion}`
  const directory = await builtDirectory({
    name: `kwok-${kwokVersion}`,
    key: digest([usableGo(), module, ...kwokStages]),
    title: `kwok ${kwokVersion}`,
    firstTime: '3 minutes',
    build: async (into) => {
      const install = ['install', `${kwokModule}/cmd/kwok@${kwokVersion}`]
      await runGo({ arguments: install, directory: into, environment: { GOBIN: into } })
      const downloaded = JSON.parse(await runGo({ arguments: ['mod', 'download', '-json', module], directory: into })) as {
        readonly Dir: string
      }
      mkdirSync(join(into, 'stages'))
      for (const stage of kwokStages) {
        const copy = join(into, 'stages', basename(stage))
        copyFileSync(join(downloaded.Dir, 'kustomize/stage', stage), copy)
        chmodSync(copy, 0o644) // Files in the module cache are read-only.
      }
    },
  })
  return { binary: join(directory, 'kwok'), stages: kwokStages.map((stage) => join(directory, 'stages', basename(stage))) }
}

/** The version of Go that builds here; {@link TestbedUnavailable} where nothing can be built. */
export function usableGo(): string {
  if (process.platform === 'win32') throw new TestbedUnavailable('the control plane runs on Linux and macOS only')
  return goVersion(sources)
}

// Without these the server calls itself v0.0.0-master, which kubectl refuses to parse.
function linkerFlags(release: KubernetesRelease): string {
  const [major, minor] = release.version.split('.')
  const facts = { gitVersion: `v${release.version}`, gitMajor: major, gitMinor: minor }
  const packages = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
  const set = packages.flatMap((path) => Object.entries(facts).map(([name, value]) => `-X ${path}.${name}=${value}`))
  return ['-s', '-w', ...set].join(' ')
}

/** A key for what is built from these parts. */
export function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
