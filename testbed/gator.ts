// Gatekeeper's own command line, built from its module: what its policies say, without a cluster.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digest, usableGo } from './build.ts'
import { builtDirectory } from './built-directory.ts'
import { runGo } from './go-tool.ts'

const module = 'github.com/open-policy-agent/gatekeeper/v3'
/** The release of Gatekeeper that renderings are tested with. */
export const gatekeeperVersion = 'v3.23.1'

/** The path of `gator`, built first if it isn't in the cache. */
export async function ensureGator(): Promise<string> {
  const command = `${module}/cmd/gator@${gatekeeperVersion}`
  const directory = await builtDirectory({
    name: `gator-${gatekeeperVersion}`,
    key: digest([usableGo(), command]),
    title: `gator ${gatekeeperVersion}`,
    firstTime: '3 minutes',
    build: async (into) => {
      const install = ['install', '-ldflags', '-s -w', command]
      await runGo({ arguments: install, directory: into, environment: { GOBIN: into } })
    },
  })
  return join(directory, 'gator')
}

/** A violation, as `gator test` prints it. */
export interface GatorViolation {
  readonly msg: string
  readonly enforcementAction: string
  readonly constraint: { readonly kind: string }
  readonly violatingObject: { readonly metadata: { readonly name: string; readonly namespace?: string } }
}

/** `gator test` over templates, constraints and the objects that they judge and look up. */
export async function gatorTest(objects: readonly unknown[]): Promise<readonly GatorViolation[]> {
  const gator = await ensureGator()
  return inFolder((folder) => {
    const file = join(folder, 'objects.yaml')
    writeFileSync(file, documents(objects))
    const { stdout, stderr } = spawnSync(gator, ['test', '--filename', file, '--output', 'json'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    })
    if (stdout.startsWith('[') || stdout.startsWith('null')) return (JSON.parse(stdout) as GatorViolation[] | null) ?? []
    throw new Error(`\`gator test\` gave no answer:\n${stdout}${stderr}`)
  })
}

/** One request that `gator verify` puts to a constraint. */
export interface GatorCase {
  readonly name: string
  /** An object, or an AdmissionReview. */
  readonly object: unknown
  readonly refused: boolean
}

/** `gator verify` of one template and one constraint; nothing where every case comes out as it should, else what it prints. */
export async function gatorVerify(
  template: unknown,
  constraint: unknown,
  inventory: readonly unknown[],
  cases: readonly GatorCase[],
): Promise<string> {
  const gator = await ensureGator()
  return inFolder((folder) => {
    const written = (name: string, ...objects: readonly unknown[]): string => {
      writeFileSync(join(folder, name), documents(objects))
      return name
    }
    written('suite.yaml', {
      apiVersion: 'test.gatekeeper.sh/v1alpha1',
      kind: 'Suite',
      tests: [
        {
          name: 'all',
          template: written('template.yaml', template),
          constraint: written('constraint.yaml', constraint),
          cases: cases.map(({ name, object, refused }, i) => ({
            name,
            object: written(`case-${i}.yaml`, object),
            inventory: inventory.map((one, j) => written(`known-${j}.yaml`, one)),
            assertions: [{ violations: refused ? 'yes' : 'no' }],
          })),
        },
      ],
    })
    const { status, stdout, stderr } = spawnSync(gator, ['verify', join(folder, 'suite.yaml')], { encoding: 'utf8' })
    return status === 0 && stdout.startsWith('ok') ? '' : `${stdout}${stderr}`
  })
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-gator-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** JSON is YAML. */
function documents(objects: readonly unknown[]): string {
  return objects.map((object) => JSON.stringify(object)).join('\n---\n')
}
