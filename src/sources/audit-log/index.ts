export { fieldsOf } from './csv.ts'
export { followLog, type FollowedLog } from './follow-log.ts'
export { readLogs, type FileProblems, type LogsRead, type LogsToRead, type ScannerChoice } from './read-logs.ts'
