export { JsonSyntaxError, lineAndColumn, type TextPlace } from './json-syntax-error.ts'
export type { JsonItem, ListHead } from './kube-list.ts'
export { projectJson } from './project.ts'
export { readItems, readItemsOfFile, type ReadOptions } from './read-items.ts'
