// A right to make tokens of every account is narrowed by `resourceNames` to the accounts that somebody stated: for every subject that
// has it through the role, or not at all. Which accounts a minter serves can't be seen in any object.
import { compareText } from '../../base/index.ts'
import {
  formatRef,
  refKey,
  type BindingObject,
  type ObjectRef,
  type PolicyRule,
  type RoleObject,
  type Subject,
} from '../../kube/index.ts'
import { ruleAllows } from '../../rbac/index.ts'
import { platformOwner, readDeclaration, subjectName } from '../../verdict/index.ts'
import { leave, nothing, together, type Block, type Proposal } from '../draft.ts'
import { ruleValue, whyRulesReturn } from '../live-role.ts'
import { ofPlatform, type PlanBench } from '../plan-bench.ts'
import { pointer } from '../pointer.ts'
import type { PlannedEdit } from '../resolve.ts'
import { isReplaceable } from '../narrow-roles.ts'
import type { Remedy } from './remedy.ts'

const resource = 'serviceaccounts/token'

export const mintingNarrowed: Remedy = {
  id: 'minting-narrowed',
  title: 'narrows a right to make tokens to the accounts that its holders are stated to serve',
  propose: (bench) => {
    const bindings = new Map(bench.inventory.bindings.map((binding) => [refKey(binding.ref), binding]))
    const roles = new Map(bench.inventory.roles.map((role) => [refKey(role.ref), role]))
    return together(
      [...mintersOf(bench)].map(([key, { role: ref, rules, via }]): Proposal => {
        const role = roles.get(key)
        const bound = [...via].flatMap((binding) => bindings.get(binding) ?? [])
        return role === undefined || !bench.isAsked(ref)
          ? nothing
          : proposeFor(
              role,
              [...rules].sort((a, b) => a - b),
              bound,
              bench,
            )
      }),
    )
  },
}

interface Minting {
  readonly role: ObjectRef
  /** Places of the rules that give it for every account. */
  readonly rules: Set<number>
  /** Keys of the bindings by which others than the platform have it. */
  readonly via: Set<string>
}

/** Roles by which somebody may make tokens of every account, as the audit's grants say. */
function mintersOf({ report, inventory }: PlanBench): ReadonlyMap<string, Minting> {
  const found = new Map<string, Minting>()
  const rulesOf = new Map(inventory.roles.map((role) => [refKey(role.ref), role.rules]))
  for (const grant of report.grants) {
    if (grant.platform || grant.route !== 'mint-token' || grant.chain !== undefined) continue
    for (const { binding, role, rule } of grant.via) {
      if (rule === undefined) continue
      const key = refKey(role)
      // Beyond its own rules are those that a folder's aggregation adds; they are the sources' own.
      if ((rulesOf.get(key)?.[rule]?.resourceNames.length ?? 0) > 0 || isReplaceable(role)) continue
      const one = found.get(key) ?? { role, rules: new Set<number>(), via: new Set<string>() }
      found.set(key, one)
      one.rules.add(rule)
      one.via.add(refKey(binding))
    }
  }
  return found
}

function proposeFor(role: RoleObject, places: readonly number[], via: readonly BindingObject[], bench: PlanBench): Proposal {
  const { ref } = role
  const [first] = via
  if (platformOwner(ref.namespace ?? 'default', role.meta) !== undefined) return leave(ref, ofPlatform)
  const returns = whyRulesReturn(role)
  if (returns !== undefined)
    return leave(first?.ref ?? ref, {
      kind: 'needsDecision',
      reason: `it gives the right to make tokens by ${formatRef(ref)}: ${returns}`,
      remedy: 'bind another role, with the rights that are used, instead',
    })
  const stated = statedAccounts(role, bench)
  if ('kind' in stated) return leave(ref, { ...stated, reason: `${ruleText(role, places)}: ${stated.reason}` })
  const edits = narrowed(role, places, stated.names)
  if (edits === undefined)
    return leave(ref, {
      kind: 'needsDecision',
      reason: `${ruleText(role, places)}: it comes by \`*\`, and RBAC can take nothing out of that`,
      remedy: 'write out what is needed instead of `*`, and `serviceaccounts/token` with `resourceNames` in a rule of its own',
    })
  return {
    drafts: [
      {
        remedy: 'minting-narrowed',
        object: ref,
        meta: role.meta,
        change: { kind: 'edit', edits },
        reason: `${ruleText(role, places)}, and those who have it are stated to serve only ${stated.names.map((name) => `\`${name}\``).join(', ')}`,
        removes: [],
        alsoRemoves: [],
        effect: { when: 'atOnce' },
        risk: {
          level: 'high',
          why: `a statement that forgets an account takes the right to make its tokens away${stated.wide ? '; bound in the whole cluster, a name counts in every namespace' : ''}${isWhole(bench) ? '' : '; a binding that is not in the input may give it to others, who are not asked'}`,
        },
        before: [],
        after: [],
        requires: [],
        group: formatRef(ref),
      },
    ],
    left: [],
  }
}

/** Whether every binding of the role is known. */
function isWhole({ inventory: { complete } }: PlanBench): boolean {
  return complete.has('rolebindings') && complete.has('clusterrolebindings')
}

function ruleText({ rules }: RoleObject, places: readonly number[]): string {
  const [place = 0] = places
  const rule = rules[place]
  const text = rule === undefined ? '' : ` (\`${JSON.stringify(ruleValue(rule))}\`)`
  return `rule ${place}${text} gives the right to make tokens of every account${places.length > 1 ? `, and so do ${places.length - 1} more` : ''}`
}

interface Stated {
  readonly names: readonly string[]
  readonly wide: boolean
}

/** The accounts that everybody who is bound to the role is stated to serve, where all of them are. */
function statedAccounts(role: RoleObject, bench: PlanBench): Stated | Block {
  const names = new Set<string>()
  let wide = false
  const bound = bench.inventory.bindings.filter(({ ref, roleRef }) => bindsTo(role, roleRef, ref))
  for (const binding of bound) {
    const { namespace } = binding.ref
    wide ||= namespace === undefined
    for (const subject of binding.subjects) {
      const who = `${subject.kind} ${subject.kind === 'ServiceAccount' ? subjectName(subject, binding) : subject.name}`
      const minter = bench.options.minters.find((one) => isSame(one.subject, subject, binding))
      if (minter === undefined) return undecided(`for which accounts ${who} makes them is not stated`)
      const said = readDeclaration(
        { reason: minter.reason, owner: minter.owner, until: minter.until, from: 'sparekey.yaml' },
        bench.today,
      )
      if (said.kind !== 'valid')
        return undecided(
          `the statement about ${who} does not count: ${said.kind === 'incomplete' ? said.problem : 'it has run out'}`,
        )
      for (const account of minter.accounts) {
        const [of = '', name = ''] = account.split('/')
        if (namespace === undefined || namespace === of) names.add(name)
      }
    }
  }
  if (names.size === 0) return undecided('no account is stated where it is bound')
  return { names: [...names].sort(compareText), wide }
}

function undecided(reason: string): Block {
  return {
    kind: 'needsDecision',
    reason,
    remedy: 'say in `sparekey.yaml`, under `minters`, whose tokens each subject makes, or take the right away',
  }
}

function bindsTo({ ref }: RoleObject, roleRef: BindingObject['roleRef'], binding: ObjectRef): boolean {
  return (
    roleRef.kind === ref.kind && roleRef.name === ref.name && (ref.kind === 'ClusterRole' || binding.namespace === ref.namespace)
  )
}

function isSame(
  stated: { readonly kind: string; readonly name: string; readonly namespace?: string },
  subject: Subject,
  binding: BindingObject,
): boolean {
  if (stated.kind !== subject.kind) return false
  if (subject.kind !== 'ServiceAccount') return stated.name === subject.name
  return `${stated.namespace ?? ''}/${stated.name}` === subjectName(subject, binding)
}

/** The edits that narrow some rules; `undefined` where one can't be narrowed. */
function narrowed(role: RoleObject, places: readonly number[], names: readonly string[]): readonly PlannedEdit[] | undefined {
  const rules = places.flatMap((place) => role.rules[place] ?? [])
  if (rules.length !== places.length || !rules.every(isWrittenOut)) return undefined
  if (rules.every(({ resources }) => resources.length === 1))
    return places.map((place) => ({ path: pointer('rules', place, 'resourceNames'), to: names }))
  const after = role.rules.flatMap((rule, i): readonly PolicyRule[] => {
    if (!places.includes(i)) return [rule]
    const others = rule.resources.filter((one) => one !== resource)
    const own = { ...rule, apiGroups: [''], resources: [resource], verbs: ['create'], resourceNames: names, nonResourceURLs: [] }
    return others.length === 0 ? [own] : [{ ...rule, resources: others }, own]
  })
  return [{ path: '/rules', from: role.rules.map(ruleValue), to: after.map(ruleValue) }]
}

/** Whether a rule gives the right by its own name, so that it can be taken out. */
function isWrittenOut(rule: PolicyRule): boolean {
  const others = { ...rule, resources: rule.resources.filter((one) => one !== resource) }
  return rule.resources.includes(resource) && !ruleAllows(others, anyToken)
}

const anyToken = {
  kind: 'resource',
  verb: 'create',
  apiGroup: '',
  resource: 'serviceaccounts',
  subresource: 'token',
  namespace: '',
  name: '',
} as const
