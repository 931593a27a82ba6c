// Holds the piece of a long input that is being read: keeps what is not read yet, makes room for more, grows for what does not fit.
import { JsonScanner } from './json-scanner.ts'

/** How much is read at a time, unless one value alone is longer. */
export const usualWindow: number = 1 << 20

// A folder of a hundred dumps is read through one piece of memory.
let spare: Uint8Array | undefined

/** A sliding window over an input. */
export class InputWindow {
  readonly scanner: JsonScanner

  constructor(size: number) {
    const taken = size === usualWindow ? spare : undefined
    if (taken !== undefined) spare = undefined
    this.scanner = new JsonScanner(taken ?? new Uint8Array(size), 0, false)
  }

  /** The free part of the window, behind what is not read yet: never empty. */
  room(): Uint8Array {
    const { scanner } = this
    const kept = scanner.end - scanner.position
    if (kept * 2 > scanner.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(scanner.bytes.length * 2)
      scanner.bytes.copy(larger, 0, scanner.position, scanner.end)
      scanner.moveTo(larger)
    } else if (scanner.position > 0) {
      scanner.bytes.copyWithin(0, scanner.position, scanner.end)
      scanner.moveTo(scanner.bytes)
    }
    return scanner.bytes.subarray(scanner.end)
  }

  /** Takes over bytes that were written to the start of the room. */
  filled(count: number): void {
    this.scanner.end += count
  }

  /** Nothing follows what is here. */
  ended(): void {
    this.scanner.final = true
  }

  /** Gives the memory to the next window; this one is not to be used any more. */
  release(): void {
    if (this.scanner.bytes.length === usualWindow) spare = this.scanner.bytes
  }
}
