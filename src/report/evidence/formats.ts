// The formats of `evidence show`: a table, so that one more is one more row.
import type { EvidenceFormat } from '../format-names.ts'
import { renderEvidenceJson, renderEvidenceYaml } from './data.ts'
import type { EvidenceRenderer } from './renderer.ts'
import { renderEvidenceTable } from './table.ts'

/** The renderer of each format. */
export const evidenceFormats: Readonly<Record<EvidenceFormat, EvidenceRenderer>> = {
  table: renderEvidenceTable,
  json: renderEvidenceJson,
  yaml: renderEvidenceYaml,
}
