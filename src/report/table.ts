// The report for a terminal: fits its width, long names are cut in the middle.
import type { Renderer } from './render-options.ts'
import { textReport } from './text-report.ts'

/** Renders `table`, the default of the command line. */
export const renderTable: Renderer = (report, options) => textReport(report, options, 'table')
