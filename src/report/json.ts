// The report as JSON: the contract of `api/audit-report.schema.json`, always with the same bytes for the same report.
import { jsonText } from './json-text.ts'
import type { Renderer } from './render-options.ts'
import { orderedReport } from './report-order.ts'

/** Renders `json`. */
export const renderJson: Renderer = (report) => `${jsonText(orderedReport(report))}\n`
