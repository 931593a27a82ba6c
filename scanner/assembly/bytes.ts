// Passes over JSON sixteen and sixty-four bytes at a time. Whatever is out of the ordinary gives 0: then the line is handed over.
// INVARIANT: behind the bytes of a line stands a line break, and 64 bytes that may be read.

/** What a text was, after {@link text}: without its quotes, and without escapes. */
export let textAt: usize = 0
export let textLength: usize = 0

/** What a name was, after {@link name}. */
export let nameAt: usize = 0
export let nameLength: usize = 0

/** Where texts with escapes are written without them; empty at the start of each line. */
let scratch: usize = 0
let scratchStart: usize = 0
/** Behind this no text may begin: a whole line still has room there. */
let scratchLast: usize = 0

/** @param longest - of a line, of which twice as much is there, and some more */
export function useScratch(at: usize, longest: usize): void {
  scratchStart = at
  scratch = at
  scratchLast = at + longest
}

export function emptyScratch(): void {
  scratch = scratchStart
}

/** The first line break; 0 for none. */
export function lineBreak(p: usize, end: usize): usize {
  const nl = i8x16.splat(0x0a)
  while (p + 64 <= end) {
    const a = i8x16.eq(v128.load(p), nl)
    const b = i8x16.eq(v128.load(p, 16), nl)
    const c = i8x16.eq(v128.load(p, 32), nl)
    const d = i8x16.eq(v128.load(p, 48), nl)
    if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) return p + <usize>ctz(mask64(a, b, c, d))
    p += 64
  }
  while (p < end) {
    if (load<u8>(p) == 0x0a) return p
    p++
  }
  return 0
}

/** Behind the last line break; where it begins, for none. */
export function behindLastBreak(from: usize, end: usize): usize {
  const nl = i8x16.splat(0x0a)
  let p = end
  for (; p >= from + 16; p -= 16) {
    const m = i8x16.bitmask(i8x16.eq(v128.load(p - 16), nl))
    if (m != 0) return p - <usize>(clz(m) - 16)
  }
  while (p > from && load<u8>(p - 1) != 0x0a) p--
  return p
}

@inline
export function mask64(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) |
    (<u64>(<u32>i8x16.bitmask(d)) << 48)
  )
}

/** The first byte that is a quote, a backslash, a control character or not ASCII. */
@inline
export function plainEnd(p: usize): usize {
  const quote = i8x16.splat(0x22)
  const back = i8x16.splat(0x5c)
  const space = i8x16.splat(0x20)
  while (true) {
    const v = v128.load(p)
    // As signed numbers, bytes above ASCII are below everything.
    const m = i8x16.bitmask(v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, back)), i8x16.lt_s(v, space)))
    if (m != 0) return p + <usize>ctz(m)
    p += 16
  }
}

@inline
export function afterSpace(p: usize): usize {
  let c = load<u8>(p)
  while (c <= 0x20 && (c == 0x20 || c == 0x09 || c == 0x0d)) c = load<u8>(++p)
  return p
}

/** Reads a name and the colon: the first byte of the value. A name with escapes is out of the ordinary. */
export function name(p: usize): usize {
  if (load<u8>(p) != 0x22) return 0
  const from = p + 1
  const end = plainEnd(from)
  if (load<u8>(end) != 0x22) return 0
  nameAt = from
  nameLength = end - from
  let q = end + 1
  if (load<u8>(q) != 0x3a) {
    q = afterSpace(q)
    if (load<u8>(q) != 0x3a) return 0
  }
  q++
  return load<u8>(q) > 0x20 ? q : afterSpace(q)
}

/** Reads a text: behind its closing quote. */
export function text(p: usize): usize {
  if (load<u8>(p) != 0x22) return 0
  const from = p + 1
  const end = plainEnd(from)
  const c = load<u8>(end)
  if (c == 0x22) {
    textAt = from
    textLength = end - from
    return end + 1
  }
  return c == 0x5c ? escapedText(from, end) : 0
}

// What is no printable ASCII when its escapes are read is out of the ordinary.
function escapedText(from: usize, stop: usize): usize {
  const start = scratch
  // Each takes sixteen bytes at least, so that many short ones take more than the line does.
  if (start > scratchLast) return 0
  let to = start
  while (true) {
    const plain = stop - from
    copy(to, from, plain)
    to += plain
    const c = load<u8>(stop)
    if (c == 0x22) break
    if (c != 0x5c) return 0
    const e = load<u8>(stop, 1)
    if (e == 0x22 || e == 0x5c || e == 0x2f) {
      store<u8>(to++, e)
      from = stop + 2
    } else if (e == 0x75) {
      const unit = hex4(stop + 2)
      if (unit < 0x20 || unit > 0x7e) return 0
      store<u8>(to++, <u8>unit)
      from = stop + 6
    } else return 0
    stop = plainEnd(from)
  }
  textAt = start
  textLength = to - start
  scratch = (to + 31) & ~15
  return stop + 1
}

/** Four hexadecimal digits; -1 for anything else. */
export function hex4(p: usize): i32 {
  let value = 0
  for (let i: usize = 0; i < 4; i++) {
    const digit = hexDigit(load<u8>(p + i))
    if (digit < 0) return -1
    value = (value << 4) | digit
  }
  return value
}

function hexDigit(c: i32): i32 {
  if (c >= 0x30 && c <= 0x39) return c - 0x30
  const lower = c | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1
}

/** Copies in steps of 16 bytes, the last of which may write beyond the end. */
@inline
export function copy(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i))
}

@inline
export function isSame(a: usize, b: usize, bytes: usize): bool {
  return isSameFrom(a, b, bytes, 0)
}

/** As {@link isSame}, for what is long. */
export function isSameLong(a: usize, b: usize, bytes: usize): bool {
  let i: usize = 0
  for (; i + 64 <= bytes; i += 64) {
    const first = v128.or(v128.xor(v128.load(a + i), v128.load(b + i)), v128.xor(v128.load(a + i, 16), v128.load(b + i, 16)))
    const second = v128.or(
      v128.xor(v128.load(a + i, 32), v128.load(b + i, 32)),
      v128.xor(v128.load(a + i, 48), v128.load(b + i, 48)),
    )
    if (v128.any_true(v128.or(first, second))) return false
  }
  return isSameFrom(a, b, bytes, i)
}

/** Whether a word of known length stands at a place: by loads that overlap, so that there is no loop. No longer than 64 bytes. */
@inline
export function isWord(at: usize, word: usize, length: usize): bool {
  if (length < 4) return isSameFrom(at, word, length, 0)
  if (length < 8) return ((load<u32>(at) ^ load<u32>(word)) | (load<u32>(at + length - 4) ^ load<u32>(word + length - 4))) == 0
  if (length < 16) return ((load<u64>(at) ^ load<u64>(word)) | (load<u64>(at + length - 8) ^ load<u64>(word + length - 8))) == 0
  if (length <= 32) {
    const start = v128.xor(v128.load(at), v128.load(word))
    return !v128.any_true(v128.or(start, v128.xor(v128.load(at + length - 16), v128.load(word + length - 16))))
  }
  const start = v128.or(v128.xor(v128.load(at), v128.load(word)), v128.xor(v128.load(at, 16), v128.load(word, 16)))
  const stop = v128.xor(v128.load(at + length - 32), v128.load(word + length - 32))
  const last = v128.xor(v128.load(at + length - 16), v128.load(word + length - 16))
  return !v128.any_true(v128.or(start, v128.or(stop, last)))
}

@inline
function isSameFrom(a: usize, b: usize, bytes: usize, from: usize): bool {
  let i = from
  for (; i + 16 <= bytes; i += 16) if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false
  for (; i + 8 <= bytes; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false
  if (i == bytes) return true
  return ((load<u64>(a + i) ^ load<u64>(b + i)) << ((8 - <u64>(bytes - i)) << 3)) == 0
}

@inline
export function hashOf(at: usize, bytes: usize, seed: u64): u32 {
  let h: u64 = 0x9e3779b97f4a7c15 ^ seed ^ <u64>bytes
  let g: u64 = 0xc2b2ae3d27d4eb4f
  let i: usize = 0
  // Two at a time, so that one need not wait for the other.
  for (; i + 16 <= bytes; i += 16) {
    h = (h ^ load<u64>(at + i)) * 0xff51afd7ed558ccd
    g = (g ^ load<u64>(at + i, 8)) * 0xc4ceb9fe1a85ec53
    h ^= h >> 32
    g ^= g >> 32
  }
  if (i + 8 <= bytes) {
    h = (h ^ load<u64>(at + i)) * 0xff51afd7ed558ccd
    h ^= h >> 32
    i += 8
  }
  if (i < bytes) g = (g ^ (load<u64>(at + i) << ((8 - <u64>(bytes - i)) << 3))) * 0xc4ceb9fe1a85ec53
  h = (h ^ g ^ (g >> 29)) * 0xff51afd7ed558ccd
  return <u32>(h ^ (h >> 32))
}

/** A hash of 64 bytes. */
@inline
export function mix64(at: usize, seed: u64): u32 {
  const a = (load<u64>(at) ^ seed) * 0x9e3779b97f4a7c15 + load<u64>(at, 8) * 0xc2b2ae3d27d4eb4f
  const b = load<u64>(at, 16) * 0xff51afd7ed558ccd + load<u64>(at, 24) * 0xc4ceb9fe1a85ec53
  const c = load<u64>(at, 32) * 0x87c37b91114253d5 + load<u64>(at, 40) * 0x4cf5ad432745937f
  const d = load<u64>(at, 48) * 0x52dce729da3ed7a5 + load<u64>(at, 56) * 0x38495ab5b1a5d3c9
  const h = ((a ^ (a >> 31)) + (b ^ (b >> 29)) + (c ^ (c >> 33)) + (d ^ (d >> 27))) * 0xff51afd7ed558ccd
  return <u32>(h ^ (h >> 32))
}

/**
 * Passes any value: behind it. Checked as `skip-value.ts` checks what nobody wants, no less and no more; and that no line ends in it, so
 * that who reads a line need not look for its end before.
 */
export function skip(p: usize, end: usize): usize {
  const c = load<u8>(p)
  if (c == 0x22) return skipText(p + 1, end)
  if ((c | 0x20) == 0x7b) return skipNest(p, end)
  if (c == 0x2d || (c >= 0x30 && c <= 0x39)) {
    while (true) {
      const d = load<u8>(++p)
      const isOfNumber = (d >= 0x30 && d <= 0x39) || d == 0x2d || d == 0x2b || d == 0x2e || (d | 0x20) == 0x65
      if (!isOfNumber) return p
    }
  }
  if (load<u32>(p) == 0x65757274 || load<u32>(p) == 0x6c6c756e) return p + 4
  if (load<u32>(p) == 0x736c6166 && load<u8>(p, 4) == 0x65) return p + 5
  return 0
}

/** Passes a text that begins before this byte: behind its closing quote. */
export function skipText(p: usize, end: usize): usize {
  const quote = i8x16.splat(0x22)
  const back = i8x16.splat(0x5c)
  const nl = i8x16.splat(0x0a)
  while (p < end) {
    const v = v128.load(p)
    const m = i8x16.bitmask(v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, back)), i8x16.eq(v, nl)))
    if (m == 0) {
      p += 16
      continue
    }
    p += <usize>ctz(m)
    if (p >= end) return 0
    const c = load<u8>(p)
    if (c == 0x22) return p + 1
    if (c == 0x0a || load<u8>(p, 1) == 0x0a) return 0
    p += 2
  }
  return 0
}

/** How deep brackets may stand: so many are remembered by kind. */
const deepest: u32 = 60

// Sixty-four bytes at a time: which quotes are escaped, what stands in texts, and only then bracket by bracket (after simdjson).
function skipNest(p: usize, end: usize): usize {
  const quote = i8x16.splat(0x22)
  const back = i8x16.splat(0x5c)
  const first = i8x16.splat(0x5b)
  const sameBits = i8x16.splat(<i8>0xdd)
  const zero = i8x16.splat(0)
  const nl = i8x16.splat(0x0a)
  let depth: u32 = 0
  // A bit for each bracket that is open, set for those of lists.
  let kinds: u64 = 0
  let inText: u64 = 0
  let escapesNext: u64 = 0
  let isWrong: u64 = 0
  while (p < end) {
    const v0 = v128.load(p)
    const v1 = v128.load(p, 16)
    const v2 = v128.load(p, 32)
    const v3 = v128.load(p, 48)
    let quotes = mask64(i8x16.eq(v0, quote), i8x16.eq(v1, quote), i8x16.eq(v2, quote), i8x16.eq(v3, quote))
    const b0 = i8x16.eq(v0, back)
    const b1 = i8x16.eq(v1, back)
    const b2 = i8x16.eq(v2, back)
    const b3 = i8x16.eq(v3, back)
    // Of the four brackets and braces, one differs from the first in two bits at most.
    let brackets = mask64(
      i8x16.eq(v128.and(i8x16.sub(v0, first), sameBits), zero),
      i8x16.eq(v128.and(i8x16.sub(v1, first), sameBits), zero),
      i8x16.eq(v128.and(i8x16.sub(v2, first), sameBits), zero),
      i8x16.eq(v128.and(i8x16.sub(v3, first), sameBits), zero),
    )
    const backs = v128.any_true(v128.or(v128.or(b0, b1), v128.or(b2, b3))) ? mask64(b0, b1, b2, b3) : 0
    const n0 = i8x16.eq(v0, nl)
    const n1 = i8x16.eq(v1, nl)
    const n2 = i8x16.eq(v2, nl)
    const n3 = i8x16.eq(v3, nl)
    // What stands behind the line is not looked at any more.
    const breaks = v128.any_true(v128.or(v128.or(n0, n1), v128.or(n2, n3))) ? mask64(n0, n1, n2, n3) : 0
    if ((backs | escapesNext) != 0) {
      const even: u64 = 0x5555555555555555
      const starting = backs & ~escapesNext
      const following = (starting << 1) | escapesNext
      const oddStarts = starting & ~even & ~following
      const sum = oddStarts + starting
      escapesNext = sum < starting ? 1 : 0
      quotes &= ~((even ^ (sum << 1)) & following)
    }
    let texts = quotes
    texts ^= texts << 1
    texts ^= texts << 2
    texts ^= texts << 4
    texts ^= texts << 8
    texts ^= texts << 16
    texts ^= texts << 32
    texts ^= inText
    inText = <u64>(<i64>texts >> 63)
    brackets &= ~texts
    // A backslash outside of texts escapes nothing. INVARIANT: all before the first one was seen as it is.
    const stray = backs & ~texts
    while (brackets != 0) {
      const bit = ctz(brackets)
      brackets &= brackets - 1
      const q = p + <usize>bit
      // What a bracket is cannot be foreseen: no branch asks for it. Its bits tell.
      const c = <u64>load<u8>(q)
      const isList = ((c >> 5) & 1) ^ 1
      const isOpen = (c >> 1) & 1
      isWrong |= (kinds ^ isList) & (isOpen ^ 1)
      kinds = select<u64>((kinds << 1) | isList, kinds >> 1, isOpen != 0)
      depth += (<u32>isOpen << 1) - 1
      // No bracket that opens leaves none open.
      if (depth == 0) return isWrong == 0 && q < end && ((stray | breaks) & (((<u64>1) << bit) - 1)) == 0 ? q + 1 : 0
      if (depth > deepest) return 0
    }
    if ((stray | isWrong | breaks) != 0) return 0
    p += 64
  }
  return 0
}
