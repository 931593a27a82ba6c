// Every remedy, by hand in one list, in the order in which a plan takes them: that of `remedies` in step.ts and of docs/plan.md.
import { accountOff } from './account-off.ts'
import { bindingReplaced } from './binding-replaced.ts'
import { danglingRemoved } from './dangling-removed.ts'
import { filesOnly } from './files-only.ts'
import { inertRemoved } from './inert-removed.ts'
import { legacyDeleted } from './legacy-deleted.ts'
import { legacyInvalidated } from './legacy-invalidated.ts'
import { legacyReplaced } from './legacy-replaced.ts'
import { mintingNarrowed } from './minting-narrowed.ts'
import { narrowRoleCreated } from './narrow-role-created.ts'
import { oneContainer } from './one-container.ts'
import { optIn } from './opt-in.ts'
import { podsRenewed } from './pods-renewed.ts'
import type { Remedy } from './remedy.ts'
import { templateOff } from './template-off.ts'

/** All remedies. */
export const remedyList: readonly Remedy[] = [
  narrowRoleCreated,
  legacyReplaced,
  optIn,
  oneContainer,
  filesOnly,
  accountOff,
  templateOff,
  podsRenewed,
  legacyInvalidated,
  legacyDeleted,
  mintingNarrowed,
  bindingReplaced,
  danglingRemoved,
  inertRemoved,
]
