// The package as it would be published: its files and no others, and its commands run with nothing but its own dependencies.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { once } from 'node:events'
import { delimiter, dirname, join } from 'node:path'
import { after, before, test } from 'node:test'

interface Manifest {
  readonly version: string
  readonly bin: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
const folder = mkdtempSync(join(tmpdir(), 'sparekey-package-'))
const unpacked = join(folder, 'package')
const commands = join(folder, 'bin')

before(() => {
  ran('npm', ['pack', '--silent', '--offline', '--pack-destination', folder], root)
  ran('tar', ['-xzf', `sparekey-${manifest.version}.tgz`], folder)
  // As `npm install` lays them out, without what only developers have.
  for (const name of Object.keys(manifest.dependencies)) {
    const place = join(unpacked, 'node_modules', name)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), place)
  }
  mkdirSync(commands)
  for (const [name, file] of Object.entries(manifest.bin)) symlinkSync(join(unpacked, file), join(commands, name))
})

after(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a program with the Node that runs this test first among all. */
function spawned(
  command: string,
  args: readonly string[],
  cwd: string,
): { readonly code: number | null; readonly out: string; readonly err: string } {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env
  const path = [commands, dirname(process.execPath), inherited['PATH'] ?? ''].join(delimiter)
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env: { ...inherited, PATH: path }, encoding: 'utf8' })
  assert.equal(error, undefined)
  return { code: status, out: stdout, err: stderr }
}

function ran(command: string, args: readonly string[], cwd: string): void {
  const { code, out, err } = spawned(command, args, cwd)
  assert.equal(code, 0, out + err)
}

function filesIn(place: string, before = ''): readonly string[] {
  return readdirSync(join(place, before), { withFileTypes: true }).flatMap((entry) => {
    const path = `${before}${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(place, `${path}/`)
    return [path]
  })
}

/** A part that commands share, or load when they need it; its name ends in a hash. */
const chunk = /^dist\/entry\/cli\/[\w-]+-[0-9A-Z]{8}\.js$/

test('it holds what is meant to be published, and nothing else', () => {
  const files = filesIn(unpacked)
  assert.deepEqual(
    files.filter((file) => !chunk.test(file)).sort(),
    [
      'LICENSE',
      'README.md',
      ...[
        'audit-report',
        'evidence-ledger',
        'guard-status',
        'guard-test',
        'plan',
        'prerequisites',
        'procedure-report',
        'who-can-report',
      ].map((name) => `api/${name}.schema.json`),
      'examples/cluster.sparekey',
      'examples/use.ledger',
      ...['licences.txt', 'page.css', 'page.js'].map((name) => `dist/console/${name}`),
      'package.json',
      'scanner/scanner.wasm',
      'dist/sources/audit-log/scan-worker.js',
      ...new Set(Object.values(manifest.bin)),
    ].sort(),
  )
  for (const file of files.filter((name) => name.endsWith('.js')))
    assert.ok(!readFileSync(join(unpacked, file), 'utf8').includes(root), `${file} names a folder of this machine`)
  for (const file of Object.values(manifest.bin)) assert.equal(statSync(join(unpacked, file)).mode & 0o111, 0o111, file)
})

test('what it imports are its dependencies, each of them and no other', () => {
  const imported = filesIn(unpacked)
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => [
      ...readFileSync(join(unpacked, file), 'utf8').matchAll(/(?:\bfrom |\bimport\()"((?:@[\w-]+\/)?[\w:-]+)/g),
    ])
    .map(([, name]) => name)
    .filter((name) => name?.startsWith('node:') === false)
  assert.deepEqual([...new Set(imported)].sort(), Object.keys(manifest.dependencies).sort())
})

const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {automountServiceAccountToken: true, containers: [{name: main}]}\n'

const cases: readonly { readonly says: string; readonly line: string; readonly code: number; readonly out: RegExp }[] = [
  {
    says: 'it tells its version',
    line: 'sparekey --version',
    code: 0,
    out: new RegExp(`^${manifest.version.replaceAll('.', '[.]')}\\n$`),
  },
  { says: 'it audits a manifest', line: 'sparekey audit -f pod.yaml', code: 1, out: /not proven required +1 +1\n[^]*Pod\/web/ },
  { says: 'it audits JSON', line: 'sparekey audit -o csv -f pod.json', code: 1, out: /web/ },
  { says: 'it explains', line: 'sparekey explain pod/web -f pod.yaml', code: 0, out: /^Pod default\/web\n/ },
  { says: 'it has its example', line: 'sparekey audit --example --fail-on none', code: 0, out: /the example cluster/ },
  { says: 'it has what speaks to a cluster', line: 'sparekey rbac', code: 0, out: /kind: ClusterRole\n/ },
  { says: 'kubectl finds it', line: 'kubectl-sparekey audit -f pod.yaml', code: 1, out: /Pod\/web/ },
  { says: 'kubectl completes it', line: 'kubectl_complete-sparekey audit -o j', code: 0, out: /^json\njunit\n:4\n$/ },
]

for (const { says, line, code, out } of cases) {
  test(says, () => {
    writeFileSync(join(folder, 'pod.yaml'), pod)
    writeFileSync(
      join(folder, 'pod.json'),
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"automountServiceAccountToken":true,"containers":[{"name":"main"}]}}',
    )
    const [command = '', ...args] = line.split(' ')
    const ended = spawned(command, args, folder)
    assert.equal(ended.err, '')
    assert.match(ended.out, out)
    assert.equal(ended.code, code)
  })
}

test('its console serves the page that was built, with the licences of what is in it', async () => {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const console = spawn(process.execPath, [join(unpacked, 'dist/entry/cli/main.js'), 'console', '--example', '--no-open'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    const [link] = (await once(console.stdout, 'data')) as [Buffer]
    const come = await fetch(link.toString().trim(), { redirect: 'manual' })
    const cookie = come.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const script = await fetch(new URL('/page.js', link.toString().trim()), { headers: { cookie } })
    assert.equal(await script.text(), readFileSync(join(unpacked, 'dist/console/page.js'), 'utf8'))
  } finally {
    console.kill()
    await once(console, 'exit')
  }
  const licences = readFileSync(join(unpacked, 'dist/console/licences.txt'), 'utf8')
  const bundled = [...licences.matchAll(/^([@\w/-]+) \d+\.\d+\.\d+ \((MIT|ISC|BSD-3-Clause)\)$/gm)].map(([, name]) => name)
  assert.deepEqual(bundled, [
    '@preact/signals',
    '@preact/signals-core',
    '@tanstack/virtual-core',
    'd3-array',
    'd3-path',
    'd3-sankey',
    'd3-shape',
    'preact',
    'preact-iso',
  ])
  assert.equal(licences.split('\n----\n').length, bundled.length)
})

test('it ends with a message where there is no cluster', () => {
  const { code, err } = spawned('sparekey', ['snapshot', '-o', 'x', '--kubeconfig', 'no-such-file'], folder)
  assert.equal(code, 3)
  assert.match(err, /^error: .*no-such-file/)
})
