export { errorCodes, SparekeyError, type ErrorCode } from './errors.ts'
export { compareText, sortedBy } from './order.ts'
export { unreachable } from './unreachable.ts'
export { groupBy } from './group.ts'
