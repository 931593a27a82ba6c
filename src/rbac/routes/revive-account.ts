// Row 28: bindings may name an account that does not exist; whoever creates it, and can run a pod as it or mint for it, has its rights.
import { creates, need, type Need, type Reach, type Route, type Way } from './route.ts'

const account = need('create', '', 'serviceaccounts')
const reach = (by?: number): Reach => ({ kind: 'danglingAccounts', ...(by === undefined ? {} : { by }) })

/** With a way to run a pod, whatever its account is called. */
function runs(right: Need): readonly [Way, Way] {
  const [post, apply] = creates(account, [right], reach())
  return [post, { ...apply, reach: reach(0) }]
}

/** With a right on the account itself: on the name that is created. */
function obtains(right: Need): readonly [Way, Way] {
  const [post, apply] = creates(account, [right], reach())
  return [
    { ...post, reach: reach(1) },
    { ...apply, sameName: [0, 1, 2], reach: reach(0) },
  ]
}

export const reviveAccount: Route = {
  id: 'revive-account',
  row: 28,
  title: 'creates an account that does not exist but has rights, and obtains its token',
  direct: false,
  ways: [
    ...runs(need('create', '', 'pods')),
    ...obtains(need('create', '', 'serviceaccounts/token')),
    ...obtains(need('impersonate', '', 'serviceaccounts')),
    ...['deployments', 'daemonsets', 'statefulsets', 'replicasets'].flatMap((resource) => runs(need('create', 'apps', resource))),
    ...runs(need('create', 'batch', 'jobs')),
    ...runs(need('create', 'batch', 'cronjobs')),
  ],
  remedy: 'remove bindings to accounts that do not exist',
}
