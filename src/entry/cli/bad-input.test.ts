// Input that is wrong in every way that was thought of: each gets a message that says what and where, the right exit code, and an end.
import assert from 'node:assert/strict'
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runWith } from './fake-io.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-bad-input-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

const clean =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: sound}\nspec: {automountServiceAccountToken: false, containers: [{name: a}]}\n'
const bomb = [
  'a: &a [x, x]',
  ...'bcdefghijklmnopqrstuv'
    .split('')
    .map((c, i) => `${c}: &${c} [*${'abcdefghijklmnopqrstu'.charAt(i)}, *${'abcdefghijklmnopqrstu'.charAt(i)}]`),
].join('\n')

const files: readonly {
  readonly name: string
  readonly content: string | Uint8Array
  readonly code: number
  readonly says: RegExp
}[] = [
  { name: 'empty.yaml', content: '', code: 3, says: /no Kubernetes object in `.*empty\.yaml`/ },
  { name: 'binary.yaml', content: Uint8Array.from({ length: 4000 }, (_, i) => i % 7), code: 2, says: /not a text file/ },
  {
    name: 'deep.yaml',
    content: `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
    code: 2,
    says: /deep\.yaml:4:\d+: not readable as YAML: nesting/,
  },
  {
    name: 'deep.json',
    content: `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    code: 2,
    says: /nested deeper/,
  },
  {
    name: 'cycle.yaml',
    content: 'apiVersion: v1\nkind: Pod\nmetadata: &a {name: x, labels: *a}\nspec: {containers: []}\n',
    code: 2,
    says: /cycle\.yaml:3:\d+: .*alias stands inside/,
  },
  {
    name: 'bomb.yaml',
    content: `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n${bomb}\nspec: {containers: *v}\n`,
    code: 2,
    says: /unfold to too many values|expected an object/,
  },
  {
    name: 'types.yaml',
    content:
      'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  automountServiceAccountToken: "false"\n  containers: hello\n',
    code: 2,
    says: /`spec\.automountServiceAccountToken`: expected a boolean, found a string/,
  },
  {
    name: 'truncated.json',
    content: '{"kind":"List","apiVersion":"v1","items":[{"apiVersion":"v1","kind":"Po',
    code: 2,
    says: /truncated\.json:1:\d+: not readable as JSON: unexpected end/,
  },
  { name: 'values.yaml', content: 'replicas: 2\n', code: 3, says: /no Kubernetes object/ },
  {
    name: 'template.yaml',
    content: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n{{- if .Values.a }}\nspec: {}\n',
    code: 2,
    says: /helm template/,
  },
  {
    name: 'begins-with-template.yaml',
    content: '{{- if .Values.a }}\napiVersion: v1\nkind: Pod\n{{- end }}\n',
    code: 2,
    says: /helm template/,
  },
  { name: 'twice.yaml', content: `${clean}---\n${clean}`, code: 2, says: /more than once/ },
  {
    name: 'key-twice.yaml',
    content:
      'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  automountServiceAccountToken: true\n  automountServiceAccountToken: false\n  containers: [{name: a}]\n',
    code: 2,
    says: /stands twice/,
  },
]

for (const { name, content, code, says } of files) {
  test(`${name}: exit code ${code}, and a message`, async () => {
    const file = join(folder, name)
    writeFileSync(file, content)
    const ran = await runWith(['audit', '-f', file])
    assert.equal(ran.code, code, ran.out + ran.err)
    assert.match((ran.out + ran.err).replace(/\n +/g, ' '), says)
    assert.doesNotMatch(ran.out + ran.err, /at .*\.ts:\d+/)
  })
}

for (const { name, content, code, says } of files)
  test(`the same as ${name} on standard input`, async () => {
    const ran = await runWith(['audit', '-f', '-'], content)
    assert.equal(ran.code, code, ran.out + ran.err)
    const text = says.source.replace(/^\w+\\\.\w+|`\.\*\w+\\\.\w+`/, '\\(standard input\\)')
    assert.match((ran.out + ran.err).replace(/\n +/g, ' '), new RegExp(text))
  })

test('YAML that begins like JSON is YAML on standard input, too', async () => {
  const flow = `{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}}\n---\n${clean}`
  const ran = await runWith(['audit', '-f', '-', '-o', 'json'], flow)
  assert.equal(ran.code, 0, ran.out)
  assert.match(ran.out, /"name": "sound"/)
})

test('what was read of JSON that ends too early counts, from a file and from standard input', async () => {
  const torn = `{"apiVersion":"v1","kind":"List","items":[${JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'whole' },
    spec: { containers: [{ name: 'a' }] },
  })},{"apiVersion":"v1","kind":"Po`
  const file = join(folder, 'torn.txt')
  writeFileSync(file, torn)
  for (const ran of [await runWith(['audit', '-f', file]), await runWith(['audit', '-f', '-'], torn)]) {
    assert.equal(ran.code, 2, ran.out)
    assert.match(ran.out, /\bwhole\b/)
    assert.match(ran.out, /not readable as JSON: unexpected end/)
  }
})

test('files are read in the order in which they are named, and the last one of an object counts', async () => {
  const named = (name: string, automount: boolean): string => {
    const file = join(folder, name)
    writeFileSync(file, clean.replace('automountServiceAccountToken: false', `automountServiceAccountToken: ${automount}`))
    return file
  }
  const [first, second] = [named('1.yaml', true), named('2.yaml', false)]
  for (const [files, code] of [
    [[first, second], 2],
    [[second, first], 1],
  ] as const) {
    const ran = await runWith(['audit', ...files.flatMap((file) => ['-f', file])])
    assert.equal(ran.code, code, ran.out)
    const [aside, kept] = files.map((file) => file.replace(/^.*(?=\/)/, ''))
    assert.match(
      ran.out.replace(/\n +/g, ' '),
      new RegExp(`the last one was audited, at [^ ]*${kept}:3:12, and the one at [^ ]*${aside}:3:12 set aside`),
    )
  }
})

test('the files of a folder are read in the order of their names', async () => {
  const ordered = join(folder, 'ordered')
  mkdirSync(ordered)
  for (const [name, automount] of [
    ['b.yaml', 'true'],
    ['a.yaml', 'false'],
  ] as const)
    writeFileSync(join(ordered, name), clean.replace('Token: false', `Token: ${automount}`))
  assert.equal((await runWith(['audit', '-f', ordered])).code, 1)
})

test('a broken document leaves the others whole', async () => {
  const ran = await runWith(['audit', '-f', '-', '-o', 'json'], `a: [\n---\n${clean}`)
  const report = JSON.parse(ran.out) as {
    readonly workloads: readonly unknown[]
    readonly gaps: readonly { readonly kind: string; readonly location: object }[]
  }
  assert.equal(report.workloads.length, 1)
  assert.equal(report.gaps[0]?.kind, 'documentUnreadable')
  assert.equal(ran.code, 2)
})

test('a stream of 100,000 documents is read to its end', async () => {
  const stream = Array.from(
    { length: 100_000 },
    (_, i) => `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a${i}}\nautomountServiceAccountToken: false\n`,
  ).join('---\n')
  const ran = await runWith(['explain', 'sa/a99999', '-f', '-'], stream)
  assert.match(ran.out, /ServiceAccount default\/a99999/)
})

test('YAML that begins like JSON is read once', async () => {
  const file = join(folder, 'documents.yaml')
  writeFileSync(file, `${JSON.stringify({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' } })}\n---\n${clean}`)
  const ran = await runWith(['audit', '-f', file])
  assert.equal(ran.code, 0, ran.out)
})

test('a folder that links back to itself is searched once', async () => {
  const loop = join(folder, 'loop')
  mkdirSync(loop)
  writeFileSync(join(loop, 'pod.yaml'), clean)
  symlinkSync(loop, join(loop, 'again'))
  assert.equal((await runWith(['audit', '-f', loop])).code, 0)
})

const usage: readonly { readonly argv: readonly string[]; readonly says: RegExp }[] = [
  { argv: ['audit', '-f', '/no/such/file'], says: /no such file or folder/ },
  { argv: ['audit', '-f', 'x', '--example'], says: /name one source/ },
  { argv: ['audit', '--example', '-l', 'a b'], says: /cannot read the label query/ },
  { argv: ['audit', '--example', '--benchmark', 'cis-9'], says: /Known are cis-aks-1\.7/ },
  { argv: ['audit', '--example', '--now', 'noon'], says: /takes a time/ },
  { argv: ['audit', '--example', '-o', 'pdf'], says: /Allowed choices are table/ },
  { argv: ['explain', 'frontend', '--example'], says: /kind\/name/ },
  { argv: ['explain', 'deploy/nothing', '--example'], says: /no Deployment `nothing`/ },
  { argv: ['audit', '--snapshot', '/no/such.sparekey'], says: /cannot read/ },
  { argv: ['nonsense'], says: /unknown command/ },
]

for (const { argv, says } of usage) {
  test(`${argv.join(' ')}: exit code 3, and a message`, async () => {
    const ran = await runWith(argv)
    assert.equal(ran.code, 3)
    assert.match(ran.err, says)
  })
}

const locked = join(folder, 'locked')
writeFileSync(locked, '', { mode: 0 })
const foreign = join(folder, 'foreign')
writeFileSync(foreign, 'apiVersion: v1\nkind: Pod\n')
const absent = join(folder, 'absent')
// Whoever may do everything may also read what nobody may.
const isRefused = process.getuid?.() !== 0

const journals = ['resume', 'backout', 'status', 'verify'].flatMap((command) => [
  { argv: [command, absent], says: `cannot read the journal \`${absent}\`: no such file or folder\n  name the journal of a run` },
  { argv: [command, folder], says: `cannot read the journal \`${folder}\`: it is a folder\n  name the journal of a run` },
  { argv: [command, foreign], says: `cannot use \`${foreign}\`: the journal is damaged in line 1` },
  ...(isRefused ? [{ argv: [command, locked], says: `cannot read the journal \`${locked}\`: not allowed\n  name` }] : []),
])

for (const { argv, says } of [
  { argv: ['apply', absent], says: `cannot read \`${absent}\`: no such file or folder\n  name a plan` },
  { argv: ['apply', folder], says: `cannot read \`${folder}\`: it is a folder\n  name a plan` },
  { argv: ['apply', join(foreign, 'plan')], says: 'what stands before its last name is no folder\n  name a plan' },
  ...(isRefused ? [{ argv: ['apply', locked], says: `cannot read \`${locked}\`: not allowed\n  name a plan` }] : []),
  { argv: ['audit', '--example', '--requirements', folder], says: `cannot read \`${folder}\`: it is a folder\n  name the file` },
  ...journals,
]) {
  test(`${argv.join(' ').replaceAll(folder, 'FOLDER')}: exit code 3, what, where, and what to do`, async () => {
    const ran = await runWith(argv)
    assert.equal(ran.code, 3)
    assert.ok(ran.err.startsWith('error: ') && ran.err.includes(says), ran.err)
    assert.doesNotMatch(ran.err, /E[A-Z]{4,}/)
  })
}

test('every torn snapshot, and every altered one, is refused', async () => {
  const whole = readFileSync(new URL('../../../examples/cluster.sparekey', import.meta.url))
  const file = join(folder, 'torn.sparekey')
  for (let share = 0; share < 20; share++) {
    writeFileSync(file, whole.subarray(0, Math.floor((whole.length * share) / 20)))
    const torn = await runWith(['audit', '--snapshot', file])
    assert.equal(torn.code, 3)
    const altered = Buffer.from(whole)
    altered.writeUInt8((altered.readUInt8(20 + share * 1000) + 1) % 256, 20 + share * 1000)
    writeFileSync(file, altered)
    assert.equal((await runWith(['audit', '--snapshot', file])).code, 3)
  }
})
