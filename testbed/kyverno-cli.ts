// Kyverno's own command line, built from its module. It takes ten minutes of two cores: `npm run prove` uses it, and `npm test` does not.
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digest, usableGo } from './build.ts'
import { builtDirectory } from './built-directory.ts'
import { goSources } from './go-sources.ts'
import { runGo } from './go-tool.ts'

const module = 'github.com/kyverno/kyverno'
/** The release of Kyverno that renderings are tested with. */
export const kyvernoVersion = 'v1.19.1'

/** The path of `kyverno`, built first if it isn't in the cache. */
export async function ensureKyverno(): Promise<string> {
  const directory = await builtDirectory({
    name: `kyverno-${kyvernoVersion}`,
    key: digest([usableGo(), module, kyvernoVersion]),
    title: `the command line of Kyverno ${kyvernoVersion}`,
    firstTime: '10 minutes',
    build: async (into) => {
      // Its go.mod replaces a module, with which `go install` takes none: ours is a copy that requires Kyverno itself.
      const sources = await goSources(`${module}@${kyvernoVersion}`)
      for (const file of ['go.mod', 'go.sum']) {
        copyFileSync(join(sources, file), join(into, file))
        chmodSync(join(into, file), 0o644) // Files in the module cache are read-only.
      }
      const edit = ['mod', 'edit', '-module=sparekey.dev/kyverno', `-require=${module}@${kyvernoVersion}`]
      await runGo({ arguments: edit, directory: into })
      const build = ['build', '-mod=mod', '-ldflags', '-s -w', '-o', join(into, 'kyverno'), `${module}/cmd/cli/kubectl-kyverno`]
      await runGo({ arguments: build, directory: into })
    },
  })
  return join(directory, 'kyverno')
}

/** What `kyverno test` is asked: files by name, of which `kyverno-test.yaml` is the test. */
export type KyvernoFiles = Readonly<Record<string, readonly unknown[]>>

/** Runs `kyverno` in a folder with files, and gives what it prints. */
export async function runKyverno(parameters: readonly string[], files: KyvernoFiles): Promise<string> {
  const kyverno = await ensureKyverno()
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-kyverno-'))
  try {
    for (const [name, objects] of Object.entries(files))
      writeFileSync(join(folder, name), objects.map((object) => JSON.stringify(object)).join('\n---\n'))
    const { stdout, stderr } = spawnSync(kyverno, parameters, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 30 })
    return `${stdout}${stderr}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
