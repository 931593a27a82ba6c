// Bytes that are put one behind the other, in a place that is kept for the next time: what each block would ask for anew costs more than
// what is written there.

/** Grows by doubling, and is never given back. */
export class GrowingBytes {
  #bytes: Buffer = Buffer.allocUnsafeSlow(1 << 16)
  #length = 0

  /** All that was put; not to be kept. */
  get all(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Throws everything away. */
  empty(): void {
    this.#length = 0
  }

  put(bytes: Uint8Array): void {
    this.#reach(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  putText(text: string): void {
    this.#reach(Buffer.byteLength(text))
    this.#length += this.#bytes.write(text, this.#length)
  }

  #reach(more: number): void {
    let { length } = this.#bytes
    while (length < this.#length + more) length *= 2
    if (length === this.#bytes.length) return
    const before = this.all
    this.#bytes = Buffer.allocUnsafeSlow(length)
    this.#bytes.set(before)
  }
}
