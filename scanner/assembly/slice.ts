// A text that was read, by its place.
import { isWord, textAt, textLength } from './bytes'

/** A text of the event. */
@unmanaged
export class Slice {
  at: usize
  length: usize

  @inline
  take(): void {
    this.at = textAt
    this.length = textLength
  }

  @inline
  is(word: usize, length: usize): bool {
    return this.length == length && isWord(this.at, word, length)
  }

  @inline
  begins(word: usize, length: usize): bool {
    return this.length >= length && isWord(this.at, word, length)
  }
}
