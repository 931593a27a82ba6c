// `evidence` as a person types it: what is written, shown and said, and how each thing that goes wrong ends.
import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import { readFrames } from '../../sources/ledger/index.ts'
import { runWith } from './fake-io.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-evidence-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

const at = (name: string): string => join(folder, name)
const line = (parts: object): string =>
  JSON.stringify({
    kind: 'Event',
    auditID: 'a',
    stage: 'ResponseComplete',
    verb: 'list',
    requestURI: '/api/v1/namespaces/shop/pods',
    user: {
      username: 'system:serviceaccount:shop:web',
      extra: { 'authentication.kubernetes.io/pod-name': ['web-1'], 'authentication.kubernetes.io/pod-uid': ['u'] },
    },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: '2026-11-01T08:00:00Z',
    ...parts,
  })
const log = [line({}), line({ auditID: 'b' }), line({ auditID: 'c', user: { username: 'system:serviceaccount:shop:db' } })].join(
  '\n',
)
writeFileSync(at('audit.log'), log)
const asked = ['--category', 'kube-audit']

async function written(name: string, ...argv: readonly string[]): Promise<string> {
  const ran = await runWith(['evidence', 'read', at('audit.log'), '-o', at(name), ...asked, ...argv])
  assert.equal(ran.code, 0, ran.err)
  return at(name)
}

test('a log is read into a ledger of its owner alone, and shown', async () => {
  const ledger = await written('use.ledger')
  assert.equal(statSync(ledger).mode & 0o777, 0o600)
  const { code, out } = await runWith(['evidence', 'show', ledger])
  assert.equal(code, 0)
  assert.match(out, /shop\/web, by the token in pod web-1\n {2}list +pods +shop +allowed +2 /)
})

test('standard input is read as a file is, to the byte', async () => {
  const ledger = await written('file.ledger')
  const ran = await runWith(['evidence', 'read', '-', '-o', at('stdin.ledger'), ...asked], log)
  assert.equal(ran.code, 0, ran.err)
  assert.deepEqual(readFileSync(at('stdin.ledger')), readFileSync(ledger))
})

for (const [name, rows] of [
  ['sa/shop/web', 1],
  ['pod/shop/web-1', 1],
  ['sa/shop/db', 1],
] as const) {
  test(`${name} is shown alone`, async () => {
    const { out } = await runWith(['evidence', 'show', await written('one.ledger'), name, '-o', 'json'])
    assert.equal((JSON.parse(out) as { readonly rows: readonly unknown[] }).rows.length, rows)
  })
}

test('-n gives the namespace of an account', async () => {
  const { code } = await runWith(['evidence', 'show', await written('n.ledger'), 'sa/web', '-n', 'shop'])
  assert.equal(code, 0)
})

test('ledgers are merged: what both hold counts once', async () => {
  const [a, b] = [await written('a.ledger'), await written('b.ledger')]
  const { code, err } = await runWith(['evidence', 'merge', a, b, '-o', at('ab.ledger')])
  assert.deepEqual([code, err], [0, `wrote ${at('ab.ledger')}: 2 ledgers, 1 block of log\n`])
  assert.deepEqual(readFileSync(at('ab.ledger')), readFileSync(a))
})

test('a ledger of several clusters is asked which', async () => {
  const [a, b] = [await written('c1.ledger', '--cluster', 'one'), await written('c2.ledger', '--cluster', 'two')]
  await runWith(['evidence', 'merge', a, b, '-o', at('two.ledger')])
  const which = await runWith(['evidence', 'show', at('two.ledger')])
  assert.deepEqual([which.code, /say which with `--cluster`: `one`, `two`/.test(which.err)], [3, true])
  assert.equal((await runWith(['evidence', 'show', at('two.ledger'), '--cluster', 'two'])).code, 0)
  assert.equal((await runWith(['evidence', 'show', at('two.ledger'), '--cluster', 'three'])).code, 3)
})

test('what is not understood is told with file and line, and makes the exit code 2', async () => {
  writeFileSync(at('odd.log'), `${log}\nnonsense\n`)
  const ran = await runWith(['evidence', 'read', at('odd.log'), '-o', at('odd.ledger'), ...asked])
  assert.equal(ran.code, 2)
  assert.match(ran.err, /odd\.log:4: not JSON\n/)
  assert.match(ran.err, /4 lines, \d+ bytes read, 1 not understood/)
  assert.match((await runWith(['evidence', 'show', at('odd.ledger')])).out, /1 not understood\n +block \S+, byte \d+: not JSON/)
})

const sound = await written('sound.ledger')
const whole = readFileSync(sound)
const text = readFrames(whole).toString('utf8')

const bad: readonly {
  readonly says: RegExp
  readonly argv: readonly string[]
  readonly file?: readonly [string, string | Uint8Array]
}[] = [
  { says: /no audit event in/, argv: ['read', at('empty.log')], file: ['empty.log', ''] },
  { says: /no audit event in/, argv: ['read', at('binary.log')], file: ['binary.log', whole.subarray(5)] },
  { says: /no audit event in/, argv: ['read', at('other.log')], file: ['other.log', '{"msg":"hello"}\n'] },
  { says: /no audit event in/, argv: ['read', sound] },
  { says: /no such file or folder/, argv: ['read', at('nothing')] },
  { says: /cannot read `.*nothing`/, argv: ['merge', at('nothing')] },
  { says: /it is no ledger of evidence/, argv: ['merge', at('audit.log')] },
  {
    says: /it is torn or damaged/,
    argv: ['merge', at('torn.ledger')],
    file: ['torn.ledger', whole.subarray(0, whole.length - 9)],
  },
  {
    says: /it was altered/,
    argv: ['merge', at('altered.ledger')],
    file: ['altered.ledger', zstdCompressSync(text.replace('web', 'wob'))],
  },
  {
    says: /its format is version 3, and this program reads up to 2\n {2}update Sparekey/,
    argv: ['merge', at('newer.ledger')],
    file: ['newer.ledger', zstdCompressSync(text.replace('"formatVersion":2', '"formatVersion":3'))],
  },
  {
    says: /its format is version 1, which knew blocks of log in another way\n {2}read the logs again/,
    argv: ['merge', at('older.ledger')],
    file: ['older.ledger', zstdCompressSync(text.replace('"formatVersion":2', '"formatVersion":1'))],
  },
  {
    says: /it is no ledger/,
    argv: ['merge', at('snapshot.ledger')],
    file: ['snapshot.ledger', zstdCompressSync('{"kind":"Snapshot"}\n{}\n')],
  },
]

for (const { says, argv, file } of bad) {
  test(`evidence ${argv[0] ?? ''} ${file?.[0] ?? 'of what is none'}: exit code 3, ${String(says)}, and nothing is written`, async () => {
    if (file !== undefined) writeFileSync(at(file[0]), file[1])
    const output = at('never.ledger')
    const ran = await runWith(['evidence', ...argv, '-o', output, ...(argv[0] === 'read' ? asked : [])])
    assert.equal(ran.code, 3)
    assert.match(ran.err, says)
    assert.ok(!existsSync(output))
  })
}

test('both ways of reading, and any number of threads, write the same ledger', async () => {
  const json = await written('json.ledger', '--scanner', 'json')
  for (const more of [['--scanner', 'wasm'], ['--scanner', 'auto', '--threads', '2'], []])
    assert.deepEqual(readFileSync(await written('other.ledger', ...more)), readFileSync(json))
})

for (const [argv, says] of [
  [['read', at('audit.log'), '-o', at('never.ledger'), '--threads', '0'], /It is a number from 1 to 64/],
  [['read', at('audit.log'), '-o', at('never.ledger'), '--scanner', 'c'], /Allowed choices are auto, wasm, json/],
  [['show', sound, 'deploy/web'], /names no ServiceAccount or Pod/],
  [['show', sound, 'sa/web'], /sa\/NAMESPACE\/NAME/],
  [['show', sound, 'sa/shop/nobody'], /no use of `sa\/shop\/nobody` is in the ledger/],
  [['read', at('audit.log')], /required option '-o, --output <file>'/],
  [['read', at('audit.log'), '-o', at('never.ledger')], /does not say which category it is/],
  [['read', at('audit.log'), '-o', at('never.ledger'), '--category', 'guard'], /Allowed choices are kube-audit/],
  [['nonsense'], /unknown command/],
] as const) {
  test(`evidence ${argv.map((word) => word.replace(folder, '')).join(' ')}: exit code 3, and a message`, async () => {
    const ran = await runWith(['evidence', ...argv])
    assert.equal(ran.code, 3, ran.out)
    assert.match(ran.err, says)
  })
}

test('where the ledger cannot be written, the former one stays and no part is left', async () => {
  const place = mkdtempSync(join(folder, 'full-'))
  writeFileSync(join(place, 'use.ledger'), 'former')
  chmodSync(place, 0o500)
  const isRoot = process.getuid?.() === 0
  const ran = await runWith([
    'evidence',
    'read',
    at('audit.log'),
    '-o',
    isRoot ? join(place, 'no/use.ledger') : join(place, 'use.ledger'),
    ...asked,
  ])
  assert.equal(ran.code, 3)
  assert.match(ran.err, /cannot write/)
  assert.deepEqual(readdirSync(place), ['use.ledger'])
  assert.equal(readFileSync(join(place, 'use.ledger'), 'utf8'), 'former')
})

test('an interruption writes nothing', async () => {
  const controller = new AbortController()
  controller.abort()
  const ran = await runWith(['evidence', 'read', at('audit.log'), '-o', at('never.ledger'), ...asked], '', undefined, {
    signal: controller.signal,
  })
  assert.equal(ran.code, 130)
  assert.ok(!existsSync(at('never.ledger')))
})
