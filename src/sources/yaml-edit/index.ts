export { editFile, type ChangeOutcome, type EditedFile, type FileChange } from './edit-file.ts'
