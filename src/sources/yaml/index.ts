export { readDocuments, type ReadDocument } from './read-documents.ts'
export { readYamlFile } from './read-file.ts'
