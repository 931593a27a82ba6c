export { buildKustomization, decodeBuilt, isKustomization, type Built } from './build.ts'
export type { BuiltObject } from './built-object.ts'
export { overlayPatch, type OverlayPatch } from './overlay-patch.ts'
