// Our reader against Kubernetes' own on random files: the same documents, the same values, the same refusals.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { Wanted } from '../../kube/index.ts'
import { whyUnavailable } from '../../../testbed/build.ts'
import { yamlToJson, type YamlMeaning } from '../../../testbed/yaml-to-json.ts'
import { readDocuments, type ReadDocument } from './index.ts'
import { files } from './oracle.cases.ts'

const count = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 1200)
const seed = Number(process.env['SPAREKEY_SEED'] ?? 20261124)
/** How many files one run of the oracle gets. */
const batch = 3000

const unavailable = whyUnavailable()
const skip =
  unavailable !== undefined && process.env['SPAREKEY_TEST_REQUIRE'] !== 'all' ? `NOT PROVED: ${unavailable.reason}` : false

/** Kubernetes drops without a word what stands behind `...`; we give a gap more. */
const dropped = /Kubernetes reads no further than/

/** Syntax that YAML 1.2 brought or js-yaml tolerates: Kubernetes refuses it, so that it is in no cluster, and we read on. */
const onlyOurs: readonly RegExp[] = [
  /invalid Unicode character escape code|unknown escape character/, // "\ud83d\ude00" and "\/", as JSON writes them
  /found a tab character/, // before the first line of a block scalar
  /did not find expected alphabetic or numeric character|did not find expected whitespace or line break/, // &a#b, !#b
  /found character that cannot start any token/, // a tab behind the colon of `? key`
  /did not find expected node content/, // {a: ?b}
  /did not find expected ',' or/, // {a:[1]}, where no space parts the two
]

/** Syntax that go-yaml tolerates, often by dropping what it does not expect: we give a gap rather than guess. */
const onlyTheirs: readonly RegExp[] = [
  /end of the stream or a document separator is expected/, // "x" y
  /a line break is expected/, // |#
  /deficient indentation/, // quoted lines that are indented less than their key
  /bad indentation of a (mapping|sequence) entry/, // 'a'#b, {a:*b}, and block scalars that begin with a longer blank line
  /JSON has no such number|a key of a mapping is `null`/, // where a later value of the same key replaces it
  /missed comma between flow collection entries/, // [-,a]
  /not what its tag `binary` says/, // bytes that are no UTF-8
  /a space is missing behind|a blank line stands behind an escaped line break/, // [!a, b], [?a]
  /a line ends here to Kubernetes/, // U+2028 and its like
]

void describe('YAML as Kubernetes reads it', { skip }, () => {
  test(`${count} files, seed ${seed}`, async () => {
    const tally: Tally = { read: 0, refused: 0, onlyOurs: 0, onlyTheirs: 0 }
    const differences: string[] = []
    for (let start = 0; start < count; start += batch) {
      const texts = fc.sample(files, { numRuns: Math.min(batch, count - start), seed: seed + start })
      const answers = await answersFor(texts)
      texts.forEach((text, i) => {
        const difference = compare(text, answers[i] ?? [], tally)
        if (difference !== undefined) differences.push(`${JSON.stringify(text)}\n  ${difference}`)
      })
    }
    differences.sort((a, b) => a.length - b.length)
    assert.deepEqual(differences.slice(0, 10), [], `${differences.length} differences, the shortest first`)
    assert.ok(tally.read > count / 4 && tally.refused > count / 4, `the files are too tame or too wild: ${JSON.stringify(tally)}`)
    assert.ok(tally.onlyOurs + tally.onlyTheirs < tally.read / 4, `too many matters of syntax: ${JSON.stringify(tally)}`)
    console.log(
      `YAML differential: ${count} files, ${tally.read} documents read alike, ${tally.refused} refused by both, ` +
        `${tally.onlyOurs + tally.onlyTheirs} matters of syntax, seed ${seed}`,
    )
  })

  for (const { sentence, text, answers } of [
    { sentence: 'content behind a separator', text: 'a: 1\n---\nb: 1\n--- {c: 1}\n---\nd: 1\n', answers: [{ a: 1 }, 'refused'] },
    { sentence: 'a separator with too many dashes', text: 'a: 1\n---\nb: 1\n----\nc: 1\n', answers: [{ a: 1 }, 'refused'] },
    { sentence: 'a word that begins with dashes', text: '---a: 1\n', answers: ['refused'] },
  ]) {
    test(`both stop at ${sentence}`, async () => {
      const theirs = (await yamlToJson(text)).map((meaning) => (meaning.kind === 'value' ? meaning.value : 'refused'))
      const ours = [...readDocuments('f', text, wantedTrees[0] ?? assert.fail())].map((read) =>
        read.kind === 'value' ? read.value : 'refused',
      )
      assert.deepEqual(theirs, answers)
      assert.deepEqual(ours, answers)
    })
  }

  test('both refuse what unfolds without end', async () => {
    const lines = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((name, i) => {
        const before = 'abcdefgh'.charAt(i)
        return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`
      }),
    ]
    const text = `${lines.join('\n')}\n`
    assert.deepEqual(
      (await yamlToJson(text)).map(({ kind }) => kind),
      ['error'],
    )
    const lists = Array.from({ length: 9 }).reduce<Wanted>((of) => ({ kind: 'list', of }), { kind: 'scalar' })
    assert.deepEqual(
      [...readDocuments('f', text, { kind: 'map', prefix: '', of: lists })].map(({ kind }) => kind),
      ['broken'],
    )
  })
})

/** All files in one question, with a document between them that tells where one ends. */
async function answersFor(texts: readonly string[]): Promise<readonly (readonly YamlMeaning[])[]> {
  const question = texts.map((text, i) => `${text}${text.endsWith('\n') ? '' : '\n'}---\nendOfFile: ${i}\n---\n`).join('')
  const answers: YamlMeaning[][] = [[]]
  for (const meaning of await yamlToJson(question)) {
    if (meaning.kind === 'value' && meaning.json === `{"endOfFile":${answers.length - 1}}`) answers.push([])
    else answers.at(-1)?.push(meaning)
  }
  assert.equal(answers.length - 1, texts.length, 'the oracle did not come to the end')
  return answers
}

/** What one is asked to read: each place either as a list or as a map, by its depth, so that one of the trees reads it. */
const wantedTrees: readonly Wanted[] = [1, 2, 3, 4, 5].reduce<readonly Wanted[]>(
  (trees) =>
    trees.flatMap((of): readonly Wanted[] => [
      { kind: 'map', prefix: '', of },
      { kind: 'list', of },
    ]),
  [{ kind: 'scalar' }],
)

interface Tally {
  read: number
  refused: number
  onlyOurs: number
  onlyTheirs: number
}

/** @returns what differs, or `undefined` */
function compare(text: string, theirs: readonly YamlMeaning[], tally: Tally): string | undefined {
  // A document of nothing is none.
  const meanings = theirs.filter((meaning) => meaning.kind === 'error' || meaning.value !== null)
  const ours = wantedTrees.map((wanted) => ({
    wanted,
    reads: [...readDocuments('f', text, wanted)].filter((read) => !dropped.test(refusalOf(read) ?? '')),
  }))
  for (const { reads } of ours)
    if (reads.length !== meanings.length) return `${reads.length} documents here, ${meanings.length} there`
  for (const [i, meaning] of meanings.entries()) {
    const refusal = ours.map(({ reads }) => refusalOf(reads[i])).find((message) => message !== undefined)
    if (meaning.kind === 'error') {
      if (refusal !== undefined) tally.refused++
      else if (matches(onlyOurs, meaning.message)) tally.onlyOurs++
      else return `refused there only: ${meaning.message}`
    } else if (refusal !== undefined) {
      if (!matches(onlyTheirs, refusal)) return `refused here only: ${refusal}; there ${meaning.json}`
      tally.onlyTheirs++
    } else {
      for (const { wanted, reads } of ours) {
        const [here, there] = [asJson(valueOf(reads[i])), asJson(project(meaning.value, wanted))]
        if (!isDeepStrictEqual(here, there)) return `here ${JSON.stringify(here)}, there ${JSON.stringify(there)}`
      }
      tally.read++
    }
  }
  return undefined
}

const matches = (list: readonly RegExp[], message: string): boolean => list.some((one) => one.test(message))
const valueOf = (read: ReadDocument | undefined): unknown => (read?.kind === 'value' ? read.value : undefined)
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

function refusalOf(read: ReadDocument | undefined): string | undefined {
  return read?.kind === 'broken' && read.gap.kind === 'documentUnreadable' ? read.gap.message : undefined
}

/** Of a whole value what is wanted, slowly and surely. */
function project(value: unknown, wanted: Wanted): unknown {
  if (Array.isArray(value)) return wanted.kind === 'list' ? value.map((item) => project(item, wanted.of)) : []
  if (typeof value !== 'object' || value === null) return value
  const members = wanted.kind === 'map' ? Object.entries(value) : []
  return Object.fromEntries(members.map(([key, member]) => [key, project(member, wanted.kind === 'map' ? wanted.of : wanted)]))
}
