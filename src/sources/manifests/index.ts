export { readManifests, type ManifestOptions, type ManifestRead } from './read-manifests.ts'
