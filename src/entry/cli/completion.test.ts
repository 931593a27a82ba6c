// Completion: the words that fit, for kubectl's protocol and for the shells that ask by the scripts.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandNames } from './program.ts'
import { runWith } from './fake-io.cases.ts'
import { kindNames } from './workload-name.ts'

const commands = commandNames
const files = ':0'
const words = ':4'

/** What was typed behind the program's name, and each line of the answer. */
const cases: readonly (readonly [typed: readonly string[], answer: readonly string[]])[] = [
  [[], [...commands, words]],
  [[''], [...commands, words]],
  [['a'], ['audit', 'apply', words]],
  [['nothing'], [words]],
  [
    ['audit', '--re'],
    ['--request-timeout', '--requirements', words],
  ],
  [['snapshot', '--fail'], [words]],
  [
    ['audit', '-o', 'j'],
    ['json', 'junit', words],
  ],
  [
    ['audit', '--context', 'prod', '--fail-on', ''],
    ['critical', 'high', 'medium', 'low', 'none', words],
  ],
  [['audit', '-o', 'json', ''], [words]],
  [['audit', '-f', ''], [files]],
  [['audit', '-f', 'one.yaml', ''], [files]],
  [
    ['audit', '-f', 'one.yaml', '--sn'],
    ['--snapshot', words],
  ],
  [['snapshot', '-o', ''], [files]],
  [
    ['plan', '-o', 'k'],
    ['kubectl', 'kustomize', files],
  ],
  [
    ['plan', '--skip', 'opt-in', 'legacy-r'],
    ['legacy-replaced', words],
  ],
  [
    ['plan', '--max-risk', ''],
    ['low', 'medium', 'high', words],
  ],
  [['audit', '--context', ''], [words]],
  [['apply', ''], [files]],
  [['resume', '--journal', ''], [files]],
  [
    ['backout', '--re'],
    ['--request-timeout', '--redo', words],
  ],
  [
    ['rbac', '--for', ''],
    ['audit', 'apply', words],
  ],
  [
    ['audit', '--assume', 'accounts', 's'],
    ['secrets', words],
  ],
  [
    ['explain', 'dep'],
    [...kindNames.filter((kind) => kind.startsWith('dep')).map((kind) => `${kind}/`), words],
  ],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish', words],
  ],
]

for (const [typed, answer] of cases) {
  test(`[${typed.join(' ')}] is completed by ${answer.length - 1} words, ${answer.at(-1) === files ? 'or files' : 'no files'}`, async () => {
    const { code, out } = await runWith(['__complete', ...typed])
    assert.equal(code, 0)
    assert.deepEqual(out.split('\n'), [...answer, ''])
  })
}

test('every kind that completion offers is one that explain knows', async () => {
  for (const kind of kindNames)
    assert.match((await runWith(['explain', `${kind}/none`, '--example'])).err, /^error: no \w+ `none`/, kind)
})

test('the program that kubectl asks gives the same answer', () => {
  const { stdout, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'complete.ts'), 'audit', '-o', 'j'])
  assert.equal(status, 0)
  assert.equal(stdout.toString(), 'json\njunit\n:4\n')
})

test('every shell has a script that asks this program, and no other shell has one', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out } = await runWith(['completion', shell])
    assert.equal(code, 0)
    assert.match(out, /sparekey __complete/)
    assert.match(out, /sed '\$d'/)
  }
  assert.equal((await runWith(['completion', 'tcsh'])).code, 3)
})

const bash = spawnSync('bash', ['--version']).status === 0

test('bash completes by its script', { skip: bash ? false : 'no bash here' }, async () => {
  const { out: script } = await runWith(['completion', 'bash'])
  const answer = `sparekey() { printf '%s ' "$@"; printf '\\n%s\\n' 'two words' :4; }
COMP_WORDS=(sparekey audit -o j) COMP_CWORD=3
_sparekey
printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-c', `${script}${answer}`])
  assert.equal(stderr.toString(), '')
  assert.equal(stdout.toString(), '__complete audit -o j \ntwo words\n')
})
