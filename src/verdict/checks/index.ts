// Every check, by hand in one list: none is found by import side effect, and the order is that of the reports.
import type { Check } from './check.ts'
import { danglingBinding } from './dangling-binding.ts'
import { declarationExpired, declarationIncomplete } from './declaration.ts'
import { defaultAccountAutomounts, defaultAccountHasRights } from './default-account.ts'
import { tokenOutlivesChange } from './drift.ts'
import { nodeTokensReachable, tokenInUnmountedVolume, tokenReachableByProcesses } from './exposure.ts'
import { guardDrift } from './guard-drift.ts'
import { inertRestriction } from './inert-restriction.ts'
import { legacyTokenSecret } from './legacy-token-secret.ts'
import { tokenAccess } from './token-access.ts'
import { tokenNotProvenRequired } from './token-not-proven-required.ts'

/** All checks. */
export const checks: readonly Check[] = [
  tokenNotProvenRequired,
  legacyTokenSecret,
  nodeTokensReachable,
  tokenOutlivesChange,
  declarationExpired,
  declarationIncomplete,
  defaultAccountHasRights,
  defaultAccountAutomounts,
  tokenInUnmountedVolume,
  tokenReachableByProcesses,
  guardDrift,
  tokenAccess,
  inertRestriction,
  danglingBinding,
]
