// Every policy of the guard, in the order in which it is installed: what the others rest on comes first.
import type { GuardOptions } from '../options.ts'
import type { Policy, PolicyMaker } from '../policy.ts'
import { exceptionsPolicy } from './exceptions.ts'
import { mintingPolicy } from './minting.ts'
import { podsPolicy } from './pods.ts'
import { accountDefaults, accountWarnings } from './service-accounts.ts'
import { stagesPolicy } from './stages.ts'
import { tokenSecretsPolicy } from './token-secrets.ts'

const makers: readonly PolicyMaker[] = [
  exceptionsPolicy,
  stagesPolicy,
  podsPolicy,
  accountWarnings,
  accountDefaults,
  mintingPolicy,
  tokenSecretsPolicy,
]

/** The policies of a cluster: those of which its version serves the kind. */
export function policiesOf(options: GuardOptions): readonly Policy[] {
  return makers.map((make) => make(options)).filter(({ since }) => since <= options.minor)
}
