export { auditEvent, decodeEvent, stages, type AuditEvent } from './audit-event.ts'
export { BlockFold, noTime, problemsKept, type EventSink, type Place } from './block-fold.ts'
export { clustersOf } from './coverage.ts'
export { credentials, type Credential } from './credential.ts'
export type {
  Coverage,
  EvidenceLedger,
  ImpersonationRow,
  LegacySecretRow,
  MintedRow,
  ProblemExample,
  RefusedRow,
  StaleRow,
  Stretch,
  Times,
  TokenReviewRow,
  UseRow,
} from './evidence-ledger.ts'
export {
  categories,
  emptyLedger,
  shortcomings,
  tableNames,
  type Block,
  type BlockIdentity,
  type Category,
  type Given,
  type Ledger,
  type LineCounts,
  type LineProblem,
  type Section,
  type Shortcoming,
} from './ledger.ts'
export {
  blocksByHead,
  blockText,
  headLines,
  LedgerFormatError,
  readLedgerLines,
  shortcomingsOf,
  type BlockHead,
  type BlockText,
} from './ledger-format.ts'
export { firstMark, keptBlocks, ledgerOf, mergeLedgers } from './merge.ts'
export { accountOf, observe } from './observe.ts'
export { timeOf } from './event-time.ts'
export { purposeOf, type Purpose } from './purpose.ts'
export { targetOf } from './request-target.ts'
export { results, type Result } from './result.ts'
export { summarise, timesOf, totalsOf, useRow, type Selection as EvidenceSelection, type Total } from './summarise.ts'
