export { readLogs, type FileProblems, type LogsRead, type LogsToRead, type ScannerChoice } from './read-logs.ts'
