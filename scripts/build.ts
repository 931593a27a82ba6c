// `npm run build`: bundles the commands of package.json and the page of the console into a fresh `dist`, and makes the commands executable.
// A hundred small modules are good to read, and slow to open: Node spends a tenth of a second on finding them, which is more
// than most audits take. Dependencies stay outside, so that they are installed, listed and patched as packages.
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { build } from 'esbuild'
import { buildPage } from './build-page.ts'
import { straightImports } from './straight-imports.ts'

const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly bin: Readonly<Record<string, string>> }
const commands = [...new Set(Object.values(bin))]

rmSync('dist', { recursive: true, force: true })
await build({
  // Threads that read logs have a file of their own.
  entryPoints: [...commands.map((file) => file.replace(/^dist(.*)\.js$/, 'src$1.ts')), 'src/sources/audit-log/scan-worker.ts'],
  outbase: 'src',
  outdir: 'dist',
  // Shared parts lie beside the commands, as deep as in `src`, since some files are found from where the code is.
  chunkNames: 'entry/cli/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.15',
  packages: 'external',
  plugins: [straightImports],
  logLevel: 'warning',
})

await buildPage('dist/console')

for (const file of commands) {
  if (!readFileSync(file, 'utf8').startsWith('#!/usr/bin/env node\n'))
    throw new Error(`${file} does not begin with \`#!/usr/bin/env node\`, so it cannot be a command`)
  chmodSync(file, 0o755)
}
