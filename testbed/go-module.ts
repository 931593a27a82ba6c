// Writes the go.mod with which the control plane's sources build for a release other than the one they are checked in for.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runGo } from './go-tool.ts'
import type { KubernetesRelease } from './kubernetes-release.ts'

/** What `go mod edit -json` says, as far as it is read here. */
interface GoMod {
  readonly Go: string
  readonly GoDebug?: readonly { readonly Key: string; readonly Value: string }[] | null
  readonly Replace?: readonly { readonly Old: { readonly Path: string }; readonly New: { readonly Path: string } }[] | null
}

/** Writes go.mod and go.sum for the release into a directory that holds the sources. */
export async function writeGoModule(directory: string, release: KubernetesRelease): Promise<void> {
  const kubernetes = `k8s.io/kubernetes@v${release.version}`
  const downloaded = JSON.parse(await runGo({ arguments: ['mod', 'download', '-json', kubernetes], directory })) as {
    readonly GoMod: string
  }
  const upstream = JSON.parse(await runGo({ arguments: ['mod', 'edit', '-json', downloaded.GoMod], directory })) as GoMod
  writeFileSync(join(directory, 'go.mod'), goModText(release, upstream))
  // Tidy fills in the indirect requires and go.sum; by default it would refuse to edit what it finds.
  await runGo({ arguments: ['mod', 'tidy'], directory, environment: { GOFLAGS: '-mod=mod -buildvcs=false' } })
}

function goModText(release: KubernetesRelease, upstream: GoMod): string {
  // A Kubernetes release 1.N.P publishes its libraries as v0.N.P, and its own go.mod points at them inside its tree.
  const staging = `v0.${release.version.split('.').slice(1).join('.')}`
  const libraries = (upstream.Replace ?? []).filter((replace) => replace.New.Path.startsWith('./staging/'))
  return [
    'module sparekey.dev/testbed',
    '',
    `go ${upstream.Go}`,
    '',
    ...(upstream.GoDebug ?? []).map(({ Key, Value }) => `godebug ${Key}=${Value}`),
    '',
    'require (',
    `\tgo.etcd.io/etcd/server/v3 v${release.etcd}`,
    `\tk8s.io/kubernetes v${release.version}`,
    ')',
    '',
    'replace (',
    ...libraries.map(({ Old }) => `\t${Old.Path} => ${Old.Path} ${staging}`),
    ')',
    '',
  ].join('\n')
}
