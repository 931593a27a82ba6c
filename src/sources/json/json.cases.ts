// What the tests of this folder share: random JSON texts and wanted trees, and the slow and obvious way to read one for the other.
import fc from 'fast-check'
import { wantedMember, type Wanted } from '../../kube/index.ts'

/** The seed of every random test here; printed by each, so that a failure can be seen again. */
export const seed = 20_260_101

/** The wanted part of a value that JSON.parse gave: what `projectJson` has to agree with. */
export function prune(value: unknown, wanted: Wanted): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (wanted.kind === 'presence') return {}
  if (Array.isArray(value)) return wanted.kind === 'list' ? value.map((item: unknown) => prune(item, wanted.of)) : []
  if (wanted.kind === 'record') {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]) => {
        const of = wantedMember(wanted, key)
        return of === undefined ? [] : [[key, prune(inner, of)]]
      }),
    )
  }
  if (wanted.kind !== 'map') return {}
  const kept = Object.entries(value).filter(([key]) => key.startsWith(wanted.prefix))
  return Object.fromEntries(kept.map(([key, inner]) => [key, prune(inner, wanted.of)]))
}

/**
 * The slow and obvious reader of texts that may not be JSON: strict where something is wanted, and elsewhere looking for the end only.
 *
 * @param text - one character for each byte
 * @throws SyntaxError when the text is not JSON
 */
export function slowlyProject(text: string, wanted: Wanted): unknown {
  let at = 0
  const value = read(wanted)
  space()
  if (at < text.length) throw new SyntaxError('text after the value')
  return value

  function space(): string {
    while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++
    return text.charAt(at)
  }

  function expect(character: string): void {
    if (space() !== character) throw new SyntaxError(`no ${character} at ${at}`)
    at++
  }

  function read(what: Wanted): unknown {
    const first = space()
    if (first === '{' || first === '[') {
      if (first === '{' && (what.kind === 'record' || what.kind === 'map')) return readRecord(what)
      if (first === '[' && what.kind === 'list') return readList(what.of)
      skip()
      return first === '{' || what.kind === 'presence' ? {} : []
    }
    return parse(scalarEnd(first))
  }

  function parse(end: number): unknown {
    const source = Buffer.from(text.slice(at, end), 'latin1').toString()
    at = end
    return JSON.parse(source)
  }

  function scalarEnd(first: string): number {
    if (first === '"') return stringEnd(at)
    if (first === '-' || (first >= '0' && first <= '9')) return at + (/^[-+.eE0-9]+/.exec(text.slice(at))?.[0].length ?? 0)
    const word = ['true', 'false', 'null'].find((one) => text.startsWith(one, at))
    if (word === undefined) throw new SyntaxError(`no value at ${at}`)
    return at + word.length
  }

  function stringEnd(start: number): number {
    let end = start + 1
    while (text.charAt(end) !== '"') {
      if (end >= text.length) throw new SyntaxError('a string does not end')
      end += text.charAt(end) === '\\' ? 2 : 1
    }
    return end + 1
  }

  function readList(of: Wanted): unknown[] {
    const items: unknown[] = []
    expect('[')
    if (space() !== ']') {
      do items.push(read(of))
      while (space() === ',' && ++at > 0)
    }
    expect(']')
    return items
  }

  function readRecord(what: Extract<Wanted, { kind: 'record' | 'map' }>): unknown {
    const members: [string, unknown][] = []
    expect('{')
    if (space() !== '}') {
      do {
        if (space() !== '"') throw new SyntaxError(`no name at ${at}`)
        const key = parse(stringEnd(at)) as string
        expect(':')
        const of = wantedMember(what, key)
        if (of === undefined) skip()
        else members.push([key, read(of)])
      } while (space() === ',' && ++at > 0)
    }
    expect('}')
    return Object.fromEntries(members)
  }

  function skip(): void {
    const first = space()
    if (first !== '{' && first !== '[') at = scalarEnd(first)
    else {
      const open: string[] = []
      do {
        const character = text.charAt(at)
        if (at >= text.length) throw new SyntaxError('brackets do not end')
        if (character === '"') at = stringEnd(at)
        else {
          at++
          if (character === '{') open.push('}')
          else if (character === '[') open.push(']')
          else if ((character === '}' || character === ']') && open.pop() !== character)
            throw new SyntaxError('brackets do not match')
        }
      } while (open.length > 0)
    }
  }
}

const names = [
  'a',
  'b',
  'ab',
  'abc',
  'name',
  'items',
  'kind',
  '',
  '__proto__',
  'constructor',
  'é',
  '😀',
  'a"b',
  'k:{"name":"x',
  '1',
  'kubernetes.io/x',
]

/** A random wanted tree over the names that {@link jsonText} uses. */
export const wantedTree: fc.Arbitrary<Wanted> = fc.letrec<{ tree: Wanted }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constant<Wanted>({ kind: 'scalar' }),
    fc.constant<Wanted>({ kind: 'presence' }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), tie('tree')), { selector: ([name]) => name, maxLength: 8 })
      .map((members): Wanted => ({ kind: 'record', members: new Map(members) })),
    fc
      .uniqueArray(fc.constantFrom(...names), { minLength: 8 })
      .chain((all) => tie('tree').map((of): Wanted => ({ kind: 'record', members: new Map(all.map((name) => [name, of])) }))),
    fc
      .tuple(
        fc.uniqueArray(fc.constantFrom(...names), { maxLength: 4 }),
        fc.constantFrom('a', '"', 'é', 'e'),
        tie('tree'),
        tie('tree'),
      )
      .map(([all, infix, of, other]): Wanted => ({
        kind: 'record',
        members: new Map(all.map((name) => [name, of])),
        also: { infix, of: other },
      })),
    tie('tree').map((of): Wanted => ({ kind: 'list', of })),
    fc.tuple(fc.constantFrom('', 'a', 'k:{"', 'é'), tie('tree')).map(([prefix, of]): Wanted => ({ kind: 'map', prefix, of })),
  ),
})).tree

const space = fc.constantFrom('', '', '', ' ', '\n', '\r\n\t', '\n        ', '\n            ')

// Escapes some characters of a text in ways that a printer would not.
const spelled = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.nat()).map(([plain, how]) => {
    const quoted = JSON.stringify(plain)
    if (how % 4 !== 0 || plain === '') return quoted
    const at = how % plain.length
    const unit = plain.charCodeAt(at).toString(16).padStart(4, '0')
    return `${JSON.stringify(plain.slice(0, at)).slice(0, -1)}\\u${how % 8 === 0 ? unit : unit.toUpperCase()}${JSON.stringify(plain.slice(at + 1)).slice(1)}`
  })

const anyText = fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 90 }), fc.string({ unit: 'binary', maxLength: 12 }))
const number = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '7',
    '10',
    '-12',
    '3607',
    '123456789',
    '1234567890',
    '9007199254740993',
    '1e3',
    '1E-7',
    '0.5',
    '-1.25e+2',
    '1e999',
    '5e-324',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
)

/** A random JSON text: any spacing, escapes where none are needed, members more than once, neighbours that repeat each other. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string; members: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    spelled(anyText),
    number,
    fc.constantFrom('true', 'false', 'null', '{}', '[]', '"kube-api-access-x7k2p"'),
    tie('members'),
    fc.array(fc.tuple(space, tie('value'), space, fc.boolean()), { maxLength: 5 }).map((items) => {
      const texts = items.flatMap(([before, value, after, twice]) =>
        twice ? [before + value + after, before + value + after] : [before + value + after],
      )
      return `[${texts.join(',')}]`
    }),
  ),
  members: fc
    .array(fc.tuple(space, spelled(fc.oneof(fc.constantFrom(...names), anyText)), space, tie('value'), space), { maxLength: 6 })
    .map(
      (members) =>
        `{${members.map(([before, key, between, value, after]) => `${before}${key}${between}:${between}${value}${after}`).join(',')}}`,
    ),
})).value

/** Changes of a text, byte by byte: some leave it JSON, most do not. */
export const mutation: fc.Arbitrary<(bytes: Uint8Array) => Buffer> = fc
  .tuple(
    fc.nat(),
    fc.oneof(fc.constantFrom(...Buffer.from('"\\{}[],: 0-.tn\n\u0000eE')), fc.nat(255)),
    fc.constantFrom('put', 'insert', 'drop', 'cut', 'double'),
  )
  .map(([place, value, how]) => (bytes) => {
    const at = bytes.length === 0 ? 0 : place % bytes.length
    const before = bytes.subarray(0, at)
    const after = bytes.subarray(at + 1)
    if (how === 'put') return Buffer.concat([before, Buffer.from([value]), after])
    if (how === 'insert') return Buffer.concat([before, Buffer.from([value]), bytes.subarray(at)])
    if (how === 'drop') return Buffer.concat([before, after])
    if (how === 'cut') return Buffer.from(before)
    return Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at)])
  })
