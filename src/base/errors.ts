// The one class for promises that broke: a closed code, a message that says what to do, and the cause.

/** Every code that a {@link SparekeyError} can carry; each has a row in `docs/errors.md`. */
export const errorCodes = [
  'API_UNREACHABLE',
  'API_REFUSED',
  'CONFIG_INVALID',
  'ENGINE_PARTIAL',
  'ENGINE_REFUSED',
  'ENGINE_UNREACHABLE',
  'INPUT_NOT_FOUND',
  'INPUT_UNREADABLE',
  'INTERRUPTED',
  'JOURNAL_CORRUPT',
  'KUBECONFIG_INVALID',
  'LEDGER_UNREADABLE',
  'LOCKED',
  'OUTPUT_NOT_WRITTEN',
  'PLAN_INVALID',
  'SNAPSHOT_UNREADABLE',
  'USAGE',
] as const

/** A code out of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number]

/**
 * What the caller cannot continue past. Bad input that leaves the rest of the work possible is a gap or a problem, never
 * this. The message follows the house's grammar: lower-case start, no full stop, names in backticks.
 */
export class SparekeyError extends Error {
  override readonly name = 'SparekeyError'
  readonly code: ErrorCode
  /** What a person can do about it, as a sentence; `undefined` where the message says it all. */
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: ErrorOptions & { readonly hint?: string } = {}) {
    super(message, options)
    this.code = code
    this.hint = options.hint
  }
}
