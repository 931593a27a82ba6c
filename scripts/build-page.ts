// Bundles the page of the console into a folder: `node scripts/build-page.ts FOLDER`, where Sparekey runs from its sources; `npm run build` too.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'

const root = join(import.meta.dirname, '..')

/** Browsers of spring 2024 and later: the first that choose between two colours by themselves (`light-dark()`). */
const target = ['chrome123', 'firefox121', 'safari17.5']

/** Writes `page.js`, `page.css`, and the licences of what is in them. */
export async function buildPage(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const { metafile } = await build({
    entryPoints: { page: join(root, 'src/console-page/main.tsx') },
    outdir: folder,
    absWorkingDir: root,
    tsconfig: join(root, 'src/console-page/tsconfig.json'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target,
    metafile: true,
    logLevel: 'warning',
  })
  await build({
    entryPoints: { page: join(root, 'src/console-page/style.css') },
    outdir: folder,
    bundle: true,
    minify: true,
    target,
    logLevel: 'warning',
  })
  writeFileSync(join(folder, 'licences.txt'), licencesOf(bundledFiles(metafile)))
}

/** Files of which something is in the bundle; much that is read is left out. */
function bundledFiles({ outputs }: Metafile): readonly string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  )
}

/** What is bundled is shipped, so its licences go with it. */
function licencesOf(inputs: readonly string[]): string {
  const packages = new Set(inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []))
  return [...packages]
    .sort()
    .map((name) => {
      const { version, license } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
        readonly version: string
        readonly license: string
      }
      return `${name} ${version} (${license})\n\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8').trim()}\n`
    })
    .join('\n----\n\n')
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) throw new Error('name the folder to write to')
  await buildPage(folder)
}
