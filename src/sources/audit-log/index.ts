export { readLogs, type LogsRead, type LogsToRead } from './read-logs.ts'
