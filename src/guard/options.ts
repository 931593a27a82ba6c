// How a guard is made for a cluster: its Kubernetes version, what its API server accepts, and where it says nothing.
import { defaultApiAudiences, type ApiAudiences } from '../tokens/index.ts'
import { excludedNamespaces, type Stage } from './names.ts'

/** Bounds on tokens that people ask for; absent: none. Nodes and controllers are not bound by them. */
export interface MintingCaps {
  /** The only audiences that may be asked for; `''` is the API server's own, which a request without audiences asks for. */
  readonly audiences?: readonly string[]
  /** The longest lifetime in seconds. */
  readonly maxSeconds?: number
  /** Tokens must be bound to an object, with which they end. */
  readonly boundOnly?: true
}

/**
 * Where exceptions are written: on the account that they are for, or all of a namespace's on its account `default`, with the other account's
 * name in the key. See docs/guard.md for which to choose.
 */
export type ExceptionPlace = 'account' | 'index'

/** How a guard is made. */
export interface GuardOptions {
  /** The minor version of Kubernetes 1. */
  readonly minor: number
  readonly apiAudiences: ApiAudiences
  /** Namespaces in which nothing is guarded. */
  readonly excluded: readonly string[]
  /** The stage of namespaces that no label puts at another. */
  readonly defaultStage: Stage
  readonly caps: MintingCaps
  readonly exceptions: ExceptionPlace
}

/** The guard for a Kubernetes version, noting only, with the platform's namespaces left out. */
export function guardOptions(minor: number, given: Partial<Omit<GuardOptions, 'minor'>> = {}): GuardOptions {
  return {
    minor,
    apiAudiences: defaultApiAudiences,
    excluded: excludedNamespaces,
    defaultStage: 'audit',
    caps: {},
    exceptions: 'index',
    ...given,
  }
}
