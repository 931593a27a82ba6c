// What is counted, by numbers: each distinct text, and each distinct key of a table (its columns as numbers of texts). They stay from
// block to block until they take too much room, and with them what the bytes of an event came to, so that most events cost one look.
import { allocate, Arena, doubled } from './memory'
import { hashOf, isSame } from './bytes'

/** Columns of the widest table. */
export const mostColumns: usize = 10

/** A text: place, length, hash, the block in which it was used last, and its first eight bytes as a number, most significant first. */
@unmanaged
export class Text {
  at: usize
  length: u32
  hash: u32
  block: u32
  prefix: u64
  /** Its place among all texts, and among those of the block. */
  order: u32
  rank: u32
}

/** A key of a table, and the first of its rows in the block that used it last. */
@unmanaged
export class Key {
  hash: u32
  table: u32
  columns: u32
  block: u32
  row: u32
  texts0: u32
  texts1: u32
  texts2: u32
  texts3: u32
  texts4: u32
  texts5: u32
  texts6: u32
  texts7: u32
  texts8: u32
  texts9: u32
}

/** What some bytes came to; the bytes stand behind it. */
@unmanaged
class Known {
  length: u32
  value: u32
}

const bytes = Arena.make()
const textSize = offsetof<Text>()
const keySize = offsetof<Key>()
const knownSize = offsetof<Known>()

let textList: usize = allocate(1024 * textSize)
let textRoom: u32 = 1024
export let textCount: u32 = 0
let keyList: usize = allocate(1024 * keySize)
let keyRoom: u32 = 1024
export let keyCount: u32 = 0
let knownCount: u32 = 0

/** Hash tables of numbers, one more than the place in their list. */
let textSlots: usize = slotsOf(4096)
let textMask: u32 = 4095
let keySlots: usize = slotsOf(4096)
let keyMask: u32 = 4095
/** With the hash and the place of what is known, so that one look finds it. */
let knownSlots: usize = slotsOf(8192)
let knownMask: u32 = 4095

function slotsOf(count: u32): usize {
  const at = allocate(<usize>count << 2)
  memory.fill(at, 0, <usize>count << 2)
  return at
}

/** Forgets all texts and keys. */
export function forgetKeys(): void {
  bytes.empty()
  textCount = 0
  keyCount = 0
  knownCount = 0
  memory.fill(textSlots, 0, (<usize>textMask + 1) << 2)
  memory.fill(keySlots, 0, (<usize>keyMask + 1) << 2)
  memory.fill(knownSlots, 0, (<usize>knownMask + 1) << 3)
}

/** How much the texts and keys take. */
export function keyBytes(): usize {
  return bytes.used + <usize>textCount * textSize + <usize>keyCount * keySize
}

@inline
export function textOf(id: u32): Text {
  return changetype<Text>(textList + <usize>id * textSize)
}

@inline
export function keyOf(id: u32): Key {
  return changetype<Key>(keyList + <usize>id * keySize)
}

@inline
export function columnOf(key: Key, i: u32): u32 {
  return load<u32>(changetype<usize>(key) + (<usize>i << 2), offsetof<Key>('texts0'))
}

/** The number of a text. */
export function textId(at: usize, length: usize): u32 {
  const hash = hashOf(at, length, 0)
  let slot = hash & textMask
  while (true) {
    const known = load<u32>(textSlots + (<usize>slot << 2))
    if (known == 0) break
    const one = textOf(known - 1)
    if (one.hash == hash && one.length == <u32>length && isSame(one.at, at, length)) return known - 1
    slot = (slot + 1) & textMask
  }
  if (textCount == textRoom) {
    textList = doubled(textList, <usize>textRoom * textSize)
    textRoom *= 2
  }
  const kept = bytes.room(length + 16)
  memory.copy(kept, at, length)
  bytes.keep(length + 16)
  const made = textOf(textCount)
  made.at = kept
  made.length = <u32>length
  made.hash = hash
  made.block = 0
  made.prefix = prefixOf(kept, length)
  store<u32>(textSlots + (<usize>slot << 2), ++textCount)
  if (textCount * 2 > textMask) growTexts()
  return textCount - 1
}

function prefixOf(at: usize, length: usize): u64 {
  let prefix: u64 = 0
  for (let i: usize = 0; i < 8; i++) prefix = (prefix << 8) | (i < length ? <u64>load<u8>(at + i) : 0)
  return prefix
}

function growTexts(): void {
  textMask = textMask * 2 + 1
  textSlots = slotsOf(textMask + 1)
  for (let id: u32 = 0; id < textCount; id++) fillSlot(textSlots, textMask, textOf(id).hash, id + 1)
}

export function fillSlot(slots: usize, mask: u32, hash: u32, value: u32): void {
  let slot = hash & mask
  while (load<u32>(slots + (<usize>slot << 2)) != 0) slot = (slot + 1) & mask
  store<u32>(slots + (<usize>slot << 2), value)
}

/** Keeps some bytes, and so many behind them. */
export function keepBytes(at: usize, length: usize, more: usize): usize {
  const kept = bytes.room(length + more)
  memory.copy(kept, at, length + more)
  bytes.keep(length + more)
  return kept
}

/** The columns of the key that is looked for: numbers of texts. */
export const columns: usize = allocate(mostColumns << 2)

@inline
export function setColumn(i: usize, id: u32): void {
  store<u32>(columns + (i << 2), id)
}

/** The number of the key of a table whose columns were set. */
export function keyId(table: u32, count: u32): u32 {
  const size = <usize>count << 2
  const hash = hashOf(columns, size, <u64>table)
  let slot = hash & keyMask
  while (true) {
    const known = load<u32>(keySlots + (<usize>slot << 2))
    if (known == 0) break
    const one = keyOf(known - 1)
    const same = one.hash == hash && one.table == table && isSame(changetype<usize>(one) + offsetof<Key>('texts0'), columns, size)
    if (same) return known - 1
    slot = (slot + 1) & keyMask
  }
  if (keyCount == keyRoom) {
    keyList = doubled(keyList, <usize>keyRoom * keySize)
    keyRoom *= 2
  }
  const made = keyOf(keyCount)
  made.hash = hash
  made.table = table
  made.columns = count
  made.block = 0
  memory.copy(changetype<usize>(made) + offsetof<Key>('texts0'), columns, size)
  store<u32>(keySlots + (<usize>slot << 2), ++keyCount)
  if (keyCount * 2 > keyMask) {
    keyMask = keyMask * 2 + 1
    keySlots = slotsOf(keyMask + 1)
    for (let id: u32 = 0; id < keyCount; id++) fillSlot(keySlots, keyMask, keyOf(id).hash, id + 1)
  }
  return keyCount - 1
}

/** Where {@link whatIs} found nothing. */
export const unknown: u32 = 0xffffffff

let missedHash: u32 = 0

/** What these bytes came to before. */
export function whatIs(at: usize, length: usize): u32 {
  const hash = hashOf(at, length, 0)
  let slot = hash & knownMask
  while (true) {
    const known = load<u64>(knownSlots + (<usize>slot << 3))
    if (known == 0) break
    if (<u32>(known >> 32) == hash) {
      const one = changetype<Known>(<usize>known)
      if (one.length == <u32>length && isSame(changetype<usize>(one) + knownSize, at, length)) return one.value
    }
    slot = (slot + 1) & knownMask
  }
  missedHash = hash
  return unknown
}

/** Remembers what the bytes that {@link whatIs} did not find came to. */
export function remember(at: usize, length: usize, value: u32): void {
  const made = changetype<Known>(bytes.room(knownSize + length + 16))
  made.length = <u32>length
  made.value = value
  memory.copy(changetype<usize>(made) + knownSize, at, length)
  bytes.keep(knownSize + length + 16)
  fillKnown(((<u64>missedHash) << 32) | <u64>changetype<usize>(made))
  if (++knownCount * 2 > knownMask) growKnown()
}

function fillKnown(known: u64): void {
  let slot = <u32>(known >> 32) & knownMask
  while (load<u64>(knownSlots + (<usize>slot << 3)) != 0) slot = (slot + 1) & knownMask
  store<u64>(knownSlots + (<usize>slot << 3), known)
}

function growKnown(): void {
  const before = knownSlots
  const end = before + ((<usize>knownMask + 1) << 3)
  knownMask = knownMask * 2 + 1
  knownSlots = slotsOf((knownMask + 1) * 2)
  for (let at = before; at < end; at += 8) if (load<u64>(at) != 0) fillKnown(load<u64>(at))
}

/** Several keys as one value: their number and they themselves, in memory. A single one is its number and one; 0 is none. */
export const manyMark: u32 = 0x80000000

export const several: usize = allocate(64 << 2)
export let severalCount: u32 = 0

export function beginObservation(): void {
  severalCount = 0
}

export function addObservation(key: u32): void {
  store<u32>(several + (<usize>severalCount << 2), key)
  severalCount++
}

/** The value of what was added since {@link beginObservation}. */
export function observation(): u32 {
  if (severalCount == 0) return 0
  if (severalCount == 1) return load<u32>(several) + 1
  const size = <usize>severalCount << 2
  const at = bytes.room(size + 8)
  store<u32>(at, severalCount)
  memory.copy(at + 4, several, size)
  bytes.keep(size + 8)
  return <u32>at | manyMark
}
