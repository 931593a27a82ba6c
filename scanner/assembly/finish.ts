// Ends a block: its texts and rows sorted as the ledger has them, and the rows written as the numbers of the ledger's text.
import { allocate } from './memory'
import { block, hourAt, hourCount, Row, rowAt, rowCount, sectionAt, settleAll } from './fold'
import { columnOf, Key, keyOf, Text, textOf } from './keys'
import { dayMicros } from './time'

/** How many tables a section has, as in `tableNames`. */
const tables: u32 = 9

/** The numbers of the block's texts, in their order. */
export let usedTexts: usize = 0
export let usedTextCount: u32 = 0
let usedRoom: u32 = 0
let rowOrder: usize = 0
let rowOrderRoom: u32 = 0
let spare: usize = 0
let spareRoom: u32 = 0

/** The text that was written last. */
export let written: usize = 0
export let writtenLength: usize = 0
let writtenRoom: usize = 0

export function finishFold(): void {
  settleAll()
  if (rowOrderRoom < rowCount) {
    rowOrderRoom = rowCount * 2
    rowOrder = allocate(<usize>rowOrderRoom << 2)
  }
  usedTextCount = 0
  for (let i: u32 = 0; i < rowCount; i++) {
    store<u32>(rowOrder + (<usize>i << 2), i)
    const key = keyOf(rowAt(i).key)
    for (let c: u32 = 0; c < key.columns; c++) useText(columnOf(key, c))
  }
  const most = max(usedTextCount, rowCount)
  if (spareRoom < most) {
    spareRoom = most * 2
    spare = allocate(<usize>spareRoom << 2)
  }
  sort(usedTexts, usedTextCount, true)
  for (let i: u32 = 0; i < usedTextCount; i++) textOf(load<u32>(usedTexts + (<usize>i << 2))).rank = i
  sort(rowOrder, rowCount, false)
}

function useText(id: u32): void {
  const text = textOf(id)
  if (text.block == block) return
  text.block = block
  if (usedTextCount == usedRoom) {
    const room = max<u32>(1024, usedRoom * 2)
    const place = allocate(<usize>room << 2)
    memory.copy(place, usedTexts, <usize>usedRoom << 2)
    usedTexts = place
    usedRoom = room
  }
  store<u32>(usedTexts + (<usize>usedTextCount << 2), id)
  usedTextCount++
}

/** Merges runs of twice the length until there is one. */
function sort(list: usize, count: u32, areTexts: bool): void {
  let from = list
  let to = spare
  for (let run: u32 = 1; run < count; run *= 2) {
    for (let start: u32 = 0; start < count; start += run * 2) {
      const middle = min(start + run, count)
      const end = min(start + run * 2, count)
      let a = start
      let b = middle
      for (let at = start; at < end; at++) {
        let isFirst = a < middle
        if (isFirst && b < end) {
          const x = load<u32>(from + (<usize>a << 2))
          const y = load<u32>(from + (<usize>b << 2))
          isFirst = areTexts ? compareTexts(textOf(x), textOf(y)) <= 0 : compareRows(rowAt(x), rowAt(y)) <= 0
        }
        store<u32>(to + (<usize>at << 2), load<u32>(from + (<usize>(isFirst ? a++ : b++) << 2)))
      }
    }
    const other = from
    from = to
    to = other
  }
  if (from != list) memory.copy(list, from, <usize>count << 2)
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

function compareRows(a: Row, b: Row): i32 {
  if (a.section != b.section) return a.section < b.section ? -1 : 1
  if (a.key != b.key) {
    const x = keyOf(a.key)
    const y = keyOf(b.key)
    if (x.table != y.table) return x.table < y.table ? -1 : 1
    for (let c: u32 = 0; c < x.columns; c++) {
      const m = columnOf(x, c)
      const n = columnOf(y, c)
      if (m != n) return textOf(m).rank < textOf(n).rank ? -1 : 1
    }
  }
  return <i32>a.day - <i32>b.day
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
  let i: u32 = 0
  while (i < rowCount && orderedRow(i).section != section) i++
  for (let table: u32 = 0; table < tables; table++) {
    if (table > 0) store<u8>(to++, 0x2c)
    store<u8>(to++, 0x5b)
    let isFirst = true
    for (; i < rowCount; i++) {
      const row = orderedRow(i)
      const key = keyOf(row.key)
      if (row.section != section || key.table != table) break
      if (!isFirst) store<u8>(to++, 0x2c)
      isFirst = false
      to = writeRow(to, row, key)
    }
    store<u8>(to++, 0x5d)
  }
  store<u8>(to++, 0x5d)
  writtenLength = to - written
}

@inline
function orderedRow(i: u32): Row {
  return rowAt(load<u32>(rowOrder + (<usize>i << 2)))
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

function writeNumber(to: usize, value: u64): usize {
  if (value < 10) {
    store<u8>(to, 0x30 + <u8>value)
    return to + 1
  }
  let at = digits + 24
  while (value != 0) {
    const rest = value / 10
    store<u8>(--at, 0x30 + <u8>(value - rest * 10))
    value = rest
  }
  const length = digits + 24 - at
  v128.store(to, v128.load(at))
  v128.store(to + 16, v128.load(at + 16))
  return to + length
}

/** The number of hours of a section, and each with its events where the text is written, as pairs of numbers. */
export function listHours(section: u32): u32 {
  if (writtenRoom < (<usize>hourCount + 1) << 3) {
    writtenRoom = (<usize>hourCount + 1) << 4
    written = allocate(writtenRoom)
  }
  let count: u32 = 0
  for (let i: u32 = 0; i < hourCount; i++) {
    const hour = hourAt(i)
    if (hour.section != section) continue
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
