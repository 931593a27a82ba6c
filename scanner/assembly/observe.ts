// What an event is counted as: what `observe.ts` says of the usual ones. Those that it says more of (tokens asked for, requests of
// nobody, in others' names) are handed over. Asked once for each distinct combination of what it depends on.
import { allocate } from './memory'
import { copy } from './bytes'
import { code, decision, forbidden, isNode, undecided, stage, truncated } from './event'
import { apiGroup, auditID, credentialId, namespace, podName, podUid, resource, Slice, subresource, uri, username, verb } from './event'
import { panic, requestReceived, takeEvent } from './fold'
import { addObservation, beginObservation, columns, keyId, observation, remember, setColumn, textId, unknown, whatIs } from './keys'
import * as words from './words'

/** Sets the columns 5 to 8 to what a path is about: group, resource, subresource and namespace. */
@external('host', 'resolvePath')
declare function resolvePath(at: usize, length: usize): void

/** Tables by their place in `tableNames`. */
const uses: u32 = 0
const credentialUses: u32 = 2
const refusals: u32 = 6
const tokenReviews: u32 = 7

/** The longest that what an event is counted by may be. */
const longest: usize = 16384
const bytes: usize = allocate(longest + 256)
const accountBytes: usize = allocate(longest + 256)

const allowed: u32 = 1
const failed: u32 = 2
const refused: u32 = 3
const unanswered: u32 = 4

const maybe: u32 = 0
/** It is neither a token that is asked for nor one that is reviewed. */
const plain: u32 = 1
const review: u32 = 2
const refresh: u32 = 3

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

/** How long the name of the account's namespace is; 0 where it is no account. */
function accountOf(): usize {
  if (!username.begins(words.accountPrefix, 22)) return 0
  let colon: usize = 0
  for (let i: usize = 22; i < username.length; i++) {
    if (load<u8>(username.at + i) != 0x3a) continue
    if (colon != 0) return 0
    colon = i
  }
  return colon > 22 && colon + 1 < username.length ? colon - 22 : 0
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

/** Takes the event that was read; false where it is to be handed over. */
export function takeRead(section: u32, time: i64): bool {
  if (username.length == 0) return false
  const result = resultOf()
  const home = accountOf()
  const isKubelet = home == 0 && isNode && username.begins(words.nodePrefix, 12)
  const byPath = resource.length == 0
  const path = byPath ? pathLength() : 0
  let about = maybe
  if (!byPath) {
    about = plain
    if (resource.is(words.serviceaccounts, 15)) {
      if (apiGroup.length == 0 && subresource.is(words.token, 5) && verb.is(words.create, 6)) {
        if (!isKubelet) return false
        about = refresh
      }
    } else if (resource.is(words.tokenreviews, 12) && apiGroup.is(words.authentication, 21)) about = review
  }
  let counted: u32 = 0
  const isNothing = home == 0 && (about == plain || about == refresh) && (isKubelet || result != refused)
  if (!isNothing) {
    const length = username.length + podName.length + podUid.length + credentialId.length + verb.length + path
    if (length + apiGroup.length + resource.length + subresource.length + namespace.length > longest) return false
    let to = bytes
    store<u8>(to, <u8>((home != 0 ? 1 : isKubelet ? 2 : 3) | (byPath ? 8 : 16)))
    store<u8>(to, <u8>(0x20 + result), 1)
    to = put(to + 2, username.at, username.length)
    if (home != 0) {
      to = put(to, podName.at, podName.length)
      if (podName.length != 0) to = put(to, podUid.at, podUid.length)
      else to = put(to, credentialId.at, credentialId.length)
    }
    to = put(to, verb.at, verb.length)
    if (byPath) to = put(to, uri.at, path)
    else {
      to = put(to, apiGroup.at, apiGroup.length)
      to = put(to, resource.at, resource.length)
      to = put(to, subresource.at, subresource.length)
      to = put(to, namespace.at, namespace.length)
    }
    counted = whatIs(bytes, to - bytes)
    if (counted == unknown) {
      const made = observe(result, home, isKubelet, byPath, path)
      if (made == unknown) return false
      // What was read to find it may have used the columns, never these bytes.
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
    username.at,
    username.length,
    uri.at,
    uri.length,
  )
  return true
}

const group: usize = 5
const kind: usize = 6
const sub: usize = 7
const space: usize = 8

function observe(result: u32, home: usize, isKubelet: bool, byPath: bool, path: usize): u32 {
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
  if (home != 0) {
    const account = accountText(home)
    setColumn(0, account)
    setColumn(1, textId(podName.at, podName.length))
    setColumn(2, textId(podUid.at, podName.length != 0 ? podUid.length : 0))
    if (podName.length != 0) setColumn(3, textId(words.pod, 3))
    else setColumn(3, credentialId.length != 0 ? textId(words.minted, 6) : textId(words.unbound, 7))
    setColumn(4, keptText(verb))
    setColumn(9, resultText(result))
    addObservation(keyId(uses, 10))
    if (podName.length == 0 && credentialId.length != 0) {
      setColumn(0, textId(credentialId.at, credentialId.length))
      setColumn(1, account)
      addObservation(keyId(credentialUses, 2))
    }
  } else if (!isKubelet && result == refused) {
    setColumn(0, textId(username.at, username.length))
    setColumn(1, keptText(verb))
    setColumn(2, groupText)
    setColumn(3, kindText)
    setColumn(4, subText)
    setColumn(5, spaceText)
    addObservation(keyId(refusals, 6))
  }
  if (isReview) {
    setColumn(0, textId(username.at, username.length))
    setColumn(1, resultText(result))
    addObservation(keyId(tokenReviews, 2))
  }
  return observation()
}

function accountText(home: usize): u32 {
  // Its slash takes the place of the colon.
  const at = accountBytes
  const length = username.length - 22
  copy(at, username.at + 22, length)
  store<u8>(at + home, 0x2f)
  return textId(at, length)
}

/** As `kept` in `request-target.ts`. */
function keptText(slice: Slice): u32 {
  if (slice.length > 253) return textId(words.questionMark, 1)
  for (let i: usize = 0; i < slice.length; i++) {
    const c = load<u8>(slice.at + i)
    const lower = c | 0x20
    const isKept =
      (lower >= 0x61 && lower <= 0x7a) || (c >= 0x2d && c <= 0x3a) || c == 0x5f || c == 0x2a || c == 0x3f
    if (!isKept) return textId(words.questionMark, 1)
  }
  return textId(slice.at, slice.length)
}
