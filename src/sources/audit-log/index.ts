export { followLog, type FollowedLog } from './follow-log.ts'
export { fieldsOf } from './csv.ts'
export { readLogs, type FileProblems, type LogsRead, type LogsToRead } from './read-logs.ts'
