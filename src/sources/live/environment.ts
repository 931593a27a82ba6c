// The environment as a value, so that what a connection takes from it can be told and tested.

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The first of some variables that is set to anything. */
export function firstSet(environment: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => environment[name]).find((value) => value !== undefined && value !== '')
}
