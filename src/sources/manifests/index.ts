export { findFiles } from './find-files.ts'
export { readManifests, wantedOfInput, type ManifestOptions, type ManifestRead } from './read-manifests.ts'
