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

/** A workload whose own switch is changed. */
export interface WorkloadSwitch extends SwitchTarget {
  readonly report: WorkloadReport
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
  readonly optIn: readonly WorkloadSwitch[]
  /** Workloads that are declared to need only the files beside the token. */
  readonly filesOnly: readonly WorkloadReport[]
  /** Workloads that are declared to need a token in some of the containers that hold one. */
  readonly someContainers: readonly WorkloadReport[]
  /** Accounts that hand out tokens which nothing shows to be needed. */
  readonly accounts: readonly SwitchTarget[]
  readonly keptAccounts: readonly KeptAccount[]
  /** Workloads that are switched off in their own template. */
  readonly templates: readonly WorkloadSwitch[]
  /** Workloads whose running pods have to be replaced for a change of their account, or an earlier change, to reach them. */
  readonly renew: readonly WorkloadReport[]
  /** Workloads whose pods hold a token that is declared as needed, and whose template refuses it: whoever replaces them breaks them. */
  readonly contradicted: readonly WorkloadReport[]
}

/** What is declared to be needed of the tokens that admission mounts. */
type Needed = 'token' | 'someContainers' | 'files' | 'nothing'

/** One workload as this file looks at it. */
interface Seen {
  readonly report: WorkloadReport
  readonly needed: Needed
  /** The accounts, by `namespace/name`, whose field, or its absence, gives it a token. */
  readonly fedBy: readonly (readonly [string, ObjectRef])[]
  readonly ownSwitch: boolean
  /** Where the next pod is refused a token, by whose switch. */
  readonly cutOff: 'account' | 'template' | undefined
  /** Whether a plan may take tokens from it: one is held, and its need is not shown. */
  readonly unproven: boolean
}

/**
 * Works them out.
 *
 * @param audit - workloads, in order, and findings; a workload of an account that is not among them is not kept safe
 */
export function targetsOf(
  audit: { readonly workloads: readonly WorkloadReport[]; readonly findings: readonly Finding[] },
  abilities: Abilities,
): Targets {
  const all = audit.workloads.map(seen)
  const kept = new Map<string, KeptAccount>()
  for (const one of all) for (const [name, account] of keptFor(one, abilities)) if (!kept.has(name)) kept.set(name, account)
  const takes = all.filter(({ unproven, needed }) => unproven && needed === 'nothing')
  const wanted = wantedAccounts(takes, audit.findings)
  for (const [name, account] of wanted)
    if (!kept.has(name) && abilities.account(account) === 'no') kept.set(name, { ...bare(account), because: 'unchangeable' })
  const changed = new Map(
    [...wanted].filter(([name]) => !kept.has(name)).map(([name, account]) => [name, abilities.account(account)] as const),
  )
  const loses = ({ fedBy }: Seen) => fedBy.some(([name]) => changed.get(name) === 'now')
  const drifted = new Set(audit.findings.filter(({ id }) => id === 'token-outlives-change').map(({ object }) => refKey(object)))
  const isDrifted = ({ report }: Seen) => drifted.size > 0 && drifted.has(refKey(report))
  const named = (some: readonly Seen[]) => some.map(({ report }) => report)
  return {
    optIn: all
      .filter(
        (one) =>
          one.needed === 'token' &&
          (one.fedBy.some(([name]) => changed.has(name)) || (one.cutOff === 'account' && isDrifted(one))),
      )
      .map(({ report }) => ({ ...workloadRef(report), report, former: null, inUse: true })),
    filesOnly: named(all.filter(({ needed }) => needed === 'files')),
    someContainers: named(all.filter(({ needed }) => needed === 'someContainers')),
    accounts: sorted([...wanted].filter(([name]) => !kept.has(name)).map(([, account]) => account)),
    keptAccounts: sorted([...wanted].flatMap(([name]) => kept.get(name) ?? [])),
    templates: takes
      .filter((one) => one.ownSwitch || one.fedBy.some(([name]) => stays(one, changed.get(name), abilities)))
      .map(({ report, ownSwitch }) => ({ ...workloadRef(report), report, former: ownSwitch ? true : null, inUse: true })),
    renew: named(
      all.filter((one) => one.needed === 'nothing' && ((one.report.pods.running > 0 && loses(one)) || isDrifted(one))),
    ),
    contradicted: named(all.filter((one) => one.needed !== 'nothing' && one.cutOff !== 'account' && isDrifted(one))),
  }
}

/** The accounts to be switched off, by `namespace/name`. */
function wantedAccounts(takes: readonly Seen[], findings: readonly Finding[]): ReadonlyMap<string, SwitchTarget> {
  const wanted = new Map<string, SwitchTarget>()
  for (const { report, fedBy } of takes) {
    for (const [name, account] of fedBy) {
      const known = wanted.get(name)
      const inUse = known?.inUse === true || report.verdict === 'notProvenRequired'
      if (known?.inUse !== inUse) wanted.set(name, { ...bare(account), former: formerOf(report, account), inUse })
    }
  }
  for (const { id, object, message } of findings) {
    if (id !== 'default-account-automounts' || wanted.has(formatName(object))) continue
    wanted.set(formatName(object), { ...object, former: message.includes(notSet) ? null : true, inUse: false })
  }
  return wanted
}

/** Whether the account of a workload goes on handing out tokens for now, so that the workload's own template has to refuse. */
function stays({ report }: Seen, account: Ability | undefined, abilities: Abilities): boolean {
  if (account === undefined || account === 'no') return true
  return account === 'inSource' && abilities.workload(report) === 'now'
}

function keptFor(one: Seen, abilities: Abilities): readonly (readonly [string, KeptAccount])[] {
  const { report, needed, fedBy } = one
  const keep = (because: KeptAccount['because']) =>
    fedBy.map(([name, account]) => [name, { ...bare(account), because, workload: workloadRef(report) }] as const)
  if (report.verdict === 'couldNotTell')
    return [[report.serviceAccount, { ...accountOf(report), because: 'couldNotTell', workload: workloadRef(report) }]]
  if (report.verdict === 'platformOwned') return keep('platform')
  if (needed === 'nothing' || fedBy.length === 0) return []
  const able = abilities.workload(report)
  if (able === 'now') return []
  return keep('cannotAsk').filter(([, account]) => able === 'no' || abilities.account(account) !== 'inSource')
}

function seen(report: WorkloadReport): Seen {
  const { mounts, decidedBy } = report.automount
  const byAccount = decidedBy?.object.kind === 'ServiceAccount'
  const fedBy = feedersOf(report)
  return {
    report,
    needed: neededBy(report),
    // A platform's pods may hold nothing now, and get their token from the account all the same.
    fedBy: report.verdict === 'platformOwned' && byAccount ? [...fedBy, [formatName(decidedBy.object), decidedBy.object]] : fedBy,
    ownSwitch: report.containers.some(({ tokens }) =>
      tokens.some(
        (token) => isMounted(token) && token.decidedBy.value === true && token.decidedBy.object.kind !== 'ServiceAccount',
      ),
    ),
    cutOff: mounts !== false ? undefined : byAccount ? 'account' : 'template',
    unproven: report.verdict === 'notProvenRequired' || report.verdict === 'powerless',
  }
}

const none: readonly never[] = []

/** The accounts, by `namespace/name`, whose field, or its absence, gives a workload a token for the API server. */
export function feedersOf({ containers }: WorkloadReport): readonly (readonly [string, ObjectRef])[] {
  let found: (readonly [string, ObjectRef])[] | undefined
  for (const { tokens } of containers)
    for (const token of tokens) {
      const { object } = token.decidedBy
      if (object.kind !== 'ServiceAccount' || !isMounted(token)) continue
      const name = formatName(object)
      if (found?.some(([known]) => known === name) !== true) (found ??= []).push([name, object])
    }
  return found ?? none
}

function isMounted({ source, apiServer }: TokenReport): boolean {
  return source === 'automount' && apiServer
}

function neededBy({ verdict, declaration, containers }: WorkloadReport): Needed {
  if (verdict === 'requiredByDeclaration' || verdict === 'requiredByEvidence') return 'token'
  if (declaration === undefined || verdict === 'platformOwned') return 'nothing'
  const mountedIn = containers.filter(({ tokens }) => tokens.some(isMounted))
  if (mountedIn.length === 0) return 'nothing'
  if (declaration.needs === 'files') return 'files'
  const spoken = mountedIn.filter(({ name }) => speaksFor(declaration, name))
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

function sorted<T extends ObjectRef>(objects: readonly T[]): readonly T[] {
  return sortedBy(objects, ({ namespace, name }) => [namespace, name])
}
