export { readWhole } from './read-whole.ts'
export { whyFailed } from './why-failed.ts'
export { writeWhole } from './write-whole.ts'
