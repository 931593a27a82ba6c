/*
 * Reads of a JSON text (RFC 8259, UTF-8) only what is wanted; the rest is passed over as bytes and never becomes a string
 * or an object.
 *
 * What is wanted is read as JSON.parse reads it: the last of members with one name wins, `__proto__` is a name like any
 * other, lone surrogates stay, bytes that are not UTF-8 become U+FFFD. All of it is checked.
 *
 * What nobody wants is checked only as far as finding its end needs it. Not noticed in a skipped array or object: missing,
 * surplus or misplaced commas and colons, values without names, words and numbers that are none, unknown escapes, control
 * characters in strings. Of a skipped scalar: unknown escapes, control characters, and the order of signs and digits. Noticed
 * everywhere: brackets that do not match, strings and brackets that do not end, more than 10,000 levels, anything but
 * white space behind the value.
 */
import type { Wanted } from '../../kube/index.ts'
import { beginsNumber, byte } from './bytes.ts'
import { endOfInput, JsonScanner } from './json-scanner.ts'
import { rememberedMembers, type MemberMemo } from './memo.ts'
import { plainTextEnd, readLiteral, readNumber, readText } from './scalars.ts'
import { skipValue } from './skip-value.ts'
import { planOf, type Plan, type PlannedMember } from './wanted-plan.ts'

/**
 * Reads of one JSON text what is wanted.
 *
 * A value of another kind than wanted still tells its kind: a scalar is given as it is, an object or array as an empty one
 * (for `presence`, an empty object in both cases). Parts of the result that repeat each other in the text may be one object:
 * they are not to be changed.
 *
 * @param bytes - the text, with or without a byte order mark
 * @throws JsonSyntaxError when the text is no JSON, as far as the head of this file says that it is noticed
 */
export function projectJson(bytes: Uint8Array, wanted: Wanted): unknown {
  const scanner = new JsonScanner(bytes, bytes.length, true)
  skipByteOrderMark(scanner)
  const value = project(scanner, planOf(wanted), scanner.next())
  if (scanner.next() !== endOfInput) scanner.failExpecting('nothing more')
  return value
}

/** Passes the mark with which some editors begin UTF-8, and tells UTF-16 by its own. */
export function skipByteOrderMark(scanner: JsonScanner): void {
  const { bytes, end } = scanner
  if (end < 3 && !scanner.final) scanner.failAtEnd()
  const [first, second, third] = bytes.subarray(0, end)
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) scanner.fail('this is UTF-16: save it as UTF-8')
  if (first !== 0xef || second !== 0xbb || third !== 0xbf) return
  scanner.position = 3
  scanner.lineStart = 3
}

/** Reads of the value that begins here with `first` what is wanted. */
export function project(scanner: JsonScanner, plan: Plan, first: number): unknown {
  if (first === byte.openRecord) {
    if (plan.kind === 'record' || plan.kind === 'map') return recall(scanner, plan)
    skipValue(scanner, first)
    return {}
  }
  if (first === byte.openList) {
    if (plan.kind === 'list') return recall(scanner, plan)
    skipValue(scanner, first)
    return plan.kind === 'presence' ? {} : []
  }
  if (first === byte.quote) return readText(scanner)
  return beginsNumber(first) ? readNumber(scanner) : readLiteral(scanner, first)
}

// Gives what the same bytes meant here the last time, or reads them and remembers it.
function recall(scanner: JsonScanner, plan: Plan): unknown {
  const { memo } = plan
  if (memo.piece !== scanner.piece) memo.clear()
  else if (scanner.repeats(memo.from, memo.length)) {
    scanner.jump(memo)
    return memo.value
  }
  const { position, line } = scanner
  const value = projectNest(scanner, plan)
  memo.piece = scanner.piece
  memo.from = position
  memo.length = scanner.position - position
  memo.lines = scanner.line - line
  memo.lastLine = scanner.lineStart - position
  memo.value = value
  return value
}

function projectNest(scanner: JsonScanner, plan: Plan): unknown {
  if (plan.kind === 'record') return projectRecord(scanner, plan)
  return plan.kind === 'map' ? projectMap(scanner, plan, plan.of as Plan) : projectList(scanner, plan.of as Plan, plan.memo.value)
}

// Where all items are those of the list read before, gives that list: see `projectRecord`.
function projectList(scanner: JsonScanner, of: Plan, before: unknown): unknown[] {
  const items: unknown[] = []
  let c = scanner.enter()
  while (c !== byte.closeList) {
    items.push(project(scanner, of, c))
    c = scanner.next()
    if (c === byte.comma) {
      scanner.position++
      c = scanner.next()
      if (c === byte.closeList) scanner.failExpecting('a value')
    } else if (c !== byte.closeList) scanner.failExpecting("',' or ']'")
  }
  scanner.leave()
  return Array.isArray(before) && haveSameItems(items, before) ? before : items
}

// -0 is not 0: what is given is what stands there.
function haveSameItems(items: readonly unknown[], before: readonly unknown[]): boolean {
  return items.length === before.length && items.every((item, i) => Object.is(item, before[i]))
}

function projectMap(scanner: JsonScanner, plan: Plan, of: Plan): Record<string, unknown> {
  const map: Record<string, unknown> = {}
  for (let c = firstMember(scanner); c !== byte.closeRecord; c = nextMember(scanner)) {
    const key = readText(scanner)
    const first = valueAfterName(scanner)
    if (key.startsWith(plan.prefix)) setMember(map, key, project(scanner, of, first))
    else skipValue(scanner, first)
  }
  scanner.leave()
  return map
}

/*
 * Where all that is wanted is what it was in the last record, gives that one. Its bytes may differ all the same: each entry of
 * `managedFields` has its own time. One and the same value need be decoded but once, and takes memory but once.
 */
function projectRecord(scanner: JsonScanner, plan: Plan): Record<string, unknown> {
  const record: Record<string, unknown> = {}
  const { memo: last } = plan
  const { members: memos, count: countBefore } = last
  // Until the whole record has been read, the memos of its members are partly of the one before.
  last.count = -1
  last.differing = 0
  let c = firstMember(scanner)
  let count = 0
  for (; c !== byte.closeRecord; count++) {
    const memo = count < memos.length ? memos[count] : undefined
    if (memo !== undefined && scanner.repeats(memo.from, memo.length + 1)) {
      if (memo.member !== undefined) setMember(record, memo.member.name, memo.value)
      scanner.jump(memo)
      c = scanner.bytes[scanner.position] as number
    } else c = projectMember(scanner, plan, record, memo)
  }
  scanner.leave()
  last.count = count
  return last.differing > 0 || count !== countBefore ? record : (last.value as Record<string, unknown>)
}

// Reads a member into the record, and into its memo for the next record: gives the byte behind it, as `nextMember` does.
function projectMember(
  scanner: JsonScanner,
  plan: Plan,
  record: Record<string, unknown>,
  memo: MemberMemo<PlannedMember> | undefined,
): number {
  const { position: from, line } = scanner
  const member = memberHere(scanner, plan)
  const first = valueAfterName(scanner)
  let value: unknown = undefined
  if (member === undefined) skipValue(scanner, first)
  else {
    value = project(scanner, member.plan, first)
    setMember(record, member.name, value)
  }
  const c = nextMember(scanner)
  const length = scanner.position - from
  const lines = scanner.line - line
  const lastLine = scanner.lineStart - from
  if (memo === undefined || memo.member !== member || !Object.is(memo.value, value)) plan.memo.differing++
  if (memo !== undefined) {
    memo.from = from
    memo.length = length
    memo.lines = lines
    memo.lastLine = lastLine
    memo.member = member
    memo.value = value
  } else if (plan.memo.members.length < rememberedMembers)
    plan.memo.members.push({ from, length, lines, lastLine, member, value })
  return c
}

/** Goes into the object that opens here: gives the quote of its first member's name, or the closing brace. */
export function firstMember(scanner: JsonScanner): number {
  const c = scanner.enter()
  return c === byte.quote || c === byte.closeRecord ? c : scanner.failExpecting("a name in quotes or '}'")
}

/** Goes from the end of a member to the next one: gives the quote of its name, or the closing brace. */
export function nextMember(scanner: JsonScanner): number {
  const c = scanner.next()
  if (c === byte.closeRecord) return c
  if (c !== byte.comma) return scanner.failExpecting("',' or '}'")
  scanner.position++
  return scanner.next() === byte.quote ? byte.quote : scanner.failExpecting('a name in quotes')
}

/** Passes the name of a member, whose opening quote is here: gives the member if it is wanted. */
export function memberHere(scanner: JsonScanner, plan: Plan): PlannedMember | undefined {
  const from = scanner.position + 1
  const to = plainTextEnd(scanner)
  return to === -1 ? plan.member(readText(scanner)) : plan.memberAt(scanner.bytes, from, to)
}

/** Passes the colon after a member's name: gives the first byte of the value. */
export function valueAfterName(scanner: JsonScanner): number {
  if (scanner.next() !== byte.colon) scanner.failExpecting("':'")
  scanner.position++
  return scanner.next()
}

/** Sets a member as JSON.parse does: assignment would take `__proto__` for the prototype. */
export function setMember(record: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true })
  else record[name] = value
}
