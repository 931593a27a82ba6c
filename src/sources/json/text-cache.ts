// Gives back the same string for the same short bytes: a dump repeats its few thousand names millions of times, and each copy would cost 40 bytes and more.

import { lowBytes } from './bytes.ts'

const slots = 1 << 12
/** Texts longer than this are not kept. */
export const longestCachedText = 64
const wordsPerSlot = longestCachedText / 4

/**
 * A cache of short ASCII strings, found by their bytes. Each place holds the last text that fell on it, so it never
 * grows; a text that was pushed out is only made again. INVARIANT: a hit has compared every byte.
 */
export class TextCache {
  readonly #texts: string[] = new Array<string>(slots).fill('')
  // Small enough to stay near the processor: most texts that are not there are told apart here.
  readonly #hashes: Int32Array = new Int32Array(slots)
  readonly #words: Int32Array = new Int32Array(slots * wordsPerSlot)

  /**
   * The string of some bytes.
   *
   * @param bytes - where they stand; all of them ASCII
   * @param view - over the same memory; readable up to the multiple of four after `to - from`
   * @param hash - of the bytes, the same for the same bytes
   */
  text(bytes: Buffer, view: DataView, from: number, to: number, hash: number): string {
    const slot = (hash ^ (hash >>> 15)) & (slots - 1)
    const first = slot * wordsPerSlot
    if (this.#hashes[slot] === hash) {
      const known = this.#texts[slot] as string
      if (known.length === to - from && this.#isAt(first, view, from, to)) return known
    }
    const words = this.#words
    let word = first
    let at = from
    for (; at <= to - 4; at += 4) words[word++] = view.getInt32(at, true)
    if (at < to) words[word] = lowBytes(view.getInt32(at, true), to - at)
    const text = bytes.toString('latin1', from, to)
    this.#texts[slot] = text
    this.#hashes[slot] = hash
    return text
  }

  #isAt(first: number, view: DataView, from: number, to: number): boolean {
    const words = this.#words
    let word = first
    let at = from
    for (; at <= to - 4; at += 4) if (words[word++] !== view.getInt32(at, true)) return false
    return at === to || words[word] === lowBytes(view.getInt32(at, true), to - at)
  }
}
