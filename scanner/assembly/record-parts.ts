// Goes through a record, member by member.
import { afterSpace } from './bytes'

/** What stands behind a member: the name of the next one, or the closing brace; 0 for anything else. */
@inline
export function afterMember(p: usize): usize {
  let c = load<u8>(p)
  if (c <= 0x20) {
    p = afterSpace(p)
    c = load<u8>(p)
  }
  if (c == 0x2c) {
    p = afterSpace(p + 1)
    return load<u8>(p) == 0x22 ? p : 0
  }
  return c == 0x7d ? p : 0
}

/** Enters a record: its first name or its closing brace; 0 where it is none. */
@inline
export function enter(p: usize): usize {
  return load<u8>(p) == 0x7b ? afterSpace(p + 1) : 0
}
