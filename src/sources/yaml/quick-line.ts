// One line of a plain YAML text, looked at once: its indentation, where its key ends, where its content ends.

/** Characters by their codes, where a scanner compares codes. */
export const code = {
  newline: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  doubleQuote: 0x22,
  hash: 0x23,
  singleQuote: 0x27,
  dash: 0x2d,
  colon: 0x3a,
  openBracket: 0x5b,
  openBrace: 0x7b,
} as const

/** Thrown to give up; never leaves this folder. */
export const notPlain: Error = new Error('not plain')

/** Walks over the lines of a text that have content. */
export class QuickLine {
  readonly text: string
  /** Where the content begins, and how far it is indented; the indentation is -1 behind the last line. */
  at = 0
  indent = 0
  /** Where the line ends, and where its content does: before a comment, trailing blanks and a carriage return. */
  end = 0
  stop = 0
  /** The first colon that could end a key, or -1; whether there is another; whether there are quotes, in which neither counts. */
  colon = -1
  again = false
  quoted = false

  constructor(text: string) {
    this.text = text
    this.goOnAt(0)
  }

  /** To the next line with content. */
  goOn(): void {
    this.goOnAt(this.end + 1)
  }

  /** To the first line with content from a line's beginning. */
  goOnAt(lineStart: number): void {
    const { text } = this
    for (let start = lineStart; start < text.length;) {
      const newline = text.indexOf('\n', start)
      const end = newline < 0 ? text.length : newline
      let at = start
      while (at < end && text.charCodeAt(at) === code.space) at++
      const first = text.charCodeAt(at)
      if (at < end && first !== code.hash && !(first === code.carriageReturn && at + 1 === end)) {
        this.end = end
        this.at = at
        this.indent = at - start
        this.#look()
        return
      }
      start = end + 1
    }
    this.indent = -1
  }

  /** Takes what stands behind the dash of an item for a line of its own. */
  enterItem(at: number): void {
    this.indent += at - this.at
    this.at = at
  }

  /** Whether the line is an item of a list. */
  isItem(): boolean {
    if (this.text.charCodeAt(this.at) !== code.dash) return false
    const after = this.text.charCodeAt(this.at + 1)
    return this.at + 1 >= this.end || after === code.space || after === code.carriageReturn
  }

  /**
   * Passes the lines of a block scalar: all are indented at least as far as its first.
   *
   * @param indent - of what it belongs to
   */
  passBlockScalar(indent: number): void {
    const { text } = this
    let first = 0
    let start = this.end + 1
    for (let end; start < text.length; start = end + 1) {
      const newline = text.indexOf('\n', start)
      end = newline < 0 ? text.length : newline
      let at = start
      while (at < end && text.charCodeAt(at) === code.space) at++
      if (at === end || (text.charCodeAt(at) === code.carriageReturn && at + 1 === end)) {
        // A blank line that may be longer than the indentation to come is one of the parser's cases.
        if (first === 0 && at > start) throw notPlain
        continue
      }
      if (at - start <= indent) break
      if (first === 0) first = at - start
      if (at - start < first) throw notPlain
    }
    this.goOnAt(start)
  }

  #look(): void {
    const { text, end } = this
    let stop = end
    this.colon = -1
    this.again = false
    this.quoted = false
    for (let i = this.at; i < end; i++) {
      const c = text.charCodeAt(i)
      if (c === code.colon) {
        const after = text.charCodeAt(i + 1)
        if (i + 1 < end && after !== code.space && after !== code.carriageReturn) continue
        if (this.colon < 0) this.colon = i
        else this.again = true
      } else if (c === code.hash) {
        if (text.charCodeAt(i - 1) !== code.space) continue
        // Whether it is within the quotes, the parser shall say.
        if (this.quoted) throw notPlain
        stop = i
        break
      } else if (c === code.doubleQuote || c === code.singleQuote) this.quoted = true
    }
    if (stop > this.at && text.charCodeAt(stop - 1) === code.carriageReturn) stop--
    while (stop > this.at && text.charCodeAt(stop - 1) === code.space) stop--
    this.stop = stop
  }
}
