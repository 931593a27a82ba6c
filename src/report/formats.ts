// Every format a report can be had in: a table, so that one more format is one more file and one more row.
import type { Format } from './format-names.ts'
import type { Renderer } from './render-options.ts'
import { renderCsv } from './csv.ts'
import { renderHtml } from './html.ts'
import { renderJson } from './json.ts'
import { renderJunit } from './junit.ts'
import { renderMarkdown } from './markdown.ts'
import { renderSarif } from './sarif.ts'
import { renderTable } from './table.ts'
import { renderWide } from './wide.ts'
import { renderYaml } from './yaml.ts'

/** The renderer of each format. */
export const formats: Readonly<Record<Format, Renderer>> = {
  table: renderTable,
  wide: renderWide,
  json: renderJson,
  yaml: renderYaml,
  sarif: renderSarif,
  html: renderHtml,
  junit: renderJunit,
  markdown: renderMarkdown,
  csv: renderCsv,
}
