// The formats of `evidence show`: a table, so that one more is one more row.
import { renderEvidenceJson, renderEvidenceYaml } from './data.ts'
import type { EvidenceRenderer } from './renderer.ts'
import { renderEvidenceTable } from './table.ts'

/** The name of a format. */
export type EvidenceFormat = 'table' | 'json' | 'yaml'

/** The renderer of each format. */
export const evidenceFormats: Readonly<Record<EvidenceFormat, EvidenceRenderer>> = {
  table: renderEvidenceTable,
  json: renderEvidenceJson,
  yaml: renderEvidenceYaml,
}

/** The names of all formats. */
export const evidenceFormatNames: readonly EvidenceFormat[] = Object.keys(evidenceFormats) as EvidenceFormat[]
