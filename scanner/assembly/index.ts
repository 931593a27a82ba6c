// The scanner's interface: bytes of a log in, line by line; what a block says out. A line that is out of the ordinary is handed over to
// the host where it stands, so that everything is taken in order. The host's half is `src/sources/audit-log/scanner`.
import { allocate } from './memory'
import { afterSpace, behindLastBreak, emptyScratch, lineBreak, useScratch } from './bytes'
import { readEvent, knowRecordNames, received } from './event'
import { openRecord, recordIsOther, recordSection, useRecordScratch, innerEnd, innerStart } from './record'
import { forgetOdd, rememberOdd, takeRead } from './observe'
import { addOther, beginFold, block, others, rowCount, sectionCount, sectionOf, takeEvent } from './fold'
import { finishFold, forgetOrder, listHours, listSection, usedTextCount, usedTexts, writeTables, written, writtenLength } from './finish'
import { addObservation, beginObservation, columns, forgetKeys, keyBytes, keyId, observation, setColumn, textId, textOf } from './keys'
import { forgetUsers } from './user'
import { timeOf } from './time'

/** What texts and keys may take before they are forgotten, between two blocks. */
const mostKeyBytes: usize = 16 << 20

let input: usize = 0
let hostBytes: usize = 0
let hostRoom: usize = 0

/** The section of events that stand alone. Its first byte is zero where nobody said which category they are of. */
let givenName: usize = 0
let givenLength: usize = 0

let at: usize = 0
let lineStart: usize = 0
let lineEnd: usize = 0
let lines: u32 = 0

/** Makes room for so many bytes of log; where they are to be put. */
export function open(room: usize): usize {
  input = allocate(room + 128)
  // The texts of a record and those of the event in it.
  useScratch(allocate(room * 2 + 4096), room)
  useRecordScratch(allocate(room + 4096))
  return input
}

/** A place for bytes that the host hands in. */
export function hostPlace(length: usize): usize {
  if (hostRoom < length) {
    hostRoom = length * 2
    hostBytes = allocate(hostRoom)
  }
  return hostBytes
}

/** Names the section of events that stand alone: what stands at the host's place. */
export function given(length: usize): void {
  givenName = allocate(length + 16)
  givenLength = length
  memory.copy(givenName, hostBytes, length)
}

/** Says which names mean something in some form of log: at the host's place, each with a byte of its length before it. */
export function recordNames(length: usize): void {
  const kept = allocate(length + 32)
  memory.copy(kept, hostBytes, length)
  const list = allocate(length << 3)
  let count: u32 = 0
  let p = kept
  while (p < kept + length) {
    store<usize>(list + (<usize>count << 3), p + 1)
    store<usize>(list + (<usize>count << 3), load<u8>(p), 4)
    count++
    p += <usize>load<u8>(p) + 1
  }
  knowRecordNames(list, count)
}

/** Begins a block; true where all texts were forgotten. */
export function begin(): bool {
  const isForgotten = keyBytes() > mostKeyBytes
  if (isForgotten) {
    forgetKeys()
    forgetUsers()
    forgetOrder()
  }
  beginFold()
  lines = 0
  return isForgotten
}

/**
 * Takes all lines between two places of the room.
 *
 * @param isLast - whether the last line needs no break: one is put behind it
 * @returns whether a line is to be taken by the host
 */
export function scan(from: usize, to: usize, isLast: bool): bool {
  let p = input + from
  const end = input + to
  if (isLast) store<u8>(end, 0x0a)
  // Of what has no end yet nothing is read: it would be read again, each time that more of it comes.
  const stop = isLast ? end + 1 : behindLastBreak(p, end)
  while (p < min(stop, end)) {
    lines++
    const next = takeLine(p, stop)
    if (next != 0) {
      p = next
      continue
    }
    const found = lineBreak(p, stop)
    if (!isBlank(p, found)) {
      lineStart = p - input
      lineEnd = min(found + 1, end) - input
      at = lineEnd
      return true
    }
    p = found + 1
  }
  at = min(p, end) - input
  return false
}

/** Whether a line is nothing but its end. */
function isBlank(p: usize, end: usize): bool {
  while (p < end && load<u8>(p) == 0x0d) p++
  return p == end
}

/** Takes the line that begins here: behind its break; 0 where it is to be handed over. */
function takeLine(p: usize, stop: usize): usize {
  emptyScratch()
  forgetOdd()
  p = afterSpace(p)
  const direct = readEvent(p, stop)
  if (direct != 0) {
    const next = behindBreak(direct, stop)
    if (next == 0 || load<u8>(givenName) == 0x30) return 0
    return takeReadEvent(sectionOf(givenName, givenLength)) ? next : 0
  }
  emptyScratch()
  const behind = openRecord(p, stop)
  if (behind == 0) return 0
  const next = behindBreak(behind, stop)
  if (next == 0) return 0
  if (recordIsOther) {
    addOther()
    return next
  }
  const inner = readEvent(afterSpace(innerStart), innerEnd)
  if (inner == 0 || afterSpace(inner) < innerEnd) return 0
  return takeReadEvent(recordSection(givenName, givenLength)) ? next : 0
}

/** Passes white space and the break behind it; 0 where something else follows. */
@inline
function behindBreak(p: usize, stop: usize): usize {
  p = afterSpace(p)
  return p < stop && load<u8>(p) == 0x0a ? p + 1 : 0
}

@inline
function takeReadEvent(section: u32): bool {
  const time = timeOf(received.at, received.length)
  return time >= 0 && takeRead(section, time)
}

/** Behind the last line that was taken or is to be taken by the host. */
export function position(): usize {
  return at
}

export function slowStart(): usize {
  return lineStart
}

export function lineCount(): u32 {
  return lines
}

/** Counts a line that the host has taken without the module. */
export function addLine(): void {
  forgetOdd()
  lines++
}

// What follows is for what the host reads itself, and goes into the same tables.

/** The number of the text at the host's place. */
export function text(length: usize): u32 {
  return textId(hostBytes, length)
}

export function column(i: u32, id: u32): void {
  setColumn(i, id)
}

export function key(table: u32, count: u32): u32 {
  return keyId(table, count)
}

export function beginKeys(): void {
  beginObservation()
}

export function addKey(id: u32): void {
  addObservation(id)
}

export function keys(): u32 {
  return observation()
}

/** Says what the event is counted as that was handed over last, so that its like need not be. */
export function remember(counted: u32): void {
  rememberOdd(counted)
}

/** The number of the section whose name is at the host's place. */
export function section(length: usize): u32 {
  return sectionOf(hostBytes, length)
}

/** Takes an event whose id and path are at the host's place, one behind the other. */
export function take(
  place: u32,
  time: f64,
  stage: u32,
  counted: u32,
  refresh: u32,
  truncated: u32,
  user: u32,
  idLength: usize,
  pathLength: usize,
): void {
  takeEvent(
    place,
    <i64>time,
    stage,
    counted,
    refresh,
    truncated,
    hostBytes,
    idLength,
    user,
    hostBytes + idLength,
    pathLength,
  )
}

export function otherCount(): u32 {
  return others
}

/** Ends the block. */
export function finish(): void {
  finishFold()
}

export function sectionsOfBlock(): u32 {
  return sectionCount
}

export function rowsOfBlock(): u32 {
  return rowCount
}

export function textsOfBlock(): u32 {
  return usedTextCount()
}

export function textList(): usize {
  return usedTexts()
}

export function textPlace(id: u32): usize {
  return textOf(id).at
}

export function textSize(id: u32): u32 {
  return textOf(id).length
}

export function tablesOf(i: u32): void {
  writeTables(i)
}

export function hoursOf(i: u32): u32 {
  return listHours(i)
}

export function countsOf(i: u32): void {
  listSection(i)
}

export function output(): usize {
  return written
}

export function outputLength(): usize {
  return writtenLength
}
