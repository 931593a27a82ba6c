// The formats for people: width, colour, completeness, what an empty plan says, markup that holds, and names that stay names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Plan } from '../../change/index.ts'
import { formatRef } from '../../kube/index.ts'
import { displayWidth } from '../display-width.ts'
import { allElements, elementsOf, html, readMarkup, type ReadElement } from '../markup.cases.ts'
import { hostileNames } from '../sample-stories.cases.ts'
import { planExitCode } from './answer.ts'
import { effectPhrase, fieldName, remedyTitles, valuePhrase } from './phrases.ts'
import { planFormats } from './formats.ts'
import { account, blindPlan, emptyPlan, onePlan, plan, removed, step } from './sample.cases.ts'
import { hostilePlan } from './sample-hostile.cases.ts'
import { wholePlan } from './sample-whole.cases.ts'

const options = { color: false, width: 100 }
const { table, markdown } = planFormats
const pageOf = (sample: Plan): ReadElement => readMarkup(planFormats.html(sample, options), html)
const anyName = fc.string({ unit: 'binary', maxLength: 40 })
const examples = hostileNames.map((name): [string] => [name])

test('table: no line is wider than the terminal, whatever the names', () => {
  const names = fc.array(fc.string({ unit: 'binary', maxLength: 253 }), { minLength: 1, maxLength: 2 })
  fc.assert(
    fc.property(names, fc.integer({ min: 80, max: 200 }), (hostile, width) => {
      for (const line of table(hostilePlan(hostile), { color: false, width }).split('\n'))
        assert.ok(displayWidth(line) <= width, line)
    }),
    { numRuns: 30 },
  )
})

test('table: colour adds nothing but colour', () => {
  const [dull, colored] = [false, true].map((color) => table(wholePlan, { color, width: 100 }))
  assert.notEqual(colored, dull)
  assert.equal(colored?.replace(/\p{Cc}\[[\d;]*m/gu, ''), dull)
})

for (const format of ['table', 'markdown', 'html'] as const) {
  const text = words(planFormats[format](wholePlan, options))

  test(`${format}: every step is told with its object, remedy, reason, changes, effect, risk, and what goes`, () => {
    for (const { object, remedy, reason, effect, risk, removes, alsoRemoves } of wholePlan.steps) {
      const told = [formatRef(object), remedyTitles[remedy], reason, effectPhrase(effect), risk.why, ...alsoRemoves]
      for (const said of [...told, ...removes.map(({ container }) => `container ${container} of`)])
        assert.ok(text.includes(words(said)), said)
    }
    for (const said of ['automountServiceAccountToken', 'sparekey-token', 'renewed-at', '2026-08-01'])
      assert.ok(text.includes(said), said)
  })

  test(`${format}: sources, what is left and gaps are told with what to do`, () => {
    for (const { object, by, where } of wholePlan.sourcePatches)
      for (const said of [formatRef(object), by, where]) assert.ok(text.includes(words(said)), said)
    for (const { object, reason, remedy } of wholePlan.left)
      for (const said of [formatRef(object), reason, remedy]) assert.ok(text.includes(words(said)), said)
    for (const { message, remedy } of wholePlan.gaps)
      for (const said of [message, remedy]) assert.ok(text.includes(words(said)), said)
  })

  test(`${format}: that there is nothing to change is never said without how much could be read`, () => {
    const told = (sample: Plan): string => words(planFormats[format](sample, options))
    assert.match(told(emptyPlan), /no step: nothing was found to change in the cluster; all that was asked for could be read/i)
    assert.match(told(blindPlan), /no step: nothing .*; with 1 gap in what could be read, so there may be more to change/i)
    assert.match(
      told({ ...emptyPlan, source: { ...emptyPlan.source, rolesKnown: false } }),
      /not all roles and bindings were read, so there may be more/i,
    )
  })
}

test('table: of many tokens the first few are told and the rest counted', () => {
  const removes = Array.from({ length: 500 }, (_, i) => removed(account('shop', `w${i}`)))
  const text = table(plan({ steps: [step({ remedy: 'account-off', object: account('shop', 'default'), removes })] }), options)
  assert.match(text, /takes 500 tokens from 500 workloads/)
  assert.match(text, /and 494 more tokens \(-o yaml\)/)
  assert.ok(text.split('\n').length < 40)
})

test('a token that several steps have to do with is counted once', () => {
  const removes = [removed(account('shop', 'web')), removed(account('shop', 'web'), 'proxy')]
  const steps = ['account-off', 'pods-renewed'] as const
  const sample = plan({ steps: steps.map((remedy) => step({ remedy, object: account('shop', remedy), removes })) })
  assert.match(table(sample, options), /2 steps \(2 low risk\) take 2 tokens from 1 workload;/)
})

test('table: steps of one group stand under it, in the order of the plan', () => {
  const text = table(wholePlan, options)
  const numbers = [...text.matchAll(/^ *(\d+)\. (?:low|medium|high)/gm)].map(([, number]) => Number(number))
  assert.deepEqual(
    numbers,
    wholePlan.steps.map((_, i) => i + 1),
  )
  assert.equal(text.match(/^Group ServiceAccount\/shop\/default$/gm)?.length, 2)
})

test('markdown: outside its own few tags nothing of a name could be markup, and a name adds no line', () => {
  const own = /<\/?(?:code|span|details|summary|br)>|&#\d+;/g
  const count = markdown(hostilePlan(['plain']), options).split('\n').length
  fc.assert(
    fc.property(anyName, (name) => {
      const text = markdown(hostilePlan([name]), options)
      assert.doesNotMatch(text.replace(own, ''), /[<>&`\\[\]@~$]|:\/\/|www\./i)
      assert.equal(text.split('\n').length, count)
    }),
    { examples, numRuns: 50 },
  )
})

test('markdown: every row of a table has the cells of its head', () => {
  for (const sample of [wholePlan, onePlan, hostilePlan(hostileNames)]) {
    let head = 0
    for (const line of markdown(sample, options).split('\n')) {
      const bars = line.startsWith('|') ? line.split('|').length : 0
      if (head > 0 && bars > 0) assert.equal(bars, head, line)
      head = bars
    }
  }
})

test('markdown: a plan of any size fits into a comment, and says what it leaves out', () => {
  const steps = Array.from({ length: 3000 }, (_, i) =>
    step({ remedy: 'account-off', object: account(`namespace-${i}`, 'default') }),
  )
  const text = markdown(plan({ ...wholePlan, steps }), options)
  assert.ok(text.length < 65_536)
  assert.match(text, /…and \d+ rows more than a comment can hold/)
})

for (const [name, sample] of Object.entries({ wholePlan, onePlan, emptyPlan, blindPlan, hostile: hostilePlan(hostileNames) })) {
  const page = pageOf(sample)

  test(`html, ${name}: every element is closed, every id is there once, and every reference leads somewhere`, () => {
    const ids = allElements(page).flatMap((element) => element.attributes.get('id') ?? [])
    assert.equal(new Set(ids).size, ids.length)
    for (const element of allElements(page)) {
      const named = [element.attributes.get('aria-labelledby'), element.attributes.get('href')?.slice(1)]
      for (const id of named.flatMap((one) => one ?? [])) assert.ok(ids.includes(id), id)
    }
  })

  test(`html, ${name}: nothing is loaded or run, and every table says what it is`, () => {
    assert.deepEqual(elementsOf(page, 'script'), [])
    const policy = elementsOf(page, 'meta').find((meta) => meta.attributes.has('http-equiv'))
    assert.equal(
      policy?.attributes.get('content'),
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    )
    for (const element of allElements(page)) {
      for (const key of element.attributes.keys()) assert.doesNotMatch(key, /^(on.*|style|src|srcset|action|xmlns)$/)
      assert.match(element.attributes.get('href') ?? '#', /^#/)
    }
    for (const one of elementsOf(page, 'table')) {
      assert.equal(elementsOf(one, 'caption').length, 1)
      assert.ok(elementsOf(one, 'th').every((th) => th.attributes.has('scope')))
    }
  })
}

test('html: a name makes no element and no attribute that harmless plans lack', () => {
  const shapes = (sample: Plan): string[] =>
    allElements(pageOf(sample)).flatMap(({ name, attributes }) => [
      `<${name}>`,
      ...[...attributes.keys()].map((key) => `<${name} ${key}>`),
    ])
  const known = new Set([...shapes(hostilePlan(['plain'])), ...shapes(hostilePlan(['`x`']))])
  fc.assert(
    fc.property(anyName, (name) => {
      for (const shape of shapes(hostilePlan([name]))) assert.ok(known.has(shape), shape)
    }),
    { examples, numRuns: 50 },
  )
})

test('the exit code: 1 for something to do, 2 for something that could not be told, 0 else', () => {
  const [patch] = wholePlan.sourcePatches
  const [untold] = wholePlan.left.filter(({ kind }) => kind === 'couldNotTell')
  const [risky] = wholePlan.left.filter(({ kind }) => kind === 'tooRisky')
  assert.ok(patch !== undefined && untold !== undefined && risky !== undefined)
  assert.equal(planExitCode(wholePlan), 1)
  assert.equal(planExitCode(plan({ sourcePatches: [patch], gaps: wholePlan.gaps })), 1)
  assert.equal(planExitCode(blindPlan), 2)
  assert.equal(planExitCode(plan({ left: [untold] })), 2)
  assert.equal(planExitCode(plan({ left: [risky] })), 0)
  assert.equal(planExitCode(emptyPlan), 0)
})

test('fields and values are written as people of Kubernetes write them', () => {
  assert.equal(fieldName('/spec/containers/0/volumeMounts'), 'spec.containers[0].volumeMounts')
  assert.equal(fieldName('/metadata/labels/example.com~1a'), 'metadata.labels["example.com/a"]')
  assert.equal(valuePhrase(undefined), 'not set')
  assert.equal(valuePhrase(''), '""')
  assert.equal(valuePhrase('true'), '"true"')
  assert.equal(valuePhrase({ a: [1, 'b', 'c d', null, {}] }), '{a: [1, b, "c d", null, {}]}')
})

/** The words of a text in any format, without markup, line breaks and quotes of names. */
function words(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('`', '')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,:;.)])/g, '')
    .trim()
}
