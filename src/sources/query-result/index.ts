export { readResultFile } from './result-file.ts'
