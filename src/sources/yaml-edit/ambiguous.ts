// An edit that can't be made without guessing, at an offset of the document: the file stays as it is, and a person is told what to do.

/** Thrown inside this folder only; what leaves it is a refusal. */
export class Ambiguous extends Error {
  readonly offset: number
  /** What a person can do, as a sentence without a full stop. */
  readonly remedy: string

  constructor(message: string, offset: number, remedy: string) {
    super(message)
    this.offset = offset
    this.remedy = remedy
  }
}
