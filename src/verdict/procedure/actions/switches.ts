// The switch: on where a token is needed, off on accounts, off in templates of shared accounts; and the way between the two.
import { keys } from '../../../kube/index.ts'
import { changes, forEach } from '../command.ts'
import type { CommandReport } from '../procedure-report.ts'
import { isPatchable, isRestartable, switchPatch } from '../switch-patch.ts'
import type { SwitchTarget } from '../../targets.ts'
import { noteOn, type Action } from './action.ts'

/** Patches for the objects that have a path; the others become notes. */
export function patches(
  targets: readonly SwitchTarget[],
  valueOf: (target: SwitchTarget) => boolean | null,
  says: (target: SwitchTarget) => string,
): { readonly commands: readonly CommandReport[]; readonly notes: readonly string[] } {
  const able = targets.filter(isPatchable)
  const { commands, byHand } = forEach(able, ({ name, inNamespace }, target) =>
    changes(
      `kubectl patch ${target.kind.toLowerCase()} ${name}${inNamespace} ${switchPatch(target, valueOf(target))}`,
      says(target),
    ),
  )
  const others = targets.filter((target) => !isPatchable(target))
  return {
    commands,
    notes: [
      ...noteOn(
        others,
        'Not patched: pods and Jobs are made anew, and what an operator makes is changed where the operator reads it',
      ),
      ...noteOn(byHand, 'Named as nothing in a cluster is named, so no command is written'),
    ],
  }
}

/** The action. */
export const optIn: Action = ({ targets }) => {
  const { commands, notes } = patches(
    targets.optIn,
    () => true,
    () => 'Declared as needed: it asks for its token itself, whatever its account says.',
  )
  return {
    id: 'opt-in',
    title: 'let those who need a token ask for it themselves',
    why:
      'Whoever needs a token must have it before the default is turned off. That nothing shows a need does not show that there is ' +
      'none: ask the owner of every workload that step T1 names, above all of network plugins, controllers and operators.',
    commands: [
      ...commands,
      changes(
        `kubectl patch deployment NAME -n NAMESPACE --type merge -p '{"spec":{"template":{"spec":{"automountServiceAccountToken":true}}}}'`,
        'For each workload whose owner says that it needs its token. It restarts the pods.',
      ),
      changes(
        `kubectl annotate deployment NAME -n NAMESPACE ${keys.requiredReason}='WHY' ${keys.requiredOwner}='WHO' ${keys.requiredUntil}=YYYY-MM-DD`,
        'The need, in writing: with it the next audit accepts the token, until that day.',
      ),
    ],
    notes: [
      ...notes,
      'Make the same change in the chart, the kustomization or the repository that the object comes from: the next sync undoes a patch.',
    ],
  }
}

/** The action. */
export const defaultOff: Action = ({ targets }) => {
  const free = patches(
    targets.accounts.filter(({ inUse }) => !inUse),
    () => false,
    () => 'No pod with rights lives on it. Its next pods get a token only if they ask for it.',
  )
  const inUse = patches(
    targets.accounts.filter((account) => account.inUse),
    () => false,
    () => 'Only after its owner has spoken: pods with rights live on it, and nothing shows whether they need their token.',
  )
  const commands = [...free.commands, ...inUse.commands]
  return {
    id: 'default-off',
    title: 'turn the default off on accounts',
    why: 'One field of the account reaches every pod of it that is silent, and restarts nothing: it counts for new pods alone.',
    printed: {
      command: 'kubectl apply -f pod-spec.yaml',
      shows:
        'With `automountServiceAccountToken: false` in the pod spec: an error, since a pod that runs may change its images, its ' +
        'deadline and its tolerations, and nothing else.',
      deceives:
        'Even a pod that is made anew by hand is replaced by its Deployment with the template as it was. The field belongs into ' +
        'the template or the account; and where the pod has a volume of its own, it takes nothing away.',
    },
    commands,
    notes: [
      ...free.notes,
      ...inUse.notes,
      ...noteOn(
        targets.keptAccounts,
        'Left alone, since pods of the platform live on it, pods whose need is not known, or pods that need their token and cannot ask ' +
          'for it themselves',
      ),
      ...(commands.length === 0 ? ['The audit found no account to be turned off.'] : []),
      'Accounts without rights lose a token that can do nothing, and their pods `ca.crt` and `namespace` with it: see the middle way.',
    ],
  }
}

/** The action. */
export const templatesOff: Action = ({ targets }) => {
  const { commands, notes } = patches(
    targets.templates,
    () => false,
    () => 'Only after its owner has spoken. Its pods restart without the token.',
  )
  return {
    id: 'templates-off',
    title: 'turn it off in templates where the account is shared or overruled',
    why: "Where some pods of an account need the token, and where a template says true, the template's own field decides.",
    commands,
    notes: [...notes, ...(commands.length === 0 ? ['The audit found no such template.'] : [])],
  }
}

/** The action. */
export const renewPods: Action = ({ targets }) => {
  const { commands, byHand } = forEach(targets.renew.filter(isRestartable), ({ name, inNamespace }, { kind }) =>
    changes(
      `kubectl rollout restart ${kind.toLowerCase()} ${name}${inNamespace}`,
      'New pods take the place of those that hold the token, where the change above was made.',
    ),
  )
  return {
    id: 'renew-pods',
    title: 'replace the pods that still hold a token',
    why: 'A change of an account reaches no running pod: it keeps its volume, and the kubelet keeps its token fresh.',
    commands,
    notes: [
      ...noteOn([...targets.renew.filter((target) => !isRestartable(target)), ...byHand], 'Delete its pods, or make it anew'),
      ...(commands.length === 0 ? ['The audit found no running pod to be replaced.'] : []),
    ],
  }
}
