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
export { timeOf } from './event-time.ts'
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
export { purposeOf, type Purpose } from './purpose.ts'
export { clickHouseLines, type ClickHouseSource } from './query/clickhouse-lines.ts'
export { clickHouseSql } from './query/clickhouse-sql.ts'
export { kustoKql, kustoShortcomings, type KustoStretch } from './query/kusto-kql.ts'
export { kustoTableNames, type KustoTable } from './query/kusto-tables.ts'
export { QueryFold, type QueryFolded } from './query/query-fold.ts'
export { readResult, resultColumns, QueryResultError, type QueryAsked, type QueryResult } from './query/query-result.ts'
export { refusedIn, type RefusedEvent } from './refused-request.ts'
export { targetOf } from './request-target.ts'
export { results, type Result } from './result.ts'
export { summarise, timesOf, totalsOf, useRow, type Selection as EvidenceSelection, type Total } from './summarise.ts'
