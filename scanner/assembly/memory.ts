// Memory by hand: nothing is freed, growing lists double, and arenas that are emptied keep their pieces for the next time.

let top: usize = (__heap_base + 63) & ~63

/** So many bytes, aligned to 64, and 64 more that may be read and overwritten behind them. */
export function allocate(bytes: usize): usize {
  const at = top
  top += (bytes + 127) & ~63
  const pages = <i32>((top + 0xffff) >> 16)
  const have = memory.size()
  // Grown by a few pages at a time, since each growth has the host make its views anew.
  if (pages > have && memory.grow(max(pages - have, 16)) < 0) unreachable()
  return at
}

/** A list in memory that doubles: the new place of its bytes. */
export function doubled(at: usize, bytes: usize): usize {
  const place = allocate(bytes * 2)
  memory.copy(place, at, bytes)
  return place
}

/** Pieces of this size; what is longer gets one of its own. */
const piece: usize = 1 << 18

/** A place where bytes are put one after the other and thrown away together. */
@unmanaged
export class Arena {
  /** Pieces, each with the place of the next one in its first bytes. */
  first: usize
  current: usize
  at: usize
  end: usize
  /** Bytes given out since it was emptied. */
  used: usize

  static make(): Arena {
    const arena = changetype<Arena>(allocate(offsetof<Arena>()))
    arena.first = newPiece(piece)
    arena.empty()
    return arena
  }

  /** Throws everything away. */
  empty(): void {
    this.enter(this.first)
    this.used = 0
  }

  private enter(at: usize): void {
    this.current = at
    this.at = at + 16
    this.end = at + 16 + load<usize>(at, 4)
  }

  /** A place for so many bytes, which {@link keep} keeps. */
  room(bytes: usize): usize {
    if (this.at + bytes > this.end) this.goOn(bytes)
    return this.at
  }

  private goOn(bytes: usize): void {
    while (true) {
      const next = load<usize>(this.current)
      if (next == 0) break
      this.enter(next)
      if (this.at + bytes <= this.end) return
    }
    const made = newPiece(max(piece, bytes))
    store<usize>(this.current, made)
    this.enter(made)
  }

  /** Keeps the first bytes of the last room. */
  keep(bytes: usize): void {
    const whole = (bytes + 7) & ~7
    this.at += whole
    this.used += whole
  }
}

function newPiece(bytes: usize): usize {
  const at = allocate(bytes + 32)
  store<usize>(at, 0)
  store<usize>(at, bytes, 4)
  return at
}
