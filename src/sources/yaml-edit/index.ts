export type { ChangedLines } from './changed-lines.ts'
export { editFile, type ChangeOutcome, type EditedFile, type FileChange } from './edit-file.ts'
export { replaceFile } from './replace-file.ts'
export { blockText } from './written.ts'
