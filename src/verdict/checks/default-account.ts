// `default` service accounts: every pod that names no account runs as one, so it should mount nothing and may do nothing.
import { formatRef } from '../../kube/index.ts'
import { powerOf } from '../../rbac/index.ts'
import type { Check } from './check.ts'

/** How the message says that the field is absent: a backout must make it absent again. */
export const notSet = 'not set, which means true'

/** A `default` account that hands its token to every pod that does not refuse it. */
export const defaultAccountAutomounts: Check = {
  id: 'default-account-automounts',
  title: 'a `default` service account mounts its token into every pod that names no account',
  aspects: ['defaultAccount'],
  find: (_, bench) =>
    bench.inventory.accounts
      .filter((account) => account.ref.name === 'default' && account.automountServiceAccountToken !== false)
      .map((account) => ({
        severity: 'low' as const,
        object: account.ref,
        field: 'automountServiceAccountToken',
        message: `\`automountServiceAccountToken\` is ${account.automountServiceAccountToken === undefined ? notSet : 'true'}: pods that name no account get its token`,
        remedy:
          'set `automountServiceAccountToken: false` on it, after the workloads that need the token have been given their own account',
      })),
}

/** A `default` account that may do more than every account may. */
export const defaultAccountHasRights: Check = {
  id: 'default-account-has-rights',
  title: 'a `default` service account has rights of its own',
  aspects: ['defaultAccount'],
  find: (_, bench) =>
    bench.inventory.accounts
      .filter((account) => account.ref.name === 'default')
      .flatMap((account) => {
        const power = powerOf(bench.grants.rulesOf({ namespace: account.ref.namespace ?? 'default', name: 'default' }).value)
        if (power.kind === 'none') return []
        const by = power.kind === 'everything' ? power.by : power.example
        return [
          {
            severity: power.kind === 'everything' ? ('critical' as const) : ('medium' as const),
            object: account.ref,
            field: 'metadata.name',
            message: `it may do ${power.kind === 'everything' ? 'everything' : 'more than every account may'}: ${formatRef(by.binding)} gives it rule ${by.index} of ${formatRef(by.role)}`,
            remedy: 'bind the rights to an account of the workload that needs them',
          },
        ]
      }),
}
