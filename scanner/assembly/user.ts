// Reads who sent a request. The same users come again and again: what has the very bytes of one that was read before is that one.
import { allocate, doubled } from './memory'
import { afterSpace, copy, isSame, isSameLong, isWord, mix64, name, nameAt, nameLength, skip, text, textAt, textLength } from './bytes'
import { fillSlot, keepBytes, remember, textId, unknown, whatIs } from './keys'
import { afterMember, enter } from './record-parts'
import { Slice } from './slice'
import * as words from './words'

export const username = changetype<Slice>(memory.data(16, 16))
export const podName = changetype<Slice>(memory.data(16, 16))
export const podUid = changetype<Slice>(memory.data(16, 16))
export const credentialId = changetype<Slice>(memory.data(16, 16))
/** The kinds of who sends requests. */
export const account: u32 = 1
export const kubelet: u32 = 2
export const other: u32 = 3
export const nobody: u32 = 4

/** Whether one of the groups is that of the nodes. */
let isNode: bool = false

/** The user as a text. */
export let userText: u32 = 0
/** The user with the credential, as a number: two have the same one if they are counted as the same. */
export let userActor: u32 = 0
/** How long the name of the account's namespace is; 0 where it is no account. */
export let userHome: u32 = 0
/** What kind it is; 0 where it is to be handed over. */
export let userKind: u32 = 0

/** Whether the event says who sent it. */
export let userRead: bool = false

/** What was read of a user. */
@unmanaged
class User {
  at: usize
  length: u32
  hash: u32
  text: u32
  actor: u32
  home: u32
  kind: u32
}

const userSize = offsetof<User>()
let users: usize = allocate(1024 * userSize)
let userRoom: u32 = 1024
let userCount: u32 = 0
let userSlots: usize = allocate(4096 << 2)
let userMask: u32 = 4095

/** How long the last user was that began so: its end is where two of one account differ. */
const guesses: usize = allocate(4096 << 1)
const shortest: usize = 64
const longest: usize = 4096

/** The user that was read last, in the list, or none. */
let lastUser: u32 = unknown

/** Forgets all users. */
export function forgetUsers(): void {
  userCount = 0
  lastUser = unknown
  memory.fill(userSlots, 0, (<usize>userMask + 1) << 2)
  memory.fill(guesses, 0, 4096 << 1)
}

/** Nobody sent it. */
export function noUser(): void {
  username.length = 0
  podName.length = 0
  podUid.length = 0
  credentialId.length = 0
  isNode = false
  userKind = 0
  userRead = false
  lastUser = unknown
}

/** Reads a user: behind it. */
export function readUser(p: usize, end: usize): usize {
  const beginning = mix64(p, 0)
  const guess = guesses + (<usize>(beginning & 4095) << 1)
  const length = <usize>load<u16>(guess)
  if (length >= shortest && p + length <= end) {
    const hash = mix64(p + length - 64, <u64>beginning)
    let slot = hash & userMask
    while (true) {
      const known = load<u32>(userSlots + (<usize>slot << 2))
      if (known == 0) break
      const one = userAt(known - 1)
      if (one.hash == hash && one.length == <u32>length && isSameLong(one.at, p, length)) {
        lastUser = known - 1
        userRead = true
        userText = one.text
        userActor = one.actor
        userHome = one.home
        userKind = one.kind
        return p + length
      }
      slot = (slot + 1) & userMask
    }
  }
  noUser()
  const behind = parseUser(p, end)
  if (behind == 0) return 0
  userRead = true
  describe()
  if (userKind == 0) return behind
  const whole = behind - p
  if (whole >= shortest && whole <= longest) {
    store<u16>(guess, <u16>whole)
    keepUser(p, whole, mix64(p + whole - 64, <u64>beginning))
  }
  return behind
}

/** Reads the parts of the user that was read last, where only its number is known. */
export function readParts(): void {
  if (lastUser == unknown) return
  const one = userAt(lastUser)
  noUser()
  parseUser(one.at, one.at + <usize>one.length)
  userKind = one.kind
  userRead = true
}

@inline
function userAt(i: u32): User {
  return changetype<User>(users + <usize>i * userSize)
}

function keepUser(p: usize, length: usize, hash: u32): void {
  if (userCount == userRoom) {
    users = doubled(users, <usize>userRoom * userSize)
    userRoom *= 2
  }
  const made = userAt(userCount)
  // 64 bytes behind it may be read.
  made.at = keepBytes(p, length, 64)
  made.length = <u32>length
  made.hash = hash
  made.text = userText
  made.actor = userActor
  made.home = userHome
  made.kind = userKind
  fillSlot(userSlots, userMask, hash, ++userCount)
  if (userCount * 2 > userMask) {
    userMask = userMask * 2 + 1
    userSlots = allocate((<usize>userMask + 1) << 2)
    memory.fill(userSlots, 0, (<usize>userMask + 1) << 2)
    for (let i: u32 = 0; i < userCount; i++) fillSlot(userSlots, userMask, userAt(i).hash, i + 1)
  }
}

const actorBytes: usize = allocate(16384)
let actorCount: u32 = 0

/** Works out what the user's parts come to, or that there is nobody. */
export function describe(): void {
  userText = textId(username.at, username.length)
  userHome = <u32>homeOf()
  userKind = other
  if (username.length == 0) userKind = nobody
  else if (userHome != 0) userKind = account
  else if (isNode && username.begins(words.nodePrefix, 12)) userKind = kubelet
  const rest = podName.length != 0 ? podUid : credentialId
  if (podName.length + rest.length > 8000) {
    // Nothing has such names.
    userKind = 0
    return
  }
  const at = actorBytes
  store<u8>(at, 2)
  store<u8>(at, <u8>userKind, 1)
  store<u32>(at, userText, 2)
  let length: usize = 6
  if (userKind == account) {
    copy(at + length, podName.at, podName.length)
    length += podName.length
    store<u8>(at + length++, 1)
    copy(at + length, rest.at, rest.length)
    length += rest.length
  }
  userActor = whatIs(at, length)
  if (userActor != unknown) return
  userActor = actorCount++
  remember(at, length, userActor)
}

function homeOf(): usize {
  if (!username.begins(words.accountPrefix, 22)) return 0
  let colon: usize = 0
  for (let i: usize = 22; i < username.length; i++) {
    if (load<u8>(username.at + i) != 0x3a) continue
    if (colon != 0) return 0
    colon = i
  }
  return colon > 22 && colon + 1 < username.length ? colon - 22 : 0
}

@inline
function isName(word: usize, length: usize): bool {
  return isWord(nameAt, word, length)
}

function parseUser(p: usize, end: usize): usize {
  p = enter(p)
  if (p == 0) return 0
  let seen: u32 = 0
  if (load<u8>(p) == 0x7d) return p + 1
  while (true) {
    p = name(p)
    if (p == 0) return 0
    let is: u32 = 0
    if (nameLength == 8 && isName(words.username, 8)) {
      is = 1
      p = text(p)
      username.take()
    } else if (nameLength == 6 && isName(words.groups, 6)) {
      is = 2
      p = readGroups(p)
    } else if (nameLength == 5 && isName(words.extra, 5)) {
      is = 4
      p = readExtra(p, end)
    } else p = skip(p, end)
    if (p == 0 || (seen & is) != 0) return 0
    seen |= is
    p = afterMember(p)
    if (p == 0) return 0
    if (load<u8>(p) == 0x7d) return p + 1
  }
}

function readGroups(p: usize): usize {
  if (load<u8>(p) != 0x5b) return 0
  p = afterSpace(p + 1)
  if (load<u8>(p) == 0x5d) return p + 1
  while (true) {
    p = text(p)
    if (p == 0) return 0
    if (textLength == 12 && isSame(textAt, words.systemNodes, 12)) isNode = true
    p = afterSpace(p)
    const c = load<u8>(p)
    if (c == 0x5d) return p + 1
    if (c != 0x2c) return 0
    p = afterSpace(p + 1)
  }
}

function readExtra(p: usize, end: usize): usize {
  p = enter(p)
  if (p == 0) return 0
  if (load<u8>(p) == 0x7d) return p + 1
  let seen: u32 = 0
  while (true) {
    p = name(p)
    if (p == 0) return 0
    let is: u32 = 0
    if (nameLength == 37 && isName(words.podName, 37)) {
      is = 1
      p = readFirst(p, podName)
    } else if (nameLength == 36 && isName(words.podUid, 36)) {
      is = 2
      p = readFirst(p, podUid)
    } else if (nameLength == 42 && isName(words.credentialId, 42)) {
      is = 4
      p = readFirst(p, credentialId)
    } else p = skip(p, end)
    if (p == 0 || (seen & is) != 0) return 0
    seen |= is
    p = afterMember(p)
    if (p == 0) return 0
    if (load<u8>(p) == 0x7d) return p + 1
  }
}

/** A list of texts, of which the first is kept. */
function readFirst(p: usize, into: Slice): usize {
  if (load<u8>(p) != 0x5b) return 0
  p = afterSpace(p + 1)
  if (load<u8>(p) == 0x5d) return p + 1
  p = text(p)
  if (p == 0) return 0
  into.take()
  while (true) {
    p = afterSpace(p)
    const c = load<u8>(p)
    if (c == 0x5d) return p + 1
    if (c != 0x2c) return 0
    p = text(afterSpace(p + 1))
    if (p == 0) return 0
  }
}
