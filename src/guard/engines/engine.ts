// What a rendering for another engine is: the objects that are installed, and every sentence about what that engine cannot say.
import type { JsonObject } from '../../base/index.ts'
import type { GuardOptions } from '../options.ts'
import type { EngineId } from './engine-ids.ts'

/** How the guard is made for another engine: engines that cannot look up an account or ask for a right are given lists in their place. */
export interface EngineOptions extends GuardOptions {
  /** Accounts (`namespace/name`) whose pods may hold a token, for engines that cannot read an account's annotations. */
  readonly exemptAccounts?: readonly string[]
  /** Who may mint tokens, by name, for engines that cannot ask for the verb `mint`. */
  readonly minters?: { readonly users?: readonly string[]; readonly groups?: readonly string[] }
}

/** One object of a rendering, and how it is written down. */
export interface EngineDocument {
  /** For a file: unique in the rendering, without an ending. */
  readonly name: string
  readonly format: 'yaml' | 'json'
  readonly object: JsonObject
}

/** The guard for one engine. */
export interface EngineRendering {
  /** In the order in which they are installed. */
  readonly documents: readonly EngineDocument[]
  /** What is lost against the guard's own policies, each a sentence. */
  readonly cannotExpress: readonly string[]
}

/** An engine that the guard is rendered for. */
export interface Engine {
  readonly id: EngineId
  /** The engine and the oldest release of it that takes the rendering. */
  readonly title: string
  readonly render: (options: EngineOptions) => EngineRendering
}
