// Opens a diagnostic record of AKS, which holds an event as a text with escapes. Gives 0 where something is out of the ordinary.
import { afterSpace, hex4, isWord, name, nameAt, nameLength, skip, text, textAt, textLength } from './bytes'
import { isRecordName } from './event'
import { sectionOf } from './fold'
import { allocate } from './memory'
import * as words from './words'

/** The text of the event, without escapes. */
export let innerStart: usize = 0
export let innerEnd: usize = 0
/** Whether the record is of another category. */
export let recordIsOther: bool = false

let category: u32 = 0
let resourceAt: usize = 0
let resourceLength: usize = 0

export function useRecordScratch(at: usize): void {
  innerStart = at
}

const otherCategory: u32 = 3

/** Opens the record that begins here: behind its closing brace. */
export function openRecord(p: usize, end: usize): usize {
  if (load<u8>(p) != 0x7b) return 0
  let seen: u32 = 0
  category = 0
  resourceLength = 0
  p = afterSpace(p + 1)
  while (true) {
    p = name(p)
    if (p == 0) return 0
    let is: u32 = 0
    if (nameLength == 10 && isWord(nameAt, words.properties, 10)) {
      is = 1
      p = readProperties(p, end)
    } else if (nameLength == 8 && isWord(nameAt, words.category, 8)) {
      is = 2
      p = text(p)
      if (textLength == 10 && isWord(textAt, words.kubeAudit, 10)) category = 1
      else if (textLength == 16 && isWord(textAt, words.kubeAuditAdmin, 16)) category = 2
      else category = otherCategory
    } else if (nameLength == 10 && isWord(nameAt, words.resourceId, 10)) {
      is = 4
      p = text(p)
      resourceAt = textAt
      resourceLength = textLength
    } else p = isRecordName() ? 0 : skip(p, end)
    if (p == 0 || (seen & is) != 0) return 0
    seen |= is
    p = afterSpace(p)
    const c = load<u8>(p)
    if (c == 0x2c) p = afterSpace(p + 1)
    else if (c == 0x7d) break
    else return 0
  }
  recordIsOther = category == otherCategory
  return (seen & 3) == 3 && resourceLength <= longest && p < end ? p + 1 : 0
}

function readProperties(p: usize, end: usize): usize {
  if (load<u8>(p) != 0x7b) return 0
  p = afterSpace(p + 1)
  let seen = false
  while (true) {
    p = name(p)
    if (p == 0) return 0
    if (nameLength == 3 && isWord(nameAt, words.log, 3)) {
      if (seen) return 0
      seen = true
      p = readLog(p, end)
    } else p = skip(p, end)
    if (p == 0) return 0
    p = afterSpace(p)
    const c = load<u8>(p)
    if (c == 0x2c) p = afterSpace(p + 1)
    else if (c == 0x7d) return seen ? p + 1 : 0
    else return 0
  }
}

/** For each set of eight bytes that fall out, the places of those that stay. */
const kept: usize = keptPlaces()

function keptPlaces(): usize {
  const at = allocate(256 << 3)
  for (let out: usize = 0; out < 256; out++) {
    let to = at + (out << 3)
    for (let i: usize = 0; i < 8; i++) if (((out >> i) & 1) == 0) store<u8>(to++, <u8>i)
    while (to < at + (out << 3) + 8) store<u8>(to++, 0)
  }
  return at
}

/** Takes the escapes out of a text: behind its closing quote. Escapes above ASCII are out of the ordinary. */
function readLog(p: usize, end: usize): usize {
  if (load<u8>(p) != 0x22) return 0
  p++
  const quote = i8x16.splat(0x22)
  const back = i8x16.splat(0x5c)
  const space = i8x16.splat(0x20)
  let to = innerStart
  while (true) {
    if (p >= end) return 0
    const v = v128.load(p)
    v128.store(to, v)
    const quotes = i8x16.bitmask(i8x16.eq(v, quote))
    const backs = i8x16.bitmask(i8x16.eq(v, back))
    const controls = i8x16.bitmask(i8x16.lt_u(v, space))
    const m = quotes | backs | controls
    if (m == 0) {
      p += 16
      to += 16
      continue
    }
    const escaped = (backs << 1) & 0xffff
    if (controls == 0 && quotes == escaped) {
      // Nothing but quotes is escaped, and each of them: the backslashes fall out. One at the end is taken with what it stands before.
      const low = backs & 0xff
      const high = backs >> 8
      v128.store(to, i8x16.swizzle(v, v128.load64_zero(kept + (<usize>low << 3))))
      to += <usize>(8 - popcnt(low))
      const second = i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)
      v128.store(to, i8x16.swizzle(second, v128.load64_zero(kept + (<usize>high << 3))))
      to += <usize>(8 - popcnt(high))
      p += 16 - <usize>(high >> 7)
      continue
    }
    const plain = <usize>ctz(m)
    p += plain
    to += plain
    if (p >= end) return 0
    const c = load<u8>(p)
    if (c == 0x22) break
    if (c != 0x5c) return 0
    const e = load<u8>(p, 1)
    p += 2
    if (e == 0x22 || e == 0x5c || e == 0x2f) store<u8>(to++, e)
    else if (e == 0x6e) store<u8>(to++, 0x0a)
    else if (e == 0x74) store<u8>(to++, 0x09)
    else if (e == 0x72) store<u8>(to++, 0x0d)
    else if (e == 0x62) store<u8>(to++, 0x08)
    else if (e == 0x66) store<u8>(to++, 0x0c)
    else if (e == 0x75) {
      const unit = hex4(p)
      if (unit < 0 || unit > 0x7f) return 0
      store<u8>(to++, <u8>unit)
      p += 4
    } else return 0
  }
  // What is white space behind it does not belong to it; what is not known as such makes the event out of the ordinary.
  while (to > innerStart) {
    const c = load<u8>(to - 1)
    if (c != 0x20 && (c < 0x09 || c > 0x0d)) break
    to--
  }
  innerEnd = to
  store<u8>(to, 0x0a)
  return p + 1
}

/** The longest name of a cluster. */
const longest: usize = 4096
const bytes: usize = allocate(longest + 64)

/** The section of the record: its category, and the resource's id in small letters, or the cluster that was given. */
export function recordSection(givenName: usize, givenLength: usize): u32 {
  store<u8>(bytes, 0x30 + <u8>category)
  if (resourceLength == 0) {
    memory.copy(bytes + 1, givenName + 1, givenLength - 1)
    return sectionOf(bytes, givenLength)
  }
  for (let i: usize = 0; i < resourceLength; i++) {
    const c = load<u8>(resourceAt + i)
    store<u8>(bytes + 1 + i, c >= 0x41 && c <= 0x5a ? c | 0x20 : c)
  }
  return sectionOf(bytes, resourceLength + 1)
}
