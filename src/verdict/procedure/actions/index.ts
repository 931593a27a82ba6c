// The order of work, forth and back, by hand in two lists.
import type { Action } from './action.ts'
import { invalidateSecrets, validateSecrets } from './legacy-secrets.ts'
import { boundProjection, caWithoutToken } from './projections.ts'
import { restartAgain, restoreAccounts, restoreTemplates } from './restore-switches.ts'
import { narrowMinters, removeInertRoles, replaceEdit, restoreRights } from './rights.ts'
import { compareState, saveState } from './save.ts'
import { defaultOff, optIn, renewPods, templatesOff } from './switches.ts'

/** The implementation: nobody loses a token before those who need one have asked for it. */
export const implementation: readonly Action[] = [
  saveState,
  optIn,
  defaultOff,
  templatesOff,
  caWithoutToken,
  renewPods,
  boundProjection,
  invalidateSecrets,
  narrowMinters,
  replaceEdit,
  removeInertRoles,
]

/** The backout, the last change first. */
export const backout: readonly Action[] = [
  restoreRights,
  validateSecrets,
  restoreTemplates,
  restoreAccounts,
  restartAgain,
  compareState,
]
