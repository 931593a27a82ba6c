export { errorCodes, SparekeyError, type ErrorCode } from './errors.ts'
export { compareText, sortedBy } from './order.ts'
export { unreachable } from './unreachable.ts'
export { append, groupBy } from './group.ts'
