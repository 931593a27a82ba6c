// The block that is being read, as `block-fold.ts` folds it: sections, hours, requests whose stages are joined, and rows.
import { allocate, Arena, doubled } from './memory'
import { copy, hashOf, isSame } from './bytes'
import { keyOf, manyMark } from './keys'
import { Slots } from './slots'
import { dayMicros, hourMicros } from './time'

/** How many requests of a section wait for their later stages, as in `block-fold.ts`. */
const waiting: u32 = 50_000

/** One cluster and category. */
@unmanaged
export class Section {
  /** Its name: the category's number, and the cluster. */
  at: usize
  length: u32
  events: u32
  joined: u32
  duplicated: u32
  truncated: u32
  refreshed: u32
  pending: u32
  /** How many rows it has, and the place of the first one where all are in their order. */
  rows: u32
  firstRow: u32
  /** One more than the number of its last hour. */
  hours: u32
}

/** A number of events in an hour. */
@unmanaged
export class Hour {
  section: u32
  hour: u32
  events: u32
  /** One more than the number of the section's hour before. */
  next: u32
}

/** A request that waits for its later stages. */
@unmanaged
class Pending {
  hash: u32
  length: u32
  at: usize
  section: u32
  time: i64
  /** What it is counted as. */
  observation: u32
  stage: u8
  started: u8
  ended: u8
  refresh: u8
}

/** Equal things of a section and day. */
@unmanaged
export class Row {
  first: i64
  last: i64
  key: u32
  section: u32
  day: u32
  started: u32
  ended: u32
  /** The next row of the same key. */
  next: u32
}

const sectionSize = offsetof<Section>()
const hourSize = offsetof<Hour>()
const pendingSize = offsetof<Pending>()
const rowSize = offsetof<Row>()

let sections: usize = allocate(8 * sectionSize)
let sectionRoom: u32 = 8
export let sectionCount: u32 = 0
let hours: usize = allocate(64 * hourSize)
let hourRoom: u32 = 64
export let hourCount: u32 = 0
let pendings: usize = allocate(8192 * pendingSize)
let pendingRoom: u32 = 8192
/** INVARIANT: a block of 32 MiB holds far fewer lines than places that need these bits. */
const tagBits: u32 = 0xff000000
let pendingCount: u32 = 0
/** For each request one more than its place in the list, and eight bits of its hash, by which most others are known as such. */
let pendingSlots: usize = allocate(16384 << 2)
let pendingMask: u32 = 16383
let rows: usize = allocate(4096 * rowSize)
let rowRoom: u32 = 4096
export let rowCount: u32 = 0

const names = Arena.make()
/** Who the pending requests are, byte by byte. */
const requests = Arena.make()

/** Goes up with each block, so that what was noted of an earlier one is known as such. */
export let block: u32 = 0
export let others: u32 = 0

/** By name, by section and hour, and by key, section and day. */
const sectionSlots = Slots.make()
const hourSlots = Slots.make()
const rowSlots = Slots.make()

/** INVARIANT: looked at only where the block has any. */
let lastSection: u32 = 0
let lastHour: u32 = 0

/** A hash of three numbers. */
@inline
function hashOfNumbers(a: u32, b: u32, c: u32): u32 {
  let h = (((<u64>a) << 32) | <u64>b) * 0x9e3779b97f4a7c15
  h = (h ^ (h >> 32) ^ <u64>c) * 0xff51afd7ed558ccd
  return <u32>(h ^ (h >> 32))
}

export function beginFold(): void {
  block++
  sectionCount = 0
  hourCount = 0
  pendingCount = 0
  rowCount = 0
  others = 0
  lastSection = 0
  lastHour = 0
  names.empty()
  requests.empty()
  sectionSlots.empty()
  hourSlots.empty()
  rowSlots.empty()
  memory.fill(pendingSlots, 0, (<usize>pendingMask + 1) << 2)
}

export function addOther(): void {
  others++
}

@inline
export function sectionAt(i: u32): Section {
  return changetype<Section>(sections + <usize>i * sectionSize)
}

@inline
export function hourAt(i: u32): Hour {
  return changetype<Hour>(hours + <usize>i * hourSize)
}

@inline
export function rowAt(i: u32): Row {
  return changetype<Row>(rows + <usize>i * rowSize)
}

@inline
function pendingAt(i: u32): Pending {
  return changetype<Pending>(pendings + <usize>i * pendingSize)
}

function hasName(section: Section, at: usize, length: usize): bool {
  return section.length == <u32>length && isSame(section.at, at, length)
}

/** The number of the section of this name. */
export function sectionOf(at: usize, length: usize): u32 {
  if (lastSection < sectionCount && hasName(sectionAt(lastSection), at, length)) return lastSection
  const hash = hashOf(at, length, 0)
  let slot = sectionSlots.begin(hash)
  for (let known = sectionSlots.get(slot); known != 0; known = sectionSlots.get(slot)) {
    if (hasName(sectionAt(known - 1), at, length)) {
      lastSection = known - 1
      return lastSection
    }
    slot = sectionSlots.next(slot)
  }
  if (sectionCount == sectionRoom) {
    sections = doubled(sections, <usize>sectionRoom * sectionSize)
    sectionRoom *= 2
  }
  const kept = names.room(length + 16)
  memory.copy(kept, at, length)
  names.keep(length + 16)
  const made = sectionAt(sectionCount)
  memory.fill(changetype<usize>(made), 0, sectionSize)
  made.at = kept
  made.length = <u32>length
  sectionSlots.add(hash, sectionCount)
  lastSection = sectionCount
  return sectionCount++
}

function countHour(section: u32, time: i64): void {
  const hour = <u32>(time / hourMicros)
  if (lastHour < hourCount) {
    const last = hourAt(lastHour)
    if (last.hour == hour && last.section == section) {
      last.events++
      return
    }
  }
  const hash = hashOfNumbers(section, hour, 0)
  let slot = hourSlots.begin(hash)
  for (let known = hourSlots.get(slot); known != 0; known = hourSlots.get(slot)) {
    const one = hourAt(known - 1)
    if (one.hour == hour && one.section == section) {
      one.events++
      lastHour = known - 1
      return
    }
    slot = hourSlots.next(slot)
  }
  if (hourCount == hourRoom) {
    hours = doubled(hours, <usize>hourRoom * hourSize)
    hourRoom *= 2
  }
  const made = hourAt(hourCount)
  made.section = section
  made.hour = hour
  made.events = 1
  const place = sectionAt(section)
  made.next = place.hours
  place.hours = hourCount + 1
  hourSlots.add(hash, hourCount)
  lastHour = hourCount++
}

/** Stages in their order, as in `audit-event.ts`. */
export const requestReceived: u32 = 0
export const responseStarted: u32 = 1
export const responseComplete: u32 = 2
export const panic: u32 = 3

/**
 * Takes an event. Its request is known by its id, time, user (the number of a text) and path.
 *
 * @param observation - what it is counted as, where no later stage of it comes
 */
export function takeEvent(
  section: u32,
  time: i64,
  stage: u32,
  observation: u32,
  refresh: u32,
  truncated: u32,
  idAt: usize,
  idLength: usize,
  user: u32,
  pathAt: usize,
  pathLength: usize,
): void {
  const place = sectionAt(section)
  place.events++
  place.truncated += truncated
  countHour(section, time)
  const length = <usize>8 + idLength + pathLength
  const at = requests.room(length + 48)
  store<u32>(at, <u32>idLength)
  store<u32>(at, user, 4)
  copy(at + 8, idAt, idLength)
  copy(at + 8 + idLength, pathAt, pathLength)
  // Of all that a request is known by: clients choose the id.
  const hash = hashOf(at, length, <u64>time ^ (<u64>section << 44))
  let slot = hash & pendingMask
  while (true) {
    const known = load<u32>(pendingSlots + (<usize>slot << 2))
    if (known == 0) break
    if (((known ^ hash) & tagBits) == 0) {
      const one = pendingAt((known & ~tagBits) - 1)
      if (one.hash == hash && one.time == time && one.section == section && one.length == <u32>length && isSame(one.at, at, length)) {
        join(one, place, stage, observation, refresh)
        return
      }
    }
    slot = (slot + 1) & pendingMask
  }
  if (place.pending >= waiting) {
    settle(section)
    slot = freeSlot(hash)
  }
  requests.keep(length)
  if (pendingCount == pendingRoom) {
    // Their numbers count from one on.
    if (pendingRoom * 2 > ~tagBits) unreachable()
    pendings = doubled(pendings, <usize>pendingRoom * pendingSize)
    pendingRoom *= 2
  }
  const made = pendingAt(pendingCount)
  made.hash = hash
  made.length = <u32>length
  made.at = at
  made.section = section
  made.time = time
  made.observation = observation
  made.stage = <u8>stage
  made.started = <u8>(stage == responseStarted)
  made.ended = <u8>(stage >= responseComplete)
  made.refresh = <u8>refresh
  place.pending++
  fillPending(slot, hash, ++pendingCount)
  if (pendingCount * 2 > pendingMask) {
    pendingMask = pendingMask * 2 + 1
    pendingSlots = allocate((<usize>pendingMask + 1) << 2)
    refillSlots()
  }
}

function join(known: Pending, place: Section, stage: u32, observation: u32, refresh: u32): void {
  if (known.stage == <u8>stage) place.duplicated++
  else place.joined++
  if (stage > <u32>known.stage) {
    known.stage = <u8>stage
    known.observation = observation
    known.refresh = <u8>refresh
  }
  if (stage == responseStarted) known.started = 1
  if (stage >= responseComplete) known.ended = 1
}

function refillSlots(): void {
  memory.fill(pendingSlots, 0, (<usize>pendingMask + 1) << 2)
  for (let i: u32 = 0; i < pendingCount; i++) {
    const hash = pendingAt(i).hash
    fillPending(freeSlot(hash), hash, i + 1)
  }
}

@inline
function freeSlot(hash: u32): u32 {
  let slot = hash & pendingMask
  while (load<u32>(pendingSlots + (<usize>slot << 2)) != 0) slot = (slot + 1) & pendingMask
  return slot
}

@inline
function fillPending(slot: u32, hash: u32, number: u32): void {
  store<u32>(pendingSlots + (<usize>slot << 2), (hash & tagBits) | number)
}

/** Counts what waits in one section, and forgets it. */
function settle(section: u32): void {
  let kept: u32 = 0
  for (let i: u32 = 0; i < pendingCount; i++) {
    const one = pendingAt(i)
    if (one.section == section) count(one)
    else {
      if (kept < i) memory.copy(changetype<usize>(pendingAt(kept)), changetype<usize>(one), pendingSize)
      kept++
    }
  }
  pendingCount = kept
  sectionAt(section).pending = 0
  refillSlots()
}

/** Counts all that waits. */
export function settleAll(): void {
  for (let i: u32 = 0; i < pendingCount; i++) count(pendingAt(i))
  pendingCount = 0
}

function count(one: Pending): void {
  if (one.refresh != 0) sectionAt(one.section).refreshed++
  const observation = one.observation
  if (observation == 0) return
  // A request that was only seen to arrive is one request too.
  const started = <u32>one.started
  const ended = <u32>(one.ended != 0 || one.started == 0)
  if ((observation & manyMark) == 0) {
    countRow(observation - 1, one.section, one.time, started, ended)
    return
  }
  const list = <usize>(observation & ~manyMark)
  const several = load<u32>(list)
  for (let i: u32 = 0; i < several; i++)
    countRow(load<u32>(list + 4 + (<usize>i << 2)), one.section, one.time, started, ended)
}

function countRow(id: u32, section: u32, time: i64, started: u32, ended: u32): void {
  const day = <u32>(time / dayMicros)
  const key = keyOf(id)
  // Rows are numbered from one on: 0 is none. Most often it is the last one of its key.
  const last = key.block == block ? key.row : 0
  if (last != 0 && addToRow(rowAt(last - 1), id, section, day, time, started, ended)) return
  const hash = hashOfNumbers(id, section, day)
  if (last != 0) {
    let slot = rowSlots.begin(hash)
    for (let known = rowSlots.get(slot); known != 0; known = rowSlots.get(slot)) {
      if (addToRow(rowAt(known - 1), id, section, day, time, started, ended)) return
      slot = rowSlots.next(slot)
    }
  }
  if (rowCount == rowRoom) {
    rows = doubled(rows, <usize>rowRoom * rowSize)
    rowRoom *= 2
  }
  const made = rowAt(rowCount)
  made.key = id
  made.section = section
  made.day = day
  made.started = started
  made.ended = ended
  made.first = time
  made.last = time
  made.next = last
  rowSlots.add(hash, rowCount)
  sectionAt(section).rows++
  key.block = block
  key.row = ++rowCount
}

/** Adds to a row, if it is that of the key, section and day. */
@inline
function addToRow(row: Row, id: u32, section: u32, day: u32, time: i64, started: u32, ended: u32): bool {
  if (row.day != day || row.section != section || row.key != id) return false
  row.started += started
  row.ended += ended
  if (time < row.first) row.first = time
  if (time > row.last) row.last = time
  return true
}
