// What every renderer of evidence is given.
import type { EvidenceLedger } from '../../evidence/index.ts'
import type { RenderOptions } from '../render-options.ts'

/** What a ledger says, as text: pure, and ending in a line break. */
export type EvidenceRenderer = (evidence: EvidenceLedger, options: RenderOptions) => string
