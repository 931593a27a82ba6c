// The procedure in every format: the same data back, lines that fit, markup that holds, and nothing that a name could do to it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { procedure, type ProcedureReport, type StepResult } from '../verdict/index.ts'
import { commandLines } from './command-lines.ts'
import { displayWidth } from './display-width.ts'
import { elementsOf, html, readMarkup } from './markup.cases.ts'
import { procedureFormatNames } from './format-names.ts'
import { procedureExitCode, procedureFormats } from './procedure-formats.ts'
import { procedureOrder } from './procedure-order.ts'
import type { AnyOrder } from './report-order.ts'
import { emptySnapshot, hostileCluster, hostileNames, liveCluster, manifestFolder } from './sample-stories.cases.ts'

type Schema = { readonly [key: string]: Schema } & {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly oneOf?: readonly Schema[]
}

const options = { color: false, width: 100 }
const schema = JSON.parse(readFileSync(new URL('../../api/procedure-report.schema.json', import.meta.url), 'utf8')) as Schema
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true })
addFormats.default(ajv)
const validate = ajv.compile(schema)
const samples = [liveCluster, manifestFolder, emptySnapshot, hostileCluster()].map((audit) => procedure(audit))
const live = procedure(liveCluster)

test('every sample is valid, as JSON and as YAML, and is what went in', () => {
  for (const sample of samples) {
    const { json, yaml } = procedureFormats
    for (const read of [JSON.parse(json(sample, options)) as unknown, load(yaml(sample, options))]) {
      assert.ok(validate(read), ajv.errorsText(validate.errors))
      assert.deepEqual(read, JSON.parse(JSON.stringify(sample)))
    }
  }
})

test('the schema names the keys of the contract, in its order', () => {
  compare(schema, procedureOrder, 'ProcedureReport')
})

test('the schema refuses a key too many', () => {
  const [step] = live.test.kubectl
  assert.ok(step !== undefined)
  for (const broken of [
    { ...live, surplus: 1 },
    { ...live, test: { ...live.test, kubectl: [{ ...step, surplus: 1 }] } },
    { ...live, test: { ...live.test, kubectl: [{ ...step, result: { kind: 'pass', reason: '', gaps: [] } }] } },
    { ...live, test: { ...live.test, kubectl: [{ ...step, result: { kind: 'couldNotTell', reason: '' } }] } },
  ])
    assert.equal(validate(broken), false)
})

test('what was assumed is said in every format for people', () => {
  const sample = procedure(manifestFolder)
  const [assumption = ''] = sample.source.assumptions
  assert.match(assumption, /roles that are not in the input/)
  for (const format of ['text', 'markdown', 'html'] as const) {
    const shown = procedureFormats[format](sample, { ...options, width: 200 }).replace(/&#(\d+);/g, (_, code: string) =>
      String.fromCodePoint(Number(code)),
    )
    assert.ok(shown.replace(/<\/?code>|`/g, '').includes(`Assumed: ${assumption.replaceAll('`', '')}`), format)
  }
})

test('no line of the text is wider than it was asked to be', () => {
  for (const sample of samples.slice(0, 3)) {
    for (const line of procedureFormats.text(sample, options).split('\n')) assert.ok(displayWidth(line) <= 100, line)
  }
})

test('every word of the text is there without colour', () => {
  const colored = procedureFormats.text(live, { ...options, color: true })
  assert.notEqual(colored, procedureFormats.text(live, options))
  assert.equal(colored.replaceAll(/\p{Cc}\[[\d;]*m/gu, ''), procedureFormats.text(live, options))
})

test('text, Markdown and HTML name every step with its result and its reason', () => {
  for (const format of ['text', 'markdown', 'html'] as const) {
    const words = flat(procedureFormats[format](live, options))
    for (const { title, result } of [...live.prerequisites, ...live.test.kubectl])
      for (const told of [title, result.reason]) assert.ok(words.includes(flat(told)), `${format}: ${told}`)
    for (const { title } of [...live.implementation.kubectl, ...live.backout.kubectl])
      assert.ok(words.includes(flat(title)), `${format}: ${title}`)
  }
})

test('commands broken into lines are the same commands to a shell', () => {
  const commands = samples.flatMap(({ prerequisites, test: plan, implementation, backout }) =>
    [...prerequisites, ...plan.kubectl, ...plan.azureCli, ...implementation.kubectl, ...backout.kubectl].flatMap(
      (step) => step.commands,
    ),
  )
  for (const { command } of commands)
    for (const width of [40, 94, 200])
      assert.equal(
        commandLines(command, width)
          .join('\n')
          .replaceAll(/ \\\n {2}/g, ' '),
        command,
      )
})

test('a command keeps an option with its value, and a word that is too long', () => {
  assert.deepEqual(commandLines('kubectl get pods -n shop', 19), ['kubectl get pods \\', '  -n shop'])
  assert.deepEqual(commandLines("kubectl get -o jsonpath='{.a .b}'", 16), ['kubectl get -o \\', "  jsonpath='{.a .b}'"])
  assert.deepEqual(commandLines("a | jq '.b\n  | .c' | d", 13), ["a | jq '.b", "  | .c' | d"])
})

test('the page is well-formed, needs nothing from elsewhere, and runs no script', () => {
  for (const sample of samples) {
    const text = procedureFormats.html(sample, options)
    const page = readMarkup(text, html)
    for (const name of ['script', 'link', 'img', 'iframe', 'object']) assert.deepEqual(elementsOf(page, name), [])
    const targets = elementsOf(page, 'a').map((link) => link.attributes.get('href') ?? '')
    const ids = new Set(['section', 'article'].flatMap((name) => elementsOf(page, name)).map((part) => part.attributes.get('id')))
    for (const target of targets) assert.ok(target.startsWith('#') && ids.has(target.slice(1)), target)
    assert.doesNotMatch(text.replace(/<style>[^]*<\/style>/, ''), /<[^>]+style=/)
    assert.equal(elementsOf(page, 'h1').length, 1)
  }
})

test('no name steers the terminal, makes an element, or leaves a block of code', () => {
  const shapes = (text: string) => new Set(elementsOfAll(text))
  const known = new Set(samples.flatMap((sample) => [...shapes(procedureFormats.html(sample, options))]))
  const name = fc.array(
    fc.oneof(
      fc.constantFrom('<', '`', '```', '\n', '\u001b[2J', '\u202e', "'", '$(x)', '|', ']('),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  const examples: [string[]][] = hostileNames.map((hostile) => [[hostile]])
  fc.assert(
    fc.property(name, (parts) => {
      const sample = procedure(hostileCluster([parts.join('')]))
      for (const format of procedureFormatNames) {
        const text = procedureFormats[format](sample, options)
        assert.doesNotMatch(text, /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u, format)
      }
      for (const shape of shapes(procedureFormats.html(sample, options))) assert.ok(known.has(shape), shape)
      const fences = procedureFormats
        .markdown(sample, options)
        .split('\n')
        .filter((line) => line.includes('```'))
      assert.ok(fences.every((line) => line === '```') && fences.length % 2 === 0)
    }),
    { numRuns: 60, examples },
  )
})

test('a step that fails is 1, one that cannot be told 2, and what is manual or accepted is 0', () => {
  const none = { fail: 0, couldNotTell: 0, manual: 0, accepted: 0, pass: 0 }
  const code = (summary: Partial<Record<StepResult['kind'], number>>) =>
    procedureExitCode({ ...live, summary: { ...none, ...summary } } satisfies ProcedureReport)
  assert.equal(code({ pass: 3, manual: 6, accepted: 1 }), 0)
  assert.equal(code({ pass: 3, couldNotTell: 1 }), 2)
  assert.equal(code({ fail: 1, couldNotTell: 1 }), 1)
})

function compare(part: Schema, order: AnyOrder, path: string): void {
  const found = part.$ref === undefined ? part : (schema.$defs?.[part.$ref.replace('#/$defs/', '')] ?? assert.fail(path))
  if ((found.type as unknown) === 'array') return compare(found.items ?? assert.fail(path), order, `${path}[]`)
  if (order === 'leaf' || order === 'byKey') return assert.equal(found.properties, undefined, path)
  const branches = found.oneOf ?? [found]
  const keys = [...new Set(branches.flatMap((branch) => Object.keys(branch.properties ?? {})))]
  assert.deepEqual(keys, Object.keys(order), path)
  for (const branch of branches) {
    assert.equal(branch.additionalProperties, false, path)
    for (const [key, below] of Object.entries(branch.properties ?? {})) compare(below, order[key] ?? 'leaf', `${path}.${key}`)
  }
}

function elementsOfAll(text: string): readonly string[] {
  return ['code', 'pre', 'li', 'p', 'b', 'td', 'article', 'ul', 'span', 'a'].flatMap((element) =>
    elementsOf(readMarkup(text, html), element).flatMap(({ attributes }) => [
      `<${element}>`,
      ...[...attributes.keys()].map((key) => `<${element} ${key}>`),
    ]),
  )
}

/** Words alone: without marks, markup, entities and breaks. */
function flat(text: string): string {
  return text
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(amp|lt|gt|quot);/g, (_, entity: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[entity] ?? '')
    .replaceAll(/[`\s]/g, '')
}
