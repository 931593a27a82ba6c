// The report as one HTML file that needs nothing else: no network, no fonts, and no script to be read.
import type { AuditReport } from '../verdict/index.ts'
import { accessPart } from './html-access.ts'
import { chart } from './html-chart.ts'
import { evidencePart } from './html-evidence.ts'
import { pageHead } from './html-head.ts'
import { benchmarksPart, findingsPart, gapsPart, sourcePart } from './html-lists.ts'
import { markup } from './html-markup.ts'
import { pageText } from './html-page.ts'
import { pageScript, pageScriptHash } from './html-script.ts'
import { section, type PagePart } from './html-section.ts'
import { workloadsPart } from './html-workloads.ts'
import { chosenBenchmarks } from './report-parts.ts'
import type { Renderer, RenderOptions } from './render-options.ts'
import { drawingStyle } from './who-can/svg-style.ts'

const caution =
  'A verdict says what could be proven from the input. That no need was seen does not show that there is none: ' +
  'open a workload before editing it.'

/** Renders `html`. */
export const renderHtml: Renderer = (report, options) => {
  const parts = partsOf(report, options)
  return pageText({
    title: report.source.description,
    style: drawingStyle,
    head: pageHead(report, parts),
    main: markup`${parts.map(section)}`,
    footer: markup`${caution}`,
    script: { text: pageScript, hash: pageScriptHash },
  })
}

function partsOf(report: AuditReport, options: RenderOptions): readonly PagePart[] {
  const benchmarks = options.benchmark === undefined ? report.benchmarks : chosenBenchmarks(report, options)
  const parts: readonly (PagePart | undefined)[] = [
    { id: 'namespaces', title: 'Where the tokens are', body: chart(report) },
    { id: 'workloads', title: 'Workloads', body: workloadsPart(report) },
    report.evidence === undefined ? undefined : { id: 'evidence', title: 'Evidence of use', body: evidencePart(report.evidence) },
    report.grants.length === 0 ? undefined : { id: 'access', title: 'Who can obtain tokens', body: accessPart(report) },
    { id: 'findings', title: 'Other findings', body: findingsPart(report) },
    benchmarks.length === 0 ? undefined : { id: 'benchmarks', title: 'Benchmarks', body: benchmarksPart(benchmarks) },
    { id: 'gaps', title: 'Could not be known', body: gapsPart(report) },
    { id: 'source', title: 'Source and assumptions', body: sourcePart(report.source) },
  ]
  return parts.filter((part) => part !== undefined)
}
