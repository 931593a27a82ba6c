// Takes the switches back: what was absent is made absent, since `true` is a third state that overrules what comes later.
import { changes } from '../command.ts'
import { isRestartable } from '../switch-patch.ts'
import type { SwitchTarget } from '../../targets.ts'
import type { Action } from './action.ts'
import { patches } from './switches.ts'

const former = (target: SwitchTarget): boolean | null => target.former
const says = (target: SwitchTarget): string =>
  target.former === null ? 'The field is absent again, as it was.' : `The field says ${String(target.former)} again, as it did.`

/** The action. */
export const restoreAccounts: Action = ({ targets }) => {
  const { commands, notes } = patches(targets.accounts, former, says)
  return {
    id: 'restore-accounts',
    title: 'restore the switch of accounts',
    why: 'A JSON patch that removes the field restores an absent one. It fails where the field is not there: then nothing was to be undone.',
    printed: {
      command: 'automountServiceAccountToken: true',
      shows: 'Applied to a running pod, the same error as the change itself. In a template, a token for its pods.',
      deceives:
        'Where the field was absent, `true` is not the former state: it overrules the account from now on, and the next attempt ' +
        'to turn the default off passes these pods by.',
    },
    commands,
    notes: [...notes, ...(commands.length === 0 ? ['The plan above changes no account that the audit found.'] : [])],
  }
}

/** The action. */
export const restoreTemplates: Action = ({ targets }) => {
  const all = [...targets.optIn, ...targets.templates]
  const { commands, notes } = patches(all, former, says)
  return {
    id: 'restore-templates',
    title: 'restore the switch in templates',
    why: 'A Deployment whose template is what it was takes up its former ReplicaSet again.',
    commands,
    notes: [
      ...notes,
      ...(commands.length === 0 ? ['The plan above changes no template that the audit found.'] : []),
      'Where a volume was added as well, `kubectl rollout undo` of the workload restores the template as a whole.',
    ],
  }
}

/** The action. */
export const restartAgain: Action = ({ targets }) => ({
  id: 'restart-again',
  title: 'let pods have their token back',
  why: 'As with the change, only new pods have the former setting.',
  commands:
    targets.renew.filter(isRestartable).length === 0
      ? []
      : [
          changes(
            'kubectl rollout restart KIND NAME -n NAMESPACE',
            'For each workload that misses its token: those restarted above.',
          ),
        ],
  notes: [
    'What a backout does not restore: tokens that were taken stay with whoever took them until they end; pods have new names; a ' +
      'ServiceAccount that was deleted and made again has a new uid, and refuses every token of the old one.',
  ],
})
