// Times of events as microseconds since 1970: only as the API server writes them, in UTC. Any other form is handed over.

export const dayMicros: i64 = 86_400_000_000
export const hourMicros: i64 = 3_600_000_000

/** The last whole year of which the host's numbers hold every microsecond. */
const lastYear: u32 = 2254

/** The date and hour that were read last, and when they began: events come in order. */
let knownHead: u64 = 0
let knownTail: u64 = 0
let knownHour: i64 = -1

/** `2026-11-01T08:00:00.000001Z`, with up to nine digits behind the point or none; -1 for anything else. */
export function timeOf(p: usize, length: usize): i64 {
  if (length < 20 || length > 30 || load<u8>(p + length - 1) != 0x5a) return -1
  const head = load<u64>(p)
  // Up to the colon behind the hour.
  const tail = load<u64>(p, 6)
  if (head != knownHead || tail != knownTail || knownHour < 0) {
    knownHour = hourOf(p)
    if (knownHour < 0) return -1
    knownHead = head
    knownTail = tail
  }
  const minute = twoDigits(p + 14)
  const second = twoDigits(p + 17)
  if (minute > 59 || second > 59 || load<u8>(p, 16) != 0x3a) return -1
  let micros: i64 = 0
  if (length > 20) {
    if (load<u8>(p, 19) != 0x2e || length == 21) return -1
    let scale: i64 = 100_000
    for (let i: usize = 20; i < length - 1; i++) {
      const digit = <u32>load<u8>(p + i) - 0x30
      if (digit > 9) return -1
      micros += <i64>digit * scale
      scale /= 10
    }
  }
  return knownHour + <i64>(minute * 60 + second) * 1_000_000 + micros
}

function hourOf(p: usize): i64 {
  if (load<u8>(p, 4) != 0x2d || load<u8>(p, 7) != 0x2d || load<u8>(p, 10) != 0x54 || load<u8>(p, 13) != 0x3a) return -1
  const century = twoDigits(p)
  const inCentury = twoDigits(p + 2)
  const month = twoDigits(p + 5)
  const day = twoDigits(p + 8)
  const hour = twoDigits(p + 11)
  if (century > 99 || inCentury > 99 || month < 1 || month > 12 || hour > 23) return -1
  const year = century * 100 + inCentury
  if (year < 1970 || year > lastYear || day < 1 || day > daysIn(year, month)) return -1
  let days: i64 = 0
  for (let y: u32 = 1970; y < year; y++) days += isLeap(y) ? 366 : 365
  for (let m: u32 = 1; m < month; m++) days += daysIn(year, m)
  return (days + day - 1) * dayMicros + <i64>hour * hourMicros
}

/** More than 99 for what are no two digits. */
function twoDigits(p: usize): u32 {
  const tens = <u32>load<u8>(p) - 0x30
  const ones = <u32>load<u8>(p, 1) - 0x30
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones
}

function isLeap(year: u32): bool {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

function daysIn(year: u32, month: u32): u32 {
  if (month == 2) return isLeap(year) ? 29 : 28
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
}
