// A hash table of numbers of things that stand in a list elsewhere: the same time for each, however many there are.
import { allocate } from './memory'

/** INVARIANT: at least half of its slots are free, so that each search ends. A slot has the hash, and one more than the number. */
@unmanaged
export class Slots {
  at: usize
  mask: u32
  count: u32

  static make(): Slots {
    const slots = changetype<Slots>(allocate(offsetof<Slots>()))
    slots.clear(1024)
    return slots
  }

  private clear(room: u32): void {
    this.at = allocate(<usize>room << 3)
    this.mask = room - 1
    this.empty()
  }

  /** Forgets all. */
  empty(): void {
    memory.fill(this.at, 0, (<usize>this.mask + 1) << 3)
    this.count = 0
  }

  /** The slot at which the search for a hash begins. */
  @inline
  begin(hash: u32): u32 {
    return hash & this.mask
  }

  /** The slot behind one that holds something else. */
  @inline
  next(slot: u32): u32 {
    return (slot + 1) & this.mask
  }

  /** One more than the number in a slot; 0 ends the search. */
  @inline
  get(slot: u32): u32 {
    return load<u32>(this.at + (<usize>slot << 3))
  }

  /** Adds a number that was not found. */
  add(hash: u32, number: u32): void {
    if (this.count * 2 >= this.mask) this.grow()
    this.put(((<u64>hash) << 32) | (<u64>number + 1))
    this.count++
  }

  private put(entry: u64): void {
    let slot = this.begin(<u32>(entry >> 32))
    while (this.get(slot) != 0) slot = this.next(slot)
    store<u64>(this.at + (<usize>slot << 3), entry)
  }

  private grow(): void {
    const before = this.at
    const end = before + ((<usize>this.mask + 1) << 3)
    const count = this.count
    this.clear((this.mask + 1) * 2)
    for (let at = before; at < end; at += 8) if (load<u64>(at) != 0) this.put(load<u64>(at))
    this.count = count
  }
}
