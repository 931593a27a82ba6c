// How people are told of subjects, targets, bindings and routes: the same words in every format.
import { formatName } from '../../kube/index.ts'
import type { GrantReport, SubjectReport, TargetReport, VerificationReport, ViaReport } from '../../verdict/index.ts'
import { countPhrase, kindAndName, listPhrase } from '../phrases.ts'
import type { AccessRow } from './rows.ts'

/** `sa/shop/web`, `user/alice`, `group/devs`: as the command line takes it. */
export function subjectPhrase(subject: SubjectReport): string {
  if (subject.kind === 'ServiceAccount') return `sa/${formatName(subject)}`
  return `${subject.kind.toLowerCase()}/${subject.name}`
}

/** The subject of a row, with the group through which it holds what it holds. */
export function holderPhrase({ subject, memberOf }: Pick<AccessRow, 'subject' | 'memberOf'>): string {
  return memberOf === undefined ? subjectPhrase(subject) : `${subjectPhrase(subject)} (in group ${memberOf})`
}

/** What is reached. */
export function targetPhrase(target: TargetReport): string {
  if (target.identity !== undefined) return `as ${subjectPhrase(target.identity)}`
  switch (target.scope) {
    case 'serviceAccount':
      return target.namespace === undefined
        ? `sa/${target.name ?? ''} in every namespace`
        : `sa/${target.namespace}/${target.name ?? ''}`
    case 'namespace':
      return `namespace ${target.namespace ?? ''}`
    case 'node':
      return `pods on node ${target.name ?? ''}`
    case 'cluster':
      return 'the whole cluster'
  }
}

/** What the subject gets, as the rest of a sentence: `reaches namespace shop`, `acts as user/alice`. */
export function reachPhrase(target: TargetReport): string {
  return target.identity === undefined ? `reaches ${targetPhrase(target)}` : `acts ${targetPhrase(target)}`
}

/** How it is had: `makes tokens`, `indirectly`, `3 steps`. */
export function mannerPhrase(row: AccessRow): string {
  if (row.chain !== undefined) return countPhrase(row.chain.length, 'step')
  return row.direct ? 'makes tokens' : 'indirectly'
}

/** The same with what there is to obtain, and what it takes besides: `makes tokens, 12 there now`. */
export function termsPhrase(row: AccessRow): string {
  const there =
    row.existing === 0 ? ', nothing there now' : row.existing === null || row.chain ? '' : `, ${row.existing} there now`
  return `${mannerPhrase(row)}${there}${row.besides === undefined ? '' : `; needs ${row.besides}`}`
}

/** The routes of a row: all of a chain's, else the first few, with the versions that know them. */
export function routesPhrase(row: AccessRow, atMost = 3): string {
  return row.chain === undefined ? listPhrase(routePhrases(row), atMost) : row.routes.join(' → ')
}

/** The routes of a row in the least room: the one, or how many. */
export function routeCountPhrase(row: AccessRow): string {
  const phrases = routePhrases(row)
  const [only] = phrases
  return phrases.length === 1 && only !== undefined ? only : `${phrases.length} routes`
}

function routePhrases({ grants }: AccessRow): readonly string[] {
  return [...new Set(grants.map(grantRoutePhrase))]
}

/** A route with the versions of Kubernetes that know it, where that matters: `mint-token (up to Kubernetes 1.31)`. */
export function grantRoutePhrase({ route, versions }: GrantReport): string {
  const since = versions?.since === undefined ? [] : [`since Kubernetes 1.${versions.since}`]
  const until = versions?.until === undefined ? [] : [`up to Kubernetes 1.${versions.until}`]
  const both = [...since, ...until].join(', ')
  return both === '' ? route : `${route} (${both})`
}

/** A binding and its role: `RoleBinding/devs in shop → ClusterRole/edit rule 3`, with the place of the rule in the role. */
export function viaPhrase(via: ViaReport): string {
  const rule = via.rule === undefined ? ', whatever it says' : ` rule ${via.rule}`
  return `${bindingPhrase(via.binding)} → ${kindAndName(via.role)}${rule}${assumedMark(via)}`
}

/** The same for what the subject comes to by a binding of its own making. */
export function madePhrase(via: ViaReport): string {
  return `and then by ${viaPhrase(via)}`
}

/** The same, short: no rule and no kind of role. */
export function boundRolePhrase(via: ViaReport): string {
  return `${bindingPhrase(via.binding)} → ${via.role.name}${assumedMark(via)}`
}

function assumedMark({ assumed }: ViaReport): string {
  return assumed === true ? ' (assumed)' : ''
}

/** The bindings with their roles that a row rests on, each once. */
export function boundRolesPhrase(via: readonly ViaReport[], atMost: number): string {
  return listPhrase([...new Set(via.map(boundRolePhrase))], atMost)
}

/** A binding, in its namespace. */
export function bindingPhrase(binding: ViaReport['binding']): string {
  return binding.namespace === undefined ? kindAndName(binding) : `${kindAndName(binding)} in ${binding.namespace}`
}

/** What there is to obtain now, for a cell of a table. */
export function existingPhrase({ existing }: Pick<AccessRow, 'existing'>): string {
  if (existing === null) return 'not known'
  return existing === 0 ? 'nothing' : String(existing)
}

/** Where the API server was asked whether somebody may make tokens. */
export function placePhrase({ namespace, name }: VerificationReport['outsideRbac'][number]): string {
  if (namespace === '') return name === '' ? 'every namespace' : `sa/${name} in every namespace`
  return name === '' ? `namespace ${namespace}` : `sa/${namespace}/${name}`
}
