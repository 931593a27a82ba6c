// Rights: minters narrowed to the accounts that they serve, `edit` and `admin` replaced, and roles that restrict nothing taken away.
import { compareText } from '../../../base/index.ts'
import { refKey, type ObjectRef } from '../../../kube/index.ts'
import type { GrantReport } from '../../access-report.ts'
import { changes, forEach, reads, shellWord } from '../command.ts'
import { findingsOf } from '../material.ts'
import type { CommandReport, FileReport } from '../procedure-report.ts'
import { printedRestriction } from '../steps/restrict-roles.ts'
import { noteOn, type Action, type Plan } from './action.ts'

const broad: ReadonlySet<string> = new Set(['edit', 'admin'])

interface Opening {
  readonly binding: ObjectRef
  readonly role: ObjectRef
  readonly grants: readonly GrantReport[]
}

/** The bindings outside the platform by which grants are held, each with what it gives. */
function openings({ material }: Plan, test: (grant: GrantReport, role: ObjectRef) => boolean): readonly Opening[] {
  const byBinding = new Map<string, { binding: ObjectRef; role: ObjectRef; grants: GrantReport[] }>()
  for (const { value: grant } of material.grants) {
    if (grant.platform) continue
    for (const { binding, role } of grant.via) {
      if (!test(grant, role)) continue
      const key = refKey(binding)
      const opening = byBinding.get(key) ?? { binding, role, grants: [] }
      opening.grants.push(grant)
      byBinding.set(key, opening)
    }
  }
  return [...byBinding.values()]
}

const isBroad = ({ kind, name }: ObjectRef) => kind === 'ClusterRole' && broad.has(name)

function mintersOf(plan: Plan): readonly Opening[] {
  return openings(plan, (grant, role) => grant.route === 'mint-token' && !isBroad(role))
}

function broadOf(plan: Plan): readonly Opening[] {
  return openings(plan, (_, role) => isBroad(role))
}

function save(objects: readonly ObjectRef[]) {
  return forEach(objects, ({ name, inNamespace, file }, { kind }) =>
    reads(
      `kubectl get ${kind.toLowerCase()} ${name}${inNamespace} -o yaml > ${file}`,
      'What a backout restores, and what it allows now.',
    ),
  )
}

/** The action. */
export const narrowMinters: Action = (plan) => {
  const found = mintersOf(plan)
  const roles = new Map(found.map(({ role }) => [refKey(role), role]))
  const saved = save([...roles.values(), ...found.map(({ binding }) => binding)])
  return {
    id: 'narrow-minters',
    title: 'narrow those who create tokens to the accounts that they serve',
    why:
      "The account's name is part of a token request, so that `resourceNames` narrows the right to single accounts. Rights only " +
      'add up: a narrow role helps when the broad one has been taken away.',
    printed: printedRestriction,
    commands: [
      ...saved.commands,
      changes(
        'kubectl create role mint-ACCOUNT -n NAMESPACE --verb=create --resource=serviceaccounts/token --resource-name=ACCOUNT',
        'The right to make tokens of one account. In a ClusterRole that a ClusterRoleBinding binds, the name would count in every namespace.',
      ),
      changes(
        'kubectl create rolebinding mint-ACCOUNT -n NAMESPACE --role=mint-ACCOUNT --serviceaccount=NAMESPACE:MINTER',
        'Give it to the one who needs it.',
      ),
      changes(
        'kubectl edit role NAME -n NAMESPACE',
        'Take `serviceaccounts/token` out of the broad role; where it comes by `*`, write out what is needed instead.',
      ),
      reads(
        'kubectl auth can-i create serviceaccounts/OTHER --subresource=token -n NAMESPACE --as=SUBJECT',
        '`no` for every account but the one.',
      ),
    ],
    notes: [
      ...noteOn(saved.byHand, 'Named as nothing in a cluster is named, so no command is written'),
      ...(found.length === 0 ? ['The audit found no binding that allows it, beside the platform and `edit` and `admin`.'] : []),
    ],
  }
}

const operator: FileReport = {
  name: 'app-operator.yaml',
  text: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: app-operator
rules:
  - apiGroups: ['']
    resources: [pods, pods/log, services, configmaps, events]
    verbs: [get, list, watch]
  - apiGroups: [apps]
    resources: [deployments, statefulsets, daemonsets, replicasets]
    verbs: [get, list, watch]
  - apiGroups: [apps]
    resources: [deployments/scale, statefulsets/scale]
    verbs: [get, update, patch]
`,
}

/** The action. */
export const replaceEdit: Action = (plan) => {
  const found = broadOf(plan)
  const able = found.filter(isSpeakable)
  const bindings = able.map(({ binding }) => binding)
  const saved = save(bindings)
  const rebound = forEach(
    able.map(({ binding, grants }) => ({ ...binding, grants })),
    ({ name, inNamespace }, { kind, grants }) =>
      changes(
        `kubectl create ${kind.toLowerCase()} ${name}-narrow${inNamespace} --clusterrole=app-operator${subjectOptions(grants)}`,
        'The same subjects with the narrow role.',
      ),
  )
  const deleted = forEach(bindings, ({ name, inNamespace }, { kind }) =>
    changes(
      `kubectl delete ${kind.toLowerCase()} ${name}${inNamespace}`,
      'The broad right ends; a roleRef cannot be changed in place.',
    ),
  )
  return {
    id: 'replace-edit',
    title: 'replace `edit` and `admin` by roles that open no token',
    why:
      'Both create tokens of, and impersonate, every account of the namespace, read its Secrets and run pods as anyone. Their rules ' +
      'are aggregated and restored when the API server starts: bind another role instead of editing these.',
    commands: [
      {
        ...changes(
          'kubectl apply -f app-operator.yaml',
          'A role to look at programs and to scale them. Add what is used, beside tokens, Secrets and pods.',
        ),
        file: operator,
      },
      ...saved.commands,
      ...rebound.commands,
      ...deleted.commands,
    ],
    notes: [
      ...noteOn(
        [...saved.byHand, ...found.filter((opening) => !isSpeakable(opening)).map(({ binding }) => binding)],
        'Written by hand, since a name in it cannot safely stand in a command',
      ),
      ...(found.length === 0 ? ['The audit found no binding to `edit` or `admin` outside the platform.'] : []),
      'Whoever may write Deployments runs pods as any account of the namespace: keep trusted accounts in namespaces of their own.',
    ],
  }
}

/** Whether all subjects have names that can stand in a command; people choose the names of users freely. */
function isSpeakable({ grants }: Opening): boolean {
  return grants.every(({ subject, memberOf }) => /^[!-&(-_a-~ ]+$/.test(memberOf ?? subject.name))
}

/** The subjects of the binding: where a grant is held through a group, that is the group. */
function subjectOptions(grants: readonly GrantReport[]): string {
  const options = grants.map(({ memberOf, subject: { kind, namespace, name } }) => {
    if (memberOf !== undefined) return `--group=${shellWord(memberOf)}`
    if (kind === 'ServiceAccount') return `--serviceaccount=${shellWord(`${namespace ?? ''}:${name}`)}`
    return `--${kind.toLowerCase()}=${shellWord(name)}`
  })
  return [...new Set(options)]
    .sort(compareText)
    .map((option) => ` ${option}`)
    .join('')
}

/** The action. */
export const removeInertRoles: Action = (plan) => {
  const objects = new Map(findingsOf(plan.material, 'inert-restriction').map(({ value }) => [refKey(value.object), value.object]))
  const saved = save([...objects.values()])
  return {
    id: 'remove-inert-roles',
    title: 'take away roles that restrict nothing',
    why: 'They change no right. What they change is what people believe.',
    commands: [
      ...saved.commands,
      changes('kubectl delete role NAME -n NAMESPACE', 'Where all of its rules match nothing; else take out the rule.'),
    ],
    notes: [
      ...noteOn(saved.byHand, 'Named as nothing in a cluster is named, so no command is written'),
      ...(objects.size === 0 ? ['The audit found none.'] : []),
    ],
  }
}

/** The action of the backout. */
export const restoreRights: Action = (plan) => {
  const broadBindings = broadOf(plan)
    .filter(isSpeakable)
    .map(({ binding }) => binding)
  const deleted = forEach(broadBindings, ({ file }) =>
    changes(`kubectl create -f ${file}`, 'The binding as it was, under a new uid.'),
  )
  const narrow = forEach(broadBindings, ({ name, inNamespace }, { kind }) =>
    changes(`kubectl delete ${kind.toLowerCase()} ${name}-narrow${inNamespace}`, 'Its narrow substitute goes.'),
  )
  const roles = new Map(mintersOf(plan).map(({ role }) => [refKey(role), role]))
  const restored = forEach([...roles.values()], ({ file }) =>
    changes(
      `kubectl replace -f ${file}`,
      'The role as it was: refused if somebody has changed it since it was saved, so compare first.',
    ),
  )
  return {
    id: 'restore-rights',
    title: 'restore roles and bindings from what was saved',
    why: 'Rights come back by creating what was taken away, not by deleting what was added.',
    printed: {
      command: 'kubectl delete role <role-name> --namespace=<namespace-name>',
      shows: "The Role is gone, and everybody's rights are what they were before it was deleted, and before it was created.",
      deceives: 'A Role that is bound to nobody gave nothing and took nothing: deleting it undoes no change that was made.',
    },
    commands: distinctCommands([...deleted.commands, ...narrow.commands, ...restored.commands]),
    notes: [
      'Whoever restores a binding or a role must hold all its rights, or `bind` or `escalate`: check before the change that somebody does.',
      ...(deleted.commands.length + restored.commands.length === 0
        ? ['The plan above changes no binding or role that the audit found.']
        : []),
    ],
  }
}

function distinctCommands(commands: readonly CommandReport[]): readonly CommandReport[] {
  return [...new Map(commands.map((command) => [command.command, command])).values()]
}
