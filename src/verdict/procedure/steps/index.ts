// Every step of the test plan, by hand in one list: none is found by import side effect, and the order is that of the report.
import { accountField } from './account-field.ts'
import { admission } from './admission.ts'
import { azureAdminCredential, azureRbac, azureRunCommand } from './azure-plane.ts'
import { danglingBindings } from './dangling-bindings.ts'
import { defaultAccounts } from './default-accounts.ts'
import { handProjected } from './hand-projected.ts'
import { indirectWays } from './indirect-ways.ts'
import { legacySecrets } from './legacy-secrets.ts'
import { mountedTokens } from './mounted-tokens.ts'
import { otherAudiences } from './other-audiences.ts'
import { restrictRoles } from './restrict-roles.ts'
import type { Step } from './step.ts'
import { tokenCreators } from './token-creators.ts'
import { waysAround } from './ways-around.ts'

/** All steps. */
export const steps: readonly Step[] = [
  mountedTokens,
  accountField,
  handProjected,
  otherAudiences,
  legacySecrets,
  defaultAccounts,
  waysAround,
  tokenCreators,
  indirectWays,
  restrictRoles,
  danglingBindings,
  admission,
  azureAdminCredential,
  azureRbac,
  azureRunCommand,
]
