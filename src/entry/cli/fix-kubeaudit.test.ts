// kubeaudit's fixtures for `asat`, mended: where the two make the switch of the pods something else, the reason is said.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { readWhole } from '../../sources/yaml/index.ts'
import { corpusAt } from './corpora-folder.cases.ts'
import { runWith } from './fake-io.cases.ts'

interface Case {
  readonly id: string
  readonly input: readonly [string]
  readonly expected: { readonly after_fix: { readonly podSpec: { readonly automountServiceAccountToken: boolean | null } } }
}

interface Controller {
  readonly spec: { readonly template: { readonly spec: { readonly automountServiceAccountToken?: boolean } } }
}

const otherNamespace = 'the `default` account in the file lives in another namespace, and decides nothing for this workload'
const disputed: ReadonlyMap<string, string> = new Map([
  ['deprecated', 'they only rename the deprecated field, and the token is mounted as before'],
  ['true-allowed', "the label that allows it is kubeaudit's own; here a statement of need has a reason, an owner and a date"],
  ['nil-and-no-name-and-default-sa', otherNamespace],
  ['true-and-default-sa', otherNamespace],
])

const corpus = corpusAt('kubeaudit', "that kubeaudit's fixtures are mended")
if (corpus.skip !== false) test("kubeaudit's fixtures are mended", { skip: corpus.skip })
else {
  const cases = JSON.parse(readFileSync(join(corpus.folder, 'cases.json'), 'utf8')) as readonly Case[]
  for (const { id, input, expected } of cases)
    test(`kubeaudit: ${id}${disputed.has(id) ? `, disputed: ${disputed.get(id) ?? ''}` : ''}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sparekey-kubeaudit-'))
      try {
        const file = join(folder, basename(input[0]))
        cpSync(join(corpus.folder, input[0]), file)
        const { code, err } = await runWith(['fix', '-f', file, '--write', '--assume', 'accounts'])
        assert.equal(code, 0, err)
        const documents = readWhole(readFileSync(file, 'utf8'))
        assert.ok(!('reason' in documents))
        const ours = (documents[0] as unknown as Controller).spec.template.spec.automountServiceAccountToken ?? null
        const theirs = expected.after_fix.podSpec.automountServiceAccountToken
        assert.equal(ours, false)
        assert.equal(theirs !== ours, disputed.has(id), 'theirs is disputed where it is another, and nowhere else')
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
  test('every dispute is about a case', () => {
    for (const id of disputed.keys()) assert.ok(cases.some((one) => one.id === id))
  })
}
