export { buildKustomization, decodeBuilt, isKustomization, type Built, type BuiltObject } from './build.ts'
export { overlayPatch, type OverlayPatch } from './overlay-patch.ts'
