// What a renderer may be told beside the report; the caller resolves every default, so that renderers need no terminal to ask.
import type { AuditReport } from '../verdict/index.ts'

/** Settings of one rendering, all resolved. */
export interface RenderOptions {
  /** Whether ANSI colours may be used; only the formats for a terminal look at it. */
  readonly color: boolean
  /** Columns of the terminal; only `table` keeps to it. */
  readonly width: number
  /** The id of the benchmark to show; where absent, `html` shows all and the other formats none. */
  readonly benchmark?: string
}

/** A report as text: pure, and ending in a line break. */
export type Renderer = (report: AuditReport, options: RenderOptions) => string
