// The engines that the guard is rendered for beside the API server's own policies.
import { azurePolicy } from './azure-policy.ts'
import type { Engine, EngineOptions, EngineRendering } from './engine.ts'
import { gatekeeperCel } from './gatekeeper-cel.ts'
import { gatekeeper } from './gatekeeper.ts'
import { kyvernoClassic } from './kyverno-classic.ts'
import { kyverno } from './kyverno.ts'

export { engineIds, type EngineId } from './engine-ids.ts'
export type { Engine, EngineDocument, EngineOptions, EngineRendering } from './engine.ts'

/** Every engine, in the order of {@link engineIds}. */
export const engines: readonly Engine[] = [kyverno, kyvernoClassic, gatekeeper, gatekeeperCel, azurePolicy]

/** The engine of a name; `undefined` where there is none. */
export function engineOf(id: string): Engine | undefined {
  return engines.find((engine) => engine.id === id)
}

/**
 * The guard for an engine: the same options give the same documents. Engines that read an account read its own annotations, so that
 * exceptions stand on the accounts themselves there.
 */
export function renderEngine(engine: Engine, options: EngineOptions): EngineRendering {
  return engine.render({ ...options, exceptions: 'account' })
}
