// What the page is told first: what was read, when, and what it may do.
import type { SourceWords } from './page-command.ts'

/** What the console is. */
export interface SessionView {
  readonly version: string
  readonly source: string
  /** RFC 3339. */
  readonly generatedAt: string
  readonly words: SourceWords
  /** `no`: it was not asked for. `notLive`: there is no cluster to change. */
  readonly changes: 'yes' | 'no' | 'notLive'
  /** Rises whenever the source is read anew: what was fetched before is of another moment. */
  readonly reading: number
}

/** What went wrong with a request, for people. */
export interface ProblemView {
  readonly message: string
  /** What to do about it. */
  readonly hint?: string
}
