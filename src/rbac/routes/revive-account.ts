// Row 28: bindings may name an account that does not exist; whoever creates it, and can run a pod as it or mint for it, has its rights.
import { creates, need, type Route } from './route.ts'

const account = need('create', '', 'serviceaccounts')
const reach = { kind: 'danglingAccounts' } as const

export const reviveAccount: Route = {
  id: 'revive-account',
  row: 28,
  title: 'creates an account that does not exist but has rights, and obtains its token',
  direct: false,
  ways: [
    ...creates(account, [need('create', '', 'pods')], reach),
    ...creates(account, [need('create', '', 'serviceaccounts/token')], reach),
    ...creates(account, [need('impersonate', '', 'serviceaccounts')], reach),
    ...['deployments', 'daemonsets', 'statefulsets', 'replicasets'].flatMap((resource) =>
      creates(account, [need('create', 'apps', resource)], reach),
    ),
    ...creates(account, [need('create', 'batch', 'jobs')], reach),
    ...creates(account, [need('create', 'batch', 'cronjobs')], reach),
  ],
  remedy: 'remove bindings to accounts that do not exist',
}
