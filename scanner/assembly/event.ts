// Reads one event: its members in any order, only as far as the ledger needs them, checked as `project.ts` checks them. Gives 0 where
// something is out of the ordinary: a member that stands twice, a value of another type, an escape that is no printable ASCII.
import { afterSpace, isSame, isWord, name, nameAt, nameLength, plainEnd, skip, skipText, text, textAt, textLength } from './bytes'
import { Slice } from './slice'
import { panic, requestReceived, responseComplete, responseStarted } from './fold'
import { allocate } from './memory'
import { enter, afterMember } from './record-parts'
import { noUser, readUser } from './user'
import * as words from './words'

export const auditID = changetype<Slice>(memory.data(16, 16))
export const verb = changetype<Slice>(memory.data(16, 16))
export const uri = changetype<Slice>(memory.data(16, 16))
export const resource = changetype<Slice>(memory.data(16, 16))
export const apiGroup = changetype<Slice>(memory.data(16, 16))
export const subresource = changetype<Slice>(memory.data(16, 16))
export const namespace = changetype<Slice>(memory.data(16, 16))
export const objectName = changetype<Slice>(memory.data(16, 16))
/** The id of a token that was asked for. */
export const issued = changetype<Slice>(memory.data(16, 16))
export const received = changetype<Slice>(memory.data(16, 16))

export let stage: u32 = 0
/** -1 for none. */
export let code: i32 = -1
/** What the authorizer decided: nothing that is known, to forbid it, something else. */
export let decision: u32 = 0
export const undecided: u32 = 0
export const forbidden: u32 = 1
export let truncated: u32 = 0

const hasKind: u32 = 1 << 0
const hasVerb: u32 = 1 << 1
const hasUser: u32 = 1 << 2
const hasStage: u32 = 1 << 3
const hasAuditID: u32 = 1 << 4
const hasObjectRef: u32 = 1 << 5
const hasUri: u32 = 1 << 6
const hasAnnotations: u32 = 1 << 7
const hasStatus: u32 = 1 << 8
const hasReceived: u32 = 1 << 9
const hasImpersonated: u32 = 1 << 10

/** What the module does not know the meaning of, byte by byte: in whose name somebody acted, and notes on old and stale tokens. */
const longestOdd: usize = 8192
export const odd: usize = allocate(longestOdd + 64)
export let oddLength: usize = 0

function addOdd(tag: u32, at: usize, length: usize): bool {
  if (oddLength + length + 8 > longestOdd) return false
  store<u32>(odd + oddLength, tag)
  store<u32>(odd + oddLength, <u32>length, 4)
  memory.copy(odd + oddLength + 8, at, length)
  oddLength += length + 8
  return true
}

/** The names that some form of log has at the top of a record: number of them, then place and length of each. */
let recordNames: usize = 0
let recordNameCount: u32 = 0
/** By length and first byte, whether a name may be one of them. */
let recordNameMarks: u64 = 0

@inline
function markOf(at: usize, length: usize): u64 {
  return (<u64>1) << ((<u64>load<u8>(at) * 7 + <u64>length) & 63)
}

export function knowRecordNames(at: usize, count: u32): void {
  recordNames = at
  recordNameCount = count
  recordNameMarks = 0
  for (let i: u32 = 0; i < count; i++) {
    const one = at + (<usize>i << 3)
    recordNameMarks |= markOf(load<usize>(one), load<usize>(one, 4))
  }
}

/** Whether the name that was read last means something in some form of log. */
export function isRecordName(): bool {
  if (nameLength == 0 || (recordNameMarks & markOf(nameAt, nameLength)) == 0) return false
  for (let i: u32 = 0; i < recordNameCount; i++) {
    const one = recordNames + (<usize>i << 3)
    if (load<usize>(one, 4) == nameLength && isSame(load<usize>(one), nameAt, nameLength)) return true
  }
  return false
}

@inline
function isName(word: usize, length: usize): bool {
  return isWord(nameAt, word, length)
}

/** Reads the event that begins here: behind its closing brace. */
export function readEvent(p: usize, end: usize): usize {
  if (load<u8>(p) != 0x7b) return 0
  verb.length = 0
  uri.length = 0
  resource.length = 0
  apiGroup.length = 0
  subresource.length = 0
  namespace.length = 0
  objectName.length = 0
  issued.length = 0
  oddLength = 0
  noUser()
  code = -1
  decision = undecided
  truncated = 0
  let seen: u32 = 0
  const head = readHead(p, end)
  if (head != 0) {
    p = readTail(head, end)
    if (p == 0) return 0
    seen = hasKind | hasAuditID | hasStage | hasUri | hasVerb | hasUser | tailSeen
    p = afterSpace(p)
    const c = load<u8>(p)
    if (c == 0x7d) return endOf(p, end, seen)
    if (c != 0x2c) return 0
    p = afterSpace(p + 1)
  } else {
    noUser()
    p = afterSpace(p + 1)
  }
  while (true) {
    p = name(p)
    if (p == 0) return 0
    let is: u32 = 0
    switch (nameLength) {
      case 4:
        if (isName(words.kind, 4)) {
          is = hasKind
          p = text(p)
        } else if (isName(words.verb, 4)) {
          is = hasVerb
          p = text(p)
          verb.take()
        } else if (isName(words.user, 4)) {
          is = hasUser
          p = readUser(p, end)
        } else p = skipUnknown(p, end)
        break
      case 5:
        if (isName(words.stage, 5)) {
          is = hasStage
          p = readStage(p)
        } else if (isName(words.level, 5)) p = skip(p, end)
        else p = skipUnknown(p, end)
        break
      case 7:
        if (isName(words.auditID, 7)) {
          is = hasAuditID
          p = text(p)
          auditID.take()
        } else p = skipUnknown(p, end)
        break
      case 9:
        if (isName(words.objectRef, 9)) {
          is = hasObjectRef
          p = readObjectRef(p, end)
        } else if (isName(words.userAgent, 9) || isName(words.sourceIPs, 9)) p = skip(p, end)
        else p = skipUnknown(p, end)
        break
      case 10:
        if (isName(words.requestURI, 10)) {
          is = hasUri
          p = text(p)
          uri.take()
        } else if (isName(words.apiVersion, 10)) p = skip(p, end)
        else p = skipUnknown(p, end)
        break
      case 11:
        if (isName(words.annotations, 11)) {
          is = hasAnnotations
          p = readAnnotations(p, end)
        } else p = skipUnknown(p, end)
        break
      case 13:
        if (isName(words.requestObject, 13)) p = skip(p, end)
        else p = skipUnknown(p, end)
        break
      case 14:
        if (isName(words.responseStatus, 14)) {
          is = hasStatus
          p = readStatus(p, end)
        } else if (isName(words.responseObject, 14) || isName(words.stageTimestamp, 14)) p = skip(p, end)
        else p = skipUnknown(p, end)
        break
      case 16:
        if (isName(words.impersonatedUser, 16)) {
          is = hasImpersonated
          const from = p
          p = skip(p, end)
          if (p == 0 || !addOdd(1, from, p - from)) return 0
        } else p = skipUnknown(p, end)
        break
      case 24:
        if (isName(words.requestReceivedTimestamp, 24)) {
          is = hasReceived
          p = text(p)
          received.take()
        } else p = skipUnknown(p, end)
        break
      default:
        p = skipUnknown(p, end)
    }
    if (p == 0 || (seen & is) != 0) return 0
    seen |= is
    let c = load<u8>(p)
    if (c <= 0x20) {
      p = afterSpace(p)
      c = load<u8>(p)
    }
    if (c == 0x2c) p = afterSpace(p + 1)
    else return c == 0x7d ? endOf(p, end, seen) : 0
  }
}

@inline
function endOf(p: usize, end: usize, seen: u32): usize {
  const needed = hasStage | hasAuditID | hasReceived
  return p < end && (seen & needed) == needed ? p + 1 : 0
}

/** Reads what API servers write first, where it stands in their order: behind the user; 0 where it does not. */
function readHead(p: usize, end: usize): usize {
  if (!isWord(p, words.head, 56)) return 0
  p = plainEnd(p + 56)
  if (!isWord(p, words.headID, 13)) return 0
  auditID.at = p + 13
  p = plainEnd(p + 13)
  auditID.length = p - auditID.at
  if (!isWord(p, words.headStage, 11)) return 0
  p = readStage(p + 10)
  if (p == 0 || !isWord(p - 1, words.headUri, 15)) return 0
  p = text(p + 14)
  if (p == 0 || load<u64>(p) != load<u64>(words.headVerb)) return 0
  uri.take()
  p = text(p + 8)
  if (p == 0 || load<u64>(p) != load<u64>(words.headUser)) return 0
  verb.take()
  return readUser(p + 8, end)
}

/** Which members {@link readTail} has read. */
let tailSeen: u32 = 0

/**
 * Reads what API servers write behind the user, as far as it stands in their order: behind the last of it; 0 where one of these is out
 * of the ordinary.
 */
function readTail(p: usize, end: usize): usize {
  tailSeen = 0
  if (isWord(p, words.nextIPs, 15)) {
    const q = plainEnd(p + 15)
    // Several addresses, and none, are for the loop.
    if (!isWord(q, words.nextAgent, 16)) return p
    p = skipText(q + 16, end)
    if (p == 0) return 0
  }
  if (isWord(p, words.nextObjectRef, 13)) {
    tailSeen |= hasObjectRef
    p = readObjectRef(p + 13, end)
    if (p == 0) return 0
  }
  if (isWord(p, words.nextStatus, 18)) {
    tailSeen |= hasStatus
    p = readStatus(p + 18, end)
    if (p == 0) return 0
  }
  if (isWord(p, words.nextRequest, 17)) {
    p = skip(p + 17, end)
    if (p == 0) return 0
  }
  if (isWord(p, words.nextResponse, 18)) {
    p = skip(p + 18, end)
    if (p == 0) return 0
  }
  if (isWord(p, words.nextReceived, 28)) {
    tailSeen |= hasReceived
    p = text(p + 28)
    if (p == 0) return 0
    received.take()
  }
  if (isWord(p, words.nextStageTime, 18)) {
    p = skip(p + 18, end)
    if (p == 0) return 0
  }
  if (isWord(p, words.nextAnnotations, 15)) {
    tailSeen |= hasAnnotations
    p = readAnnotations(p + 15, end)
  }
  return p
}

@inline
function skipUnknown(p: usize, end: usize): usize {
  return isRecordName() ? 0 : skip(p, end)
}

function readStage(p: usize): usize {
  p = text(p)
  if (p == 0) return 0
  if (textLength == 16 && isWord(textAt, words.stageResponseComplete, 16)) stage = responseComplete
  else if (textLength == 15 && isWord(textAt, words.stageResponseStarted, 15)) stage = responseStarted
  else if (textLength == 15 && isWord(textAt, words.stageRequestReceived, 15)) stage = requestReceived
  else if (textLength == 5 && isWord(textAt, words.stagePanic, 5)) stage = panic
  else return 0
  return p
}

function readObjectRef(p: usize, end: usize): usize {
  let seen: u32 = 0
  if (isWord(p, words.refResource, 12)) {
    p = readUsualRef(p + 12, end)
    if (p == 0) return 0
    seen = refSeen
    p = afterMember(p)
  } else p = enter(p)
  if (p == 0) return 0
  if (load<u8>(p) == 0x7d) return p + 1
  while (true) {
    p = name(p)
    if (p == 0) return 0
    let is: u32 = 0
    if (nameLength == 8 && isName(words.resource, 8)) {
      is = 1
      p = text(p)
      resource.take()
    } else if (nameLength == 8 && isName(words.apiGroup, 8)) {
      is = 2
      p = text(p)
      apiGroup.take()
    } else if (nameLength == 11 && isName(words.subresource, 11)) {
      is = 4
      p = text(p)
      subresource.take()
    } else if (nameLength == 9 && isName(words.namespace, 9)) {
      is = 8
      p = text(p)
      namespace.take()
    } else if (nameLength == 4 && isName(words.nameOfObject, 4)) {
      is = 16
      p = text(p)
      objectName.take()
    } else p = skip(p, end)
    if (p == 0 || (seen & is) != 0) return 0
    seen |= is
    p = afterMember(p)
    if (p == 0) return 0
    if (load<u8>(p) == 0x7d) return p + 1
  }
}

/** Which members {@link readUsualRef} has read. */
let refSeen: u32 = 0

/** Reads on from the resource as far as members stand in the order of API servers: behind the last of them. */
function readUsualRef(p: usize, end: usize): usize {
  refSeen = 1
  p = text(p)
  resource.take()
  if (p != 0 && isWord(p, words.refNamespace, 13)) {
    refSeen |= 8
    p = text(p + 13)
    namespace.take()
  }
  if (p != 0 && load<u64>(p) == load<u64>(words.refName)) {
    refSeen |= 16
    p = text(p + 8)
    objectName.take()
  }
  if (p != 0 && isWord(p, words.refGroup, 12)) {
    refSeen |= 2
    p = text(p + 12)
    apiGroup.take()
  }
  if (p != 0 && isWord(p, words.refVersion, 15)) p = skipText(p + 15, end)
  if (p != 0 && isWord(p, words.refSubresource, 15)) {
    refSeen |= 4
    p = text(p + 15)
    subresource.take()
  }
  return p
}

function readStatus(p: usize, end: usize): usize {
  if (isWord(p, words.plainStatus, 22)) {
    p = readCode(p + 22)
    if (p != 0 && load<u8>(p) == 0x7d) return p + 1
    return 0
  }
  p = enter(p)
  if (p == 0) return 0
  if (load<u8>(p) == 0x7d) return p + 1
  let seen: u32 = 0
  while (true) {
    p = name(p)
    if (p == 0) return 0
    if (nameLength == 4 && isName(words.code, 4)) {
      if (seen != 0) return 0
      seen = 1
      p = readCode(p)
    } else p = skip(p, end)
    if (p == 0) return 0
    p = afterMember(p)
    if (p == 0) return 0
    if (load<u8>(p) == 0x7d) return p + 1
  }
}

/** A few digits, and no zero before others. */
function readCode(p: usize): usize {
  let value = 0
  let digits = 0
  while (true) {
    const digit = <u32>load<u8>(p) - 0x30
    if (digit > 9) break
    if (digits == 1 && value == 0) return 0
    value = value * 10 + <i32>digit
    p++
    if (++digits > 8) return 0
  }
  code = value
  const c = load<u8>(p)
  return digits > 0 && (c == 0x2c || c == 0x7d || c == 0x20) ? p : 0
}

function readAnnotations(p: usize, end: usize): usize {
  let seen: u32 = 0
  if (isWord(p, words.firstDecision, 33)) {
    seen = 1
    p = text(p + 33)
    readDecision()
    if (p != 0 && isWord(p, words.nextReason, 32)) p = skipText(p + 32, end)
    if (p == 0) return 0
    p = afterMember(p)
  } else p = enter(p)
  if (p == 0) return 0
  if (load<u8>(p) == 0x7d) return p + 1
  while (true) {
    p = name(p)
    if (p == 0) return 0
    let is: u32 = 0
    if (nameLength == 29 && isName(words.decision, 29)) {
      is = 1
      p = text(p)
      readDecision()
    } else if (nameLength == 22 && isName(words.truncated, 22)) {
      is = 2
      p = text(p)
      truncated = <u32>(textLength == 4 && isWord(textAt, words.trueText, 4))
    } else if (nameLength == 49 && isName(words.issued, 49)) {
      is = 4
      p = text(p)
      issued.take()
    } else if (nameLength == 33 && isName(words.stale, 33)) {
      // What it says is another thing each time, and nobody counts it.
      is = 8
      p = text(p)
      if (p == 0 || !addOdd(8, p, 0)) return 0
    } else {
      is = legacyNote()
      if (is == 0) p = skip(p, end)
      else {
        p = text(p)
        if (p == 0 || !addOdd(is, textAt, textLength)) return 0
      }
    }
    if (p == 0 || (seen & is) != 0) return 0
    seen |= is
    p = afterMember(p)
    if (p == 0) return 0
    if (load<u8>(p) == 0x7d) return p + 1
  }
}

@inline
function readDecision(): void {
  decision = textLength == 6 && isWord(textAt, words.forbid, 6) ? forbidden : 2
}

/** Which note on a token of a Secret the name that was read last is. */
function legacyNote(): u32 {
  if (nameLength < 34 || !isName(words.legacy, 34)) return 0
  if (nameLength == 34) return 16
  if (nameLength == 55 && isName(words.legacyAutogenerated, 55)) return 32
  if (nameLength == 48 && isName(words.legacyManual, 48)) return 64
  return nameLength == 46 && isName(words.legacyInvalidated, 46) ? 128 : 0
}
