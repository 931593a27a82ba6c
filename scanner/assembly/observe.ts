// What an event is counted as: what `observe.ts` says of the usual ones. Those that it says more of (requests of nobody, in others'
// names, with old tokens) are handed over once, and known again by their bytes. Asked once for each distinct combination of what it depends on.
import { allocate } from './memory'
import { copy } from './bytes'
import { apiGroup, auditID, code, decision, forbidden, issued, namespace, objectName, odd, oddLength, resource, stage, subresource, truncated, undecided, uri, verb } from './event'
import { Slice } from './slice'
import { account, credentialId, describe, kubelet, nobody, other, podName, podUid, readParts, userActor, userHome, userKind, username, userRead, userText } from './user'
import { panic, requestReceived, takeEvent } from './fold'
import { addObservation, beginObservation, columns, keyId, observation, remember, setColumn, textId, textOf, unknown, whatIs } from './keys'
import * as words from './words'

/** Sets the columns 5 to 8 to what a path is about: group, resource, subresource and namespace. */
@external('host', 'resolvePath')
declare function resolvePath(at: usize, length: usize): void

/** Tables by their place in `tableNames`. */
const uses: u32 = 0
const minted: u32 = 1
const credentialUses: u32 = 2
const refusals: u32 = 6
const tokenReviews: u32 = 7

/** The longest that what an event is counted by may be. */
const longest: usize = 16384
const bytes: usize = allocate(longest + 256)


const allowed: u32 = 1
const failed: u32 = 2
const refused: u32 = 3
const unanswered: u32 = 4

const maybe: u32 = 0
/** It is neither a token that is asked for nor one that is reviewed. */
const plain: u32 = 1
const review: u32 = 2
const refresh: u32 = 3
const mint: u32 = 4

function resultOf(): u32 {
  if (decision == forbidden || (decision == undecided && code == 403)) return refused
  if (stage == requestReceived) return unanswered
  if (stage == panic) return failed
  return code < 400 ? allowed : failed
}

function resultText(result: u32): u32 {
  if (result == allowed) return textId(words.allowed, 7)
  if (result == failed) return textId(words.failed, 6)
  return result == refused ? textId(words.refused, 7) : textId(words.unanswered, 10)
}

function pathLength(): usize {
  for (let i: usize = 0; i < uri.length; i++) {
    const c = load<u8>(uri.at + i)
    if (c == 0x3f || c == 0x23) return i
  }
  return uri.length
}

@inline
function put(to: usize, from: usize, length: usize): usize {
  copy(to, from, length)
  // No text that was read has it.
  store<u8>(to + length, 1)
  return to + length + 1
}

/** The bytes by which the event that is handed over can be known again, once the host has said what it is counted as. */
let lastOdd: usize = 0

/** Forgets the event that was handed over. */
export function forgetOdd(): void {
  lastOdd = 0
}

/** The host says what the event is counted as that was handed over. */
export function rememberOdd(counted: u32): void {
  if (lastOdd != 0 && whatIs(bytes, lastOdd) == unknown) remember(bytes, lastOdd, counted)
  lastOdd = 0
}

/** Takes the event that was read; false where it is to be handed over. */
export function takeRead(section: u32, time: i64): bool {
  // It says nothing of a user.
  if (!userRead) describe()
  if (userKind == 0) return false
  const result = resultOf()
  const isKubelet = userKind == kubelet
  const byPath = resource.length == 0
  const path = byPath ? pathLength() : 0
  let about = maybe
  if (!byPath) {
    about = plain
    if (resource.is(words.serviceaccounts, 15)) {
      if (apiGroup.length == 0 && subresource.is(words.token, 5) && verb.is(words.create, 6)) about = isKubelet ? refresh : mint
    } else if (resource.is(words.tokenreviews, 12) && apiGroup.is(words.authentication, 21)) about = review
  }
  const isOdd = oddLength != 0 || userKind == nobody
  let counted: u32 = 0
  const isNothing = !isOdd && userKind != account && (about == plain || about == refresh) && (isKubelet || result != refused)
  if (!isNothing) {
    const target = path + apiGroup.length + resource.length + subresource.length + namespace.length
    if (verb.length + target + objectName.length + issued.length + oddLength > longest) return false
    let to = bytes
    store<u8>(to, <u8>(userKind | (byPath ? 8 : 16) | (isOdd ? 32 : 0) | (about == mint ? 64 : 0)))
    store<u8>(to, <u8>result, 1)
    store<u32>(to, userActor, 2)
    to = put(to + 6, verb.at, verb.length)
    if (byPath) to = put(to, uri.at, path)
    else {
      to = put(to, apiGroup.at, apiGroup.length)
      to = put(to, resource.at, resource.length)
      to = put(to, subresource.at, subresource.length)
      to = put(to, namespace.at, namespace.length)
    }
    if (about == mint) {
      to = put(to, objectName.at, objectName.length)
      to = put(to, issued.at, issued.length)
    }
    if (isOdd) {
      memory.copy(to, odd, oddLength)
      to += oddLength
    }
    counted = whatIs(bytes, to - bytes)
    if (counted == unknown) {
      if (isOdd) {
        // Tokens that are asked for differ in more than these bytes.
        if (about != mint && !(byPath && about == maybe && isApiPath(path))) lastOdd = to - bytes
        return false
      }
      const made = observe(result, byPath, path, about)
      if (made == unknown) return false
      whatIs(bytes, to - bytes)
      remember(bytes, to - bytes, made)
      counted = made
    }
  }
  takeEvent(
    section,
    time,
    stage,
    counted,
    <u32>(about == refresh),
    truncated,
    auditID.at,
    auditID.length,
    userText,
    uri.at,
    uri.length,
  )
  return true
}

/** Whether a path may lead to a token that is asked for. */
function isApiPath(path: usize): bool {
  return path >= 6 && load<u32>(uri.at) == 0x6970612f && (load<u8>(uri.at, 4) == 0x2f || load<u8>(uri.at, 4) == 0x73)
}

const group: usize = 5
const kind: usize = 6
const sub: usize = 7
const space: usize = 8

function observe(result: u32, byPath: bool, path: usize, about: u32): u32 {
  readParts()
  if (byPath) resolvePath(uri.at, path)
  else {
    setColumn(group, keptText(apiGroup))
    setColumn(kind, keptText(resource))
    setColumn(sub, keptText(subresource))
    setColumn(space, keptText(namespace))
  }
  const groupText = load<u32>(columns + (group << 2))
  const kindText = load<u32>(columns + (kind << 2))
  const subText = load<u32>(columns + (sub << 2))
  const spaceText = load<u32>(columns + (space << 2))
  if (byPath && groupText == textId(words.create, 0) && kindText == textId(words.serviceaccounts, 15)) {
    // Somebody may ask for a token.
    if (subText == textId(words.token, 5)) return unknown
  }
  const isReview = groupText == textId(words.authentication, 21) && kindText == textId(words.tokenreviews, 12)
  beginObservation()
  if (userKind == account) {
    const name = accountText(<usize>userHome)
    setColumn(0, name)
    setColumn(1, textId(podName.at, podName.length))
    setColumn(2, textId(podUid.at, podName.length != 0 ? podUid.length : 0))
    if (podName.length != 0) setColumn(3, textId(words.pod, 3))
    else setColumn(3, credentialId.length != 0 ? textId(words.minted, 6) : textId(words.unbound, 7))
    setColumn(4, keptText(verb))
    setColumn(9, resultText(result))
    addObservation(keyId(uses, 10))
    if (podName.length == 0 && credentialId.length != 0) {
      setColumn(0, textId(credentialId.at, credentialId.length))
      setColumn(1, name)
      addObservation(keyId(credentialUses, 2))
    }
  } else if (userKind == other && result == refused) {
    setColumn(0, userText)
    setColumn(1, keptText(verb))
    setColumn(2, groupText)
    setColumn(3, kindText)
    setColumn(4, subText)
    setColumn(5, spaceText)
    addObservation(keyId(refusals, 6))
  }
  if (about == mint) {
    setColumn(0, userText)
    setColumn(1, mintedText(spaceText))
    setColumn(2, textId(issued.at, issued.length))
    setColumn(3, resultText(result))
    addObservation(keyId(minted, 4))
  }
  if (isReview) {
    setColumn(0, userText)
    setColumn(1, resultText(result))
    addObservation(keyId(tokenReviews, 2))
  }
  return observation()
}

let spareBytes: usize = 0
let spareRoom: usize = 0

function sparePlace(length: usize): usize {
  if (spareRoom < length) {
    spareRoom = max<usize>(1024, length * 2)
    spareBytes = allocate(spareRoom)
  }
  return spareBytes
}

function accountText(home: usize): u32 {
  // Its slash takes the place of the colon.
  const length = username.length - 22
  const at = sparePlace(length)
  copy(at, username.at + 22, length)
  store<u8>(at + home, 0x2f)
  return textId(at, length)
}

/** The account that a token was asked for, as its namespace and name are kept. */
function mintedText(home: u32): u32 {
  const name = keptText(objectName)
  const first = textOf(home)
  const second = textOf(name)
  const length = <usize>first.length + 1 + <usize>second.length
  const at = sparePlace(length)
  memory.copy(at, first.at, first.length)
  store<u8>(at + <usize>first.length, 0x2f)
  memory.copy(at + <usize>first.length + 1, second.at, second.length)
  return textId(at, length)
}

/** As `kept` in `request-target.ts`. */
function keptText(slice: Slice): u32 {
  if (slice.length > 253) return textId(words.questionMark, 1)
  for (let i: usize = 0; i < slice.length; i++) {
    const c = load<u8>(slice.at + i)
    const lower = c | 0x20
    const isKept = (lower >= 0x61 && lower <= 0x7a) || (c >= 0x2d && c <= 0x3a) || c == 0x5f || c == 0x2a || c == 0x3f
    if (!isKept) return textId(words.questionMark, 1)
  }
  return textId(slice.at, slice.length)
}
