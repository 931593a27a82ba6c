// Every format that the answer to `who-can` can be had in: a table, so that one more format is one more file and one more row.
import type { WhoCanFormat } from '../format-names.ts'
import { renderWhoCanCsv } from './csv.ts'
import { renderWhoCanJson, renderWhoCanYaml } from './data.ts'
import { renderWhoCanDot } from './dot.ts'
import { renderWhoCanHtml } from './html.ts'
import { renderWhoCanMarkdown } from './markdown.ts'
import { renderWhoCanMermaid } from './mermaid.ts'
import type { WhoCanRenderer } from './renderer.ts'
import { renderWhoCanSarif } from './sarif.ts'
import { renderWhoCanTable } from './table.ts'
import { renderWhoCanTree } from './tree.ts'

/** The renderer of each format. */
export const whoCanFormats: Readonly<Record<WhoCanFormat, WhoCanRenderer>> = {
  table: renderWhoCanTable,
  tree: renderWhoCanTree,
  json: renderWhoCanJson,
  yaml: renderWhoCanYaml,
  sarif: renderWhoCanSarif,
  html: renderWhoCanHtml,
  dot: renderWhoCanDot,
  mermaid: renderWhoCanMermaid,
  markdown: renderWhoCanMarkdown,
  csv: renderWhoCanCsv,
}
