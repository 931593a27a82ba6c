// The form of every renderer of `who-can`.
import type { WhoCanReport } from '../../verdict/index.ts'
import type { RenderOptions } from '../render-options.ts'

/** A report as text: pure, and ending in a line break. */
export type WhoCanRenderer = (report: WhoCanReport, options: RenderOptions) => string
