// What a renderer of a procedure is.
import type { ProcedureReport } from '../verdict/index.ts'
import type { RenderOptions } from './render-options.ts'

/** A procedure as text: pure, and ending in a line break. */
export type ProcedureRenderer = (report: ProcedureReport, options: Pick<RenderOptions, 'color' | 'width'>) => string
