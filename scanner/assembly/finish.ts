// Ends a block: its texts and rows sorted as the ledger has them, and the rows written as the numbers of the ledger's text.
import { allocate } from './memory'
import { block, hourAt, hourCount, Row, rowAt, rowCount, sectionAt, sectionCount, settleAll } from './fold'
import { columnOf, Key, keyCount, keyOf, Text, textCount, textOf } from './keys'
import { dayMicros } from './time'

/** How many tables a section has, as in `tableNames`. */
const tables: u32 = 9

/** Numbers of texts or keys in their order. What is new comes in at the end of a block; what was there stays in its order. */
@unmanaged
class Order {
  at: usize
  room: u32
  count: u32

  static make(): Order {
    const order = changetype<Order>(allocate(offsetof<Order>()))
    order.room = 0
    order.count = 0
    order.at = 0
    return order
  }

  reach(room: u32): void {
    if (this.room >= room) return
    const place = allocate(<usize>room << 3)
    memory.copy(place, this.at, <usize>this.count << 2)
    this.at = place
    this.room = room * 2
  }

  @inline
  get(i: u32): u32 {
    return load<u32>(this.at + (<usize>i << 2))
  }

  @inline
  set(i: u32, id: u32): void {
    store<u32>(this.at + (<usize>i << 2), id)
  }
}

const texts = Order.make()
const keys = Order.make()
/** The block's texts, and its rows. */
const used = Order.make()
const rows = Order.make()
const spare = Order.make()

export function usedTexts(): usize {
  return used.at
}

export function usedTextCount(): u32 {
  return used.count
}

/** Forgets what is in which order. */
export function forgetOrder(): void {
  texts.count = 0
  keys.count = 0
}

/** The text that was written last. */
export let written: usize = 0
export let writtenLength: usize = 0
let writtenRoom: usize = 0

export function finishFold(): void {
  settleAll()
  bringIn(texts, textCount, byText)
  for (let i: u32 = 0; i < texts.count; i++) textOf(texts.get(i)).order = i
  bringIn(keys, keyCount, byKey)
  orderRows()
  for (let i: u32 = 0; i < rowCount; i++) {
    const key = keyOf(rowAt(i).key)
    for (let c: u32 = 0; c < key.columns; c++) textOf(columnOf(key, c)).block = block
  }
  used.reach(texts.count)
  let count: u32 = 0
  for (let i: u32 = 0; i < texts.count; i++) {
    const id = texts.get(i)
    const text = textOf(id)
    if (text.block != block) continue
    text.rank = count
    used.set(count++, id)
  }
  used.count = count
}

/** Puts the rows in the order of their sections, those of one in that of their keys, and those of one key by day. */
function orderRows(): void {
  rows.reach(rowCount)
  let count: u32 = 0
  for (let i: u32 = 0; i < keys.count; i++) {
    const key = keyOf(keys.get(i))
    if (key.block != block) continue
    const first = count
    for (let row = key.row; row != 0; row = rowAt(row - 1).next) rows.set(count++, row - 1)
    sort(rows, first, count, byDay)
  }
  rows.count = count
  let place: u32 = 0
  for (let i: u32 = 0; i < sectionCount; i++) {
    const section = sectionAt(i)
    section.firstRow = place
    place += section.rows
    section.rows = 0
  }
  if (sectionCount < 2) {
    if (sectionCount == 1) sectionAt(0).rows = count
    return
  }
  spare.reach(count)
  memory.copy(spare.at, rows.at, <usize>count << 2)
  for (let i: u32 = 0; i < count; i++) {
    const row = spare.get(i)
    const section = sectionAt(rowAt(row).section)
    rows.set(section.firstRow + section.rows++, row)
  }
}

/** By what is sorted. */
const byText: u32 = 0
const byKey: u32 = 1
const byDay: u32 = 2

function isBefore(by: u32, x: u32, y: u32): bool {
  if (by == byText) return compareTexts(textOf(x), textOf(y)) < 0
  return by == byKey ? compareKeys(keyOf(x), keyOf(y)) < 0 : rowAt(x).day < rowAt(y).day
}

/** Sorts those that are new, and merges them with the others. */
function bringIn(order: Order, all: u32, by: u32): void {
  const before = order.count
  if (before == all) return
  order.reach(all)
  for (let id = before; id < all; id++) order.set(id, id)
  order.count = all
  sort(order, before, all, by)
  merge(order, 0, before, all, by)
}

/** Sorts a part. */
function sort(order: Order, from: u32, to: u32, by: u32): void {
  spare.reach(to)
  for (let run: u32 = 1; run < to - from; run *= 2)
    for (let start = from; start < to; start += run * 2) merge(order, start, min(start + run, to), min(start + run * 2, to), by)
}

/** Merges two neighbouring runs. */
function merge(order: Order, start: u32, middle: u32, end: u32, by: u32): void {
  if (start == middle || middle == end) return
  const before = middle - start
  memory.copy(spare.at, order.at + (<usize>start << 2), <usize>before << 2)
  let a: u32 = 0
  let b = middle
  let at = start
  while (a < before && b < end) {
    const x = spare.get(a)
    const y = order.get(b)
    const isFirst = isBefore(by, x, y)
    order.set(at++, isFirst ? x : y)
    if (isFirst) a++
    else b++
  }
  while (a < before) order.set(at++, spare.get(a++))
}

// By bytes: the bytes of texts stand in the order of `compareText`.
function compareTexts(a: Text, b: Text): i32 {
  if (a.prefix != b.prefix) return a.prefix < b.prefix ? -1 : 1
  const shorter = min(a.length, b.length)
  for (let i: u32 = min<u32>(8, shorter); i < shorter; i++) {
    const x = load<u8>(a.at + i)
    const y = load<u8>(b.at + i)
    if (x != y) return <i32>x - <i32>y
  }
  return <i32>a.length - <i32>b.length
}

function compareKeys(a: Key, b: Key): i32 {
  if (a.table != b.table) return a.table < b.table ? -1 : 1
  for (let c: u32 = 0; c < a.columns; c++) {
    const x = columnOf(a, c)
    const y = columnOf(b, c)
    if (x != y) return textOf(x).order < textOf(y).order ? -1 : 1
  }
  return 0
}

/** Writes the tables of a section, as `sectionForm` in `ledger-format.ts` does. */
export function writeTables(section: u32): void {
  // The longest row: its columns, its day, two counts, and two spans of microseconds.
  const longest = <usize>rowCount * (10 * 11 + 3 * 11 + 2 * 21) + 64
  if (writtenRoom < longest) {
    writtenRoom = longest * 2
    written = allocate(writtenRoom)
  }
  let to = written
  store<u8>(to++, 0x5b)
  let i = sectionAt(section).firstRow
  const end = i + sectionAt(section).rows
  for (let table: u32 = 0; table < tables; table++) {
    if (table > 0) store<u8>(to++, 0x2c)
    store<u8>(to++, 0x5b)
    let isFirst = true
    for (; i < end; i++) {
      const row = rowAt(rows.get(i))
      const key = keyOf(row.key)
      if (key.table != table) break
      if (!isFirst) store<u8>(to++, 0x2c)
      isFirst = false
      to = writeRow(to, row, key)
    }
    store<u8>(to++, 0x5d)
  }
  store<u8>(to++, 0x5d)
  writtenLength = to - written
}

function writeRow(to: usize, row: Row, key: Key): usize {
  for (let c: u32 = 0; c < key.columns; c++) {
    to = writeNumber(to, textOf(columnOf(key, c)).rank)
    store<u8>(to++, 0x2c)
  }
  to = writeNumber(to, row.day)
  store<u8>(to++, 0x2c)
  to = writeNumber(to, row.started)
  store<u8>(to++, 0x2c)
  to = writeNumber(to, row.ended)
  store<u8>(to++, 0x2c)
  to = writeNumber(to, <u64>(row.first - <i64>row.day * dayMicros))
  store<u8>(to++, 0x2c)
  return writeNumber(to, <u64>(row.last - row.first))
}

const digits: usize = allocate(32)

/** `00` to `99`, written. */
const pairs: usize = memory.data<u8>([48, 48, 48, 49, 48, 50, 48, 51, 48, 52, 48, 53, 48, 54, 48, 55, 48, 56, 48, 57, 49, 48, 49, 49, 49, 50, 49, 51, 49, 52, 49, 53, 49, 54, 49, 55, 49, 56, 49, 57, 50, 48, 50, 49, 50, 50, 50, 51, 50, 52, 50, 53, 50, 54, 50, 55, 50, 56, 50, 57, 51, 48, 51, 49, 51, 50, 51, 51, 51, 52, 51, 53, 51, 54, 51, 55, 51, 56, 51, 57, 52, 48, 52, 49, 52, 50, 52, 51, 52, 52, 52, 53, 52, 54, 52, 55, 52, 56, 52, 57, 53, 48, 53, 49, 53, 50, 53, 51, 53, 52, 53, 53, 53, 54, 53, 55, 53, 56, 53, 57, 54, 48, 54, 49, 54, 50, 54, 51, 54, 52, 54, 53, 54, 54, 54, 55, 54, 56, 54, 57, 55, 48, 55, 49, 55, 50, 55, 51, 55, 52, 55, 53, 55, 54, 55, 55, 55, 56, 55, 57, 56, 48, 56, 49, 56, 50, 56, 51, 56, 52, 56, 53, 56, 54, 56, 55, 56, 56, 56, 57, 57, 48, 57, 49, 57, 50, 57, 51, 57, 52, 57, 53, 57, 54, 57, 55, 57, 56, 57, 57])

function writeNumber(to: usize, value: u64): usize {
  if (value < 10) {
    store<u8>(to, 0x30 + <u8>value)
    return to + 1
  }
  let at = digits + 24
  // Numbers of 64 bits are slow to divide: eight digits at once.
  while (value > <u64>u32.MAX_VALUE) {
    const high = value / 100_000_000
    let low = <u32>(value - high * 100_000_000)
    for (let i = 0; i < 4; i++) {
      at -= 2
      low = writePair(at, low)
    }
    value = high
  }
  let rest = <u32>value
  while (rest >= 10) {
    at -= 2
    rest = writePair(at, rest)
  }
  if (rest != 0) store<u8>(--at, 0x30 + <u8>rest)
  const length = digits + 24 - at
  v128.store(to, v128.load(at))
  v128.store(to + 16, v128.load(at + 16))
  return to + length
}

/** Writes the last two digits: the number without them. */
@inline
function writePair(at: usize, value: u32): u32 {
  const without = value / 100
  store<u16>(at, load<u16>(pairs + (<usize>(value - without * 100) << 1)))
  return without
}

/** The number of hours of a section, and each with its events where the text is written, as pairs of numbers. */
export function listHours(section: u32): u32 {
  if (writtenRoom < (<usize>hourCount + 1) << 3) {
    writtenRoom = (<usize>hourCount + 1) << 4
    written = allocate(writtenRoom)
  }
  let count: u32 = 0
  for (let known = sectionAt(section).hours; known != 0; known = hourAt(known - 1).next) {
    const hour = hourAt(known - 1)
    store<u32>(written + (<usize>count << 3), hour.hour)
    store<u32>(written + (<usize>count << 3), hour.events, 4)
    count++
  }
  return count
}

/** The numbers of a section, where the text is written: place and length of its name, events, joined, duplicated, truncated, refreshed. */
export function listSection(i: u32): void {
  if (writtenRoom < 64) {
    writtenRoom = 4096
    written = allocate(writtenRoom)
  }
  const section = sectionAt(i)
  store<u32>(written, <u32>section.at)
  store<u32>(written, section.length, 4)
  store<u32>(written, section.events, 8)
  store<u32>(written, section.joined, 12)
  store<u32>(written, section.duplicated, 16)
  store<u32>(written, section.truncated, 20)
  store<u32>(written, section.refreshed, 24)
}
