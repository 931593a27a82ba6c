// Takes the identity of a block while its bytes go by: a digest of samples at fixed places, of all that the block says, and of the
// samples in the first 1, 2, 4 … KiB. A digest of every byte would take longer than everything else. SHA-256, cut to 128 bits: what
// the block says is in it, so nobody can make a log that is taken for another one and hides it (decision 0009).
import { createHash, type Hash } from 'node:crypto'
import { firstMark, type BlockIdentity, type Given } from '../../evidence/index.ts'

/** So much of a block is taken whole, and from then on {@link sampled} bytes of each stretch of this length. */
const stretch = 64 << 10

/** More than a line or two, each of which has an id and a time of its own. */
const sampled = 2 << 10

/** What a block says, as digests of its texts and of the line of its sections. */
export interface SaidDigests {
  readonly texts: string
  readonly sections: string
}

/** Grows with the bytes of one block. */
export class GrowingIdentity {
  readonly #hash: Hash = createHash('sha256')
  readonly #marks: string[] = []
  #length = 0
  #nextMark = firstMark

  /** How many bytes it has taken. */
  get length(): number {
    return this.#length
  }

  /** Takes the next bytes. */
  add(bytes: Uint8Array): void {
    let from = 0
    while (from < bytes.length) {
      const upTo = Math.min(bytes.length, from + this.#nextMark - this.#length)
      this.#sample(bytes, from, upTo)
      this.#length += upTo - from
      from = upTo
      if (this.#length < this.#nextMark) return
      this.#nextMark *= 2
      this.#marks.push(cut(this.#hash.copy()))
    }
  }

  #sample(bytes: Uint8Array, from: number, upTo: number): void {
    const start = this.#length - from
    let at = from
    while (at < upTo) {
      const place = start + at
      const inStretch = place % stretch
      const next = at + stretch - inStretch
      const end = place < stretch ? next : at + sampled - inStretch
      if (end > at) this.#hash.update(bytes.subarray(at, Math.min(end, upTo)))
      at = next
    }
  }

  /** The identity of all that was taken; nothing can be added after it. */
  finish(given: Given, said: SaidDigests): BlockIdentity {
    this.#hash.update(`\n${this.#length} ${said.texts} ${said.sections}`)
    return { length: this.#length, digest: cut(this.#hash), marks: this.#marks, given }
  }
}

function cut(hash: Hash): string {
  return hash.digest('base64url').slice(0, 22)
}
