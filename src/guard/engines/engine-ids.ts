// The names of all engines, apart from what renders for them: the command line takes names, and loads no engine to list them.

/** In the order in which they are named to people. Of one product one is enough. */
export const engineIds = ['kyverno', 'kyverno-classic', 'gatekeeper', 'gatekeeper-cel', 'azure-policy'] as const

/** One of {@link engineIds}. */
export type EngineId = (typeof engineIds)[number]
