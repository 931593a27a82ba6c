// Which objects have their switch changed, and which are left alone: decided once, for the control's plans and for a plan that is
// carried out. Nobody who needs a token, or of whom it is not known, may lose it by a change of its account.
import { sortedBy } from '../base/index.ts'
import { formatName, refKey, type ObjectRef } from '../kube/index.ts'
import type { Finding, TokenReport, WorkloadReport } from './audit-report.ts'
import { notSet } from './checks/default-account.ts'
import { speaksFor } from './declaration.ts'

/** An object whose switch is changed. */
export interface SwitchTarget extends ObjectRef {
  /** What the field says now; `null` is absent, and must be absent again after a backout. */
  readonly former: boolean | null
  /** Whether pods with rights run on it that nobody has spoken for. */
  readonly inUse: boolean
}

/** An account that is left alone, and why. */
export interface KeptAccount extends ObjectRef {
  /** `cannotAsk`: a workload needs what it mounts and can't be made to ask for it itself. `unchangeable`: the account's own switch. */
  readonly because: 'platform' | 'couldNotTell' | 'cannotAsk' | 'unchangeable'
  /** For whose sake, where it is somebody's. */
  readonly workload?: ObjectRef
}

/** Whether a field can be set: at once, only where the object comes from, or not at all. */
export type Ability = 'now' | 'inSource' | 'no'

/** What the caller can change. */
export interface Abilities {
  /** The switch of an account. */
  account(account: ObjectRef): Ability
  /** The templates of a workload. */
  workload(workload: WorkloadReport): Ability
}

/** Everything that the plans would change. */
export interface Targets {
  /**
   * Workloads that need their token by declaration and get it from an account that is switched off, now or before: they ask for it
   * themselves.
   */
  readonly optIn: readonly SwitchTarget[]
  /** Workloads that are declared to need only the files beside the token. */
  readonly filesOnly: readonly ObjectRef[]
  /** Workloads that are declared to need a token in some of the containers that hold one. */
  readonly someContainers: readonly ObjectRef[]
  /** Accounts that hand out tokens which nothing shows to be needed. */
  readonly accounts: readonly SwitchTarget[]
  readonly keptAccounts: readonly KeptAccount[]
  /** Workloads that are switched off in their own template. */
  readonly templates: readonly SwitchTarget[]
  /** Workloads whose running pods have to be replaced for a change of their account, or an earlier change, to reach them. */
  readonly renew: readonly ObjectRef[]
  /** Workloads whose pods hold a token that is declared as needed, and whose template refuses it: whoever replaces them breaks them. */
  readonly contradicted: readonly ObjectRef[]
}

/** What is declared to be needed of the tokens that admission mounts. */
type Needed = 'token' | 'someContainers' | 'files' | 'nothing'

/** One workload as this file looks at it. */
interface Seen {
  readonly report: WorkloadReport
  readonly needed: Needed
  /** The accounts whose field, or its absence, gives it a token. */
  readonly fedBy: readonly ObjectRef[]
  readonly ownSwitch: boolean
  /** Where the next pod is refused a token, by whose switch. */
  readonly cutOff: 'account' | 'template' | undefined
  /** Whether a plan may take tokens from it: one is held, and its need is not shown. */
  readonly unproven: boolean
}

/**
 * Works them out.
 *
 * @param audit - workloads and findings; a workload of an account that is not among them is not kept safe
 */
export function targetsOf(
  audit: { readonly workloads: readonly WorkloadReport[]; readonly findings: readonly Finding[] },
  abilities: Abilities,
): Targets {
  const all = audit.workloads.map(seen)
  const kept = new Map<string, KeptAccount>()
  for (const one of all)
    for (const account of keptFor(one, abilities)) if (!kept.has(formatName(account))) kept.set(formatName(account), account)
  const takes = all.filter(({ unproven, needed }) => unproven && needed === 'nothing')
  const inUse = new Set(
    takes.filter(({ report }) => report.verdict === 'notProvenRequired').flatMap(({ fedBy }) => fedBy.map(formatName)),
  )
  const wanted = distinct([
    ...takes.flatMap(({ report, fedBy }) =>
      fedBy.map((account) => ({ ...account, former: formerOf(report, account), inUse: inUse.has(formatName(account)) })),
    ),
    ...audit.findings
      .filter(({ id }) => id === 'default-account-automounts')
      .map(({ object, message }) => ({
        ...object,
        former: message.includes(notSet) ? null : true,
        inUse: inUse.has(formatName(object)),
      })),
  ])
  for (const account of wanted)
    if (abilities.account(account) === 'no' && !kept.has(formatName(account)))
      kept.set(formatName(account), { ...bare(account), because: 'unchangeable' })
  const accounts = wanted.filter((account) => !kept.has(formatName(account)))
  const changed = new Map(accounts.map((account) => [formatName(account), abilities.account(account)]))
  const loses = ({ fedBy }: Seen) => fedBy.some((account) => changed.get(formatName(account)) === 'now')
  const drifted = new Set(audit.findings.filter(({ id }) => id === 'token-outlives-change').map(({ object }) => refKey(object)))
  const isDrifted = ({ report }: Seen) => drifted.has(refKey(workloadRef(report)))
  const named = (some: readonly Seen[]) => distinct(some.map(({ report }) => workloadRef(report)))
  return {
    optIn: distinct(
      all
        .filter(
          (one) =>
            one.needed === 'token' &&
            (one.fedBy.some((account) => changed.has(formatName(account))) || (isDrifted(one) && one.cutOff === 'account')),
        )
        .map(({ report }) => ({ ...workloadRef(report), former: null, inUse: true })),
    ),
    filesOnly: named(all.filter(({ needed }) => needed === 'files')),
    someContainers: named(all.filter(({ needed }) => needed === 'someContainers')),
    accounts,
    keptAccounts: wanted.flatMap((account) => kept.get(formatName(account)) ?? []),
    templates: distinct(
      takes
        .filter((one) => one.ownSwitch || one.fedBy.some((account) => stays(one, changed.get(formatName(account)), abilities)))
        .map(({ report, ownSwitch }) => ({ ...workloadRef(report), former: ownSwitch ? true : null, inUse: true })),
    ),
    renew: named(
      all.filter((one) => one.needed === 'nothing' && (isDrifted(one) || (loses(one) && one.report.pods.running > 0))),
    ),
    contradicted: named(all.filter((one) => one.needed !== 'nothing' && isDrifted(one) && one.cutOff !== 'account')),
  }
}

/** Whether the account of a workload goes on handing out tokens for now, so that the workload's own template has to refuse. */
function stays({ report }: Seen, account: Ability | undefined, abilities: Abilities): boolean {
  if (account === undefined || account === 'no') return true
  return account === 'inSource' && abilities.workload(report) === 'now'
}

function keptFor(one: Seen, abilities: Abilities): readonly KeptAccount[] {
  const { report, needed, fedBy } = one
  const workload = workloadRef(report)
  if (report.verdict === 'couldNotTell') return [{ ...accountOf(report), because: 'couldNotTell', workload }]
  if (report.verdict === 'platformOwned') return fedBy.map((account) => ({ ...account, because: 'platform', workload }))
  if (needed === 'nothing') return []
  const able = abilities.workload(report)
  return fedBy
    .filter((account) => able === 'no' || (able === 'inSource' && abilities.account(account) !== 'inSource'))
    .map((account) => ({ ...account, because: 'cannotAsk', workload }))
}

function seen(report: WorkloadReport): Seen {
  const mounted = report.containers.flatMap(({ name, tokens }) =>
    tokens.filter(({ source, apiServer }) => source === 'automount' && apiServer).map((token) => ({ name, token })),
  )
  const by = mounted.map(({ token }) => token.decidedBy)
  return {
    report,
    needed: neededBy(report, [...new Set(mounted.map(({ name }) => name))]),
    fedBy: distinct([
      ...by.filter(({ object }) => object.kind === 'ServiceAccount').map(({ object }) => object),
      // A platform's pods may hold nothing now, and get their token from the account all the same.
      ...(report.verdict === 'platformOwned' && report.automount.decidedBy?.object.kind === 'ServiceAccount'
        ? [report.automount.decidedBy.object]
        : []),
    ]),
    ownSwitch: by.some(({ object, value }) => value === true && object.kind !== 'ServiceAccount'),
    cutOff:
      report.automount.mounts !== false
        ? undefined
        : report.automount.decidedBy?.object.kind === 'ServiceAccount'
          ? 'account'
          : 'template',
    unproven: report.verdict === 'notProvenRequired' || report.verdict === 'powerless',
  }
}

function neededBy({ verdict, declaration }: WorkloadReport, mountedIn: readonly string[]): Needed {
  if (verdict === 'requiredByDeclaration') return 'token'
  if (declaration === undefined || mountedIn.length === 0 || verdict === 'platformOwned') return 'nothing'
  if (declaration.needs === 'files') return 'files'
  const spoken = mountedIn.filter((container) => speaksFor(declaration, container))
  if (spoken.length === 0) return 'nothing'
  return spoken.length === mountedIn.length ? 'token' : 'someContainers'
}

/** What the field of an account says that feeds a workload. */
function formerOf({ containers }: WorkloadReport, account: ObjectRef): boolean | null {
  const decided = containers
    .flatMap(({ tokens }): readonly TokenReport[] => tokens)
    .find(({ decidedBy }) => refKey(decidedBy.object) === refKey(account))
  return decided?.decidedBy.value === true ? true : null
}

function accountOf({ serviceAccount, namespace }: WorkloadReport): ObjectRef {
  const name = serviceAccount.slice(serviceAccount.indexOf('/') + 1)
  return { apiVersion: 'v1', kind: 'ServiceAccount', namespace, name }
}

function bare({ apiVersion, kind, namespace, name }: ObjectRef): ObjectRef {
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name }
}

/** The bare reference of a workload. */
export function workloadRef({ apiVersion, kind, namespace, name }: WorkloadReport): ObjectRef {
  return { apiVersion, kind, namespace, name }
}

function distinct<T extends ObjectRef>(objects: readonly T[]): readonly T[] {
  const byKey = new Map(objects.map((object) => [refKey(object), object]))
  return sortedBy(byKey.values(), ({ namespace, kind, name }) => [namespace, kind, name])
}
