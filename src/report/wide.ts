// The report for a terminal with every row and column and nothing cut: for wide screens, pagers and `grep`.
import type { Renderer } from './render-options.ts'
import { textReport } from './text-report.ts'

/** Renders `wide`. */
export const renderWide: Renderer = (report, options) => textReport(report, options, 'wide')
