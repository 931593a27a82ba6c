// Takes the identity of a block while its bytes go by: a digest of all, and of the first 1, 2, 4 … KiB. SHA-256, cut to 128 bits: nobody
// can make a log that is taken for another one and hides it.
import { createHash, type Hash } from 'node:crypto'
import { firstMark, type BlockIdentity, type Given } from '../../evidence/index.ts'

/** Grows with the bytes of one block. */
export class GrowingIdentity {
  readonly #hash: Hash = createHash('sha256')
  readonly #marks: string[] = []
  #length = 0
  #nextMark = firstMark

  /** Takes the next bytes. */
  add(bytes: Uint8Array): void {
    let from = 0
    while (this.#length + bytes.length - from >= this.#nextMark) {
      const upTo = from + this.#nextMark - this.#length
      this.#hash.update(bytes.subarray(from, upTo))
      this.#length = this.#nextMark
      this.#nextMark *= 2
      this.#marks.push(digestOf(this.#hash.copy()))
      from = upTo
    }
    if (from < bytes.length) this.#hash.update(bytes.subarray(from))
    this.#length += bytes.length - from
  }

  /** The identity of all that was taken; nothing can be added after it. */
  finish(given: Given): BlockIdentity {
    return { length: this.#length, digest: digestOf(this.#hash), marks: this.#marks, given }
  }
}

function digestOf(hash: Hash): string {
  return hash.digest('base64url').slice(0, 22)
}
