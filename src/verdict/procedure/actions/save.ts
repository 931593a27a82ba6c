// First of all, what there is now: a backout restores what was, and what was is known only before.
import { reads } from '../command.ts'
import type { CommandReport } from '../procedure-report.ts'
import { listAccounts } from '../steps/account-field.ts'
import type { Action } from './action.ts'

/** What decides in RBAC, without what changes with every write. */
const rbacTable = `kubectl get clusterroles,roles,clusterrolebindings,rolebindings -A -o json | jq -S '.items
  | map({kind, namespace: .metadata.namespace, name: .metadata.name}
    + {rules, roleRef, subjects})'`

const saves: readonly CommandReport[] = [
  reads(
    'sparekey snapshot -o before.sparekey',
    'The audited state in one file, without Secret data, to be audited again at any time.',
  ),
  reads('sparekey audit -o json > before.json', 'The audit of that state.'),
  reads(`${listAccounts} > accounts.before.txt`, 'The switch of every account: absent, true or false.'),
  reads(`${rbacTable} > rbac.before.json`, 'All of RBAC, for comparison. What is deleted later is saved by itself too.'),
]

/** The action. */
export const saveState: Action = () => ({
  id: 'save-state',
  title: 'write down what there is',
  why: 'The former state of a field is one of three: absent, true or false. Only what is written down can be restored as it was.',
  commands: saves,
  notes: ['Do not save Secrets: a file with tokens in it is a new leak.'],
})

/** The action of the backout that tells whether all is as before. */
export const compareState: Action = () => ({
  id: 'compare-state',
  title: 'check that all is as before',
  why: 'That a command succeeded says that the API server took it, not that the state is the former one, nor that pods have it.',
  commands: [
    reads(
      `${listAccounts} | diff accounts.before.txt -`,
      'No line: every account says what it said. `<none>` and `true` are different states.',
    ),
    reads(`${rbacTable} | diff rbac.before.json -`, 'No line: every role and binding is what it was.'),
    reads(
      'sparekey audit -o json > after.json',
      'Compare `workloads` with before.json: the same tokens, and no drift, in pods that have restarted.',
    ),
    reads(
      'kubectl rollout status deployment NAME -n NAMESPACE --timeout=5m',
      'Waits until the pods with the former settings run.',
    ),
  ],
  notes: [],
})
