// Random YAML as people write it: any indentation, dashes here or there, comments, quotes, brackets, texts over lines, odd line ends.
import fc from 'fast-check'

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value }

const words = [
  'web',
  'a b',
  'yes',
  '12',
  '1e3',
  'C:\\x',
  "it's",
  'x: y',
  '# no',
  '',
  'é 😀',
  '{{ x }}',
  '- a',
  'true',
  '~',
  ' lead',
]
const leaf = fc.oneof(
  fc.constantFrom<Value>(...words),
  fc.constantFrom<Value>(true, false, null, 0, 3600, 1.5),
  fc.constantFrom<Value>('one\ntwo\n', 'one\n\n  three', 'kept\n\n'),
)
const key = fc.constantFrom('name', 'spec', 'containers', 'serviceAccountName', 'a/b', 'no', 'x y', '12', 'env', 'template', 'é')
const { mapping } = fc.letrec<{ node: Value; mapping: { readonly [key: string]: Value }; list: readonly Value[] }>((tie) => ({
  node: fc.oneof({ maxDepth: 4, depthSize: 'medium' }, leaf, tie('mapping'), tie('list')),
  mapping: fc.dictionary(key, tie('node'), { minKeys: 0, maxKeys: 4 }),
  list: fc.array(tie('node'), { maxLength: 3 }),
}))

/** Answers of a coin with many sides, one after the other. */
class Dice {
  readonly #numbers: readonly number[]
  #at = 0

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers
  }

  /** Whether something that happens once in `sides` throws happens now. */
  once(sides: number): boolean {
    return (this.#numbers[this.#at++ % this.#numbers.length] ?? 0) % sides === 0
  }
}

interface Habits {
  readonly step: number
  readonly dash: number
  readonly gap: string
}

function write(value: Value, indent: number, habits: Habits, dice: Dice): readonly string[] {
  const pad = ' '.repeat(indent)
  const lines: string[] = []
  const note = () => {
    if (dice.once(9)) lines.push(`${pad}# note`)
    if (dice.once(15)) lines.push('')
  }
  if (isList(value))
    for (const item of value) {
      note()
      const inner = indent + 1 + habits.gap.length
      const below = isBlock(item, dice) ? write(item, inner, habits, dice) : undefined
      if (below === undefined) lines.push(...inline(`${pad}-${habits.gap}`, item, inner, dice))
      else if (below[0]?.trim().startsWith('#') === true || below[0]?.trim() === '') lines.push(`${pad}-`, ...below)
      else lines.push(`${pad}-${habits.gap}${(below[0] ?? '').slice(inner)}`, ...below.slice(1))
    }
  else
    for (const [name, member] of Object.entries(value as Readonly<Record<string, Value>>)) {
      note()
      const head = `${pad}${keyOf(name, dice)}:`
      if (!isBlock(member, dice)) lines.push(...inline(`${head} `, member, indent + habits.step, dice))
      else
        lines.push(
          dice.once(12) ? `${head} &x${indent}` : dice.once(8) ? `${head} # of it` : head,
          ...write(member, indent + (isList(member) ? habits.dash : habits.step), habits, dice),
        )
    }
  return lines
}

function inline(head: string, value: Value, indent: number, dice: Dice): readonly string[] {
  if (typeof value === 'string' && value.includes('\n') && !dice.once(4)) {
    const kept = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-'
    const body = value.replace(/\n$/, '').split('\n')
    return [`${head}|${kept}`, ...body.map((line) => (line === '' ? '' : ' '.repeat(indent) + line))]
  }
  const gap = dice.once(10) ? '   ' : ''
  const text = value === null && dice.once(2) ? '' : scalar(value, dice)
  return [`${head}${gap}${text}${dice.once(6) ? ' # why' : ''}`.trimEnd()]
}

function scalar(value: Value, dice: Dice): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  if (/^[a-z]+$/.test(value) && !['yes', 'true'].includes(value) && !dice.once(3)) return value
  return !/[\n\\']/.test(value) && dice.once(2) ? `'${value}'` : JSON.stringify(value)
}

function keyOf(name: string, dice: Dice): string {
  return ['no', '12'].includes(name) || dice.once(8) ? JSON.stringify(name) : name
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

function isBlock(value: Value, dice: Dice): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0 && !dice.once(7)
}

const document = fc
  .record({
    value: mapping.filter((value) => Object.keys(value).length > 0),
    habits: fc.record({
      step: fc.constantFrom(2, 2, 4, 1, 3),
      dash: fc.constantFrom(0, 2, 4, 1),
      gap: fc.constantFrom(' ', ' ', '   '),
    }),
    numbers: fc.array(fc.nat(5039), { minLength: 50, maxLength: 50 }),
  })
  .map(({ value, habits, numbers }) =>
    numbers[0] === 0 ? JSON.stringify(value, null, 2).split('\n') : write(value, 0, habits, new Dice(numbers)),
  )

/** Files of one document or a few. */
export const filesOfPeople: fc.Arbitrary<string> = fc
  .record({
    start: fc.constantFrom('', '', '---\n', '\ufeff', '# licence\n\n'),
    documents: fc.array(document, { minLength: 1, maxLength: 3 }),
    separator: fc.constantFrom('---\n', '--- # next\n', '---\n# about\n'),
    end: fc.constantFrom('\n', '\n', '', '\n...\n', '\n\n'),
    eol: fc.constantFrom('\n', '\n', '\r\n'),
  })
  .map(({ start, documents, separator, end, eol }) =>
    (start + documents.map((lines) => lines.join('\n')).join(`\n${separator}`) + end).replaceAll('\n', eol),
  )
