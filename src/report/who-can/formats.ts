// Every format that the answer to `who-can` can be had in: a table, so that one more format is one more file and one more row.
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

/** The name of a format, as the command line takes it. */
export type WhoCanFormat = 'table' | 'tree' | 'json' | 'yaml' | 'sarif' | 'html' | 'dot' | 'mermaid' | 'markdown' | 'csv'

/** The renderer of each format, in the order in which help prints them. */
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

/** The names of all formats. */
export const whoCanFormatNames: readonly WhoCanFormat[] = Object.keys(whoCanFormats) as WhoCanFormat[]
