// How people are told of subjects, targets, bindings and cuts: the same words in every format.
import { formatName } from '../../kube/index.ts'
import type { SubjectReport, TargetReport, ViaReport, WhoCanReport } from '../../verdict/index.ts'
import { countPhrase, kindAndName, listPhrase } from '../phrases.ts'
import type { AccessRow } from './rows.ts'

/** `sa/shop/web`, `user/alice`, `group/devs`: as the command line takes it. */
export function subjectPhrase(subject: SubjectReport): string {
  if (subject.kind === 'ServiceAccount') return `sa/${formatName(subject)}`
  return `${subject.kind.toLowerCase()}/${subject.name}`
}

/** The subject of a row, with the group through which it holds what it holds. */
export function holderPhrase(row: Pick<AccessRow, 'subject' | 'memberOf'>): string {
  return row.memberOf === undefined ? subjectPhrase(row.subject) : `${subjectPhrase(row.subject)} (in group ${row.memberOf})`
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
  if (row.chain !== undefined) return `${row.chain.length} steps`
  return row.direct ? 'makes tokens' : 'indirectly'
}

/** The routes of a row: all of a chain's, else the first few. */
export function routesPhrase(row: AccessRow, atMost = 3): string {
  return row.chain === undefined ? listPhrase(row.routes, atMost) : row.routes.join(' → ')
}

/** A binding and its role: `RoleBinding/devs → ClusterRole/edit`, with the place of the rule in the role. */
export function viaPhrase(via: ViaReport): string {
  return `${bindingPhrase(via.binding)} → ${kindAndName(via.role)} rule ${via.rule}`
}

/** A binding, in its namespace. */
export function bindingPhrase(binding: ViaReport['binding']): string {
  return binding.namespace === undefined ? kindAndName(binding) : `${kindAndName(binding)} in ${binding.namespace}`
}

/** What there is to obtain now. */
export function existingPhrase(row: AccessRow): string {
  if (row.existing === null) return 'not known'
  return row.existing === 0 ? 'nothing now' : String(row.existing)
}

/** The question, as a title. */
export function titlePhrase({ asked }: WhoCanReport): string {
  switch (asked.kind) {
    case 'all':
      return `Who can obtain service account tokens${asked.namespaces === undefined ? '' : ` of ${listPhrase(asked.namespaces, 4)}`}`
    case 'serviceAccount':
      return `Who can obtain the token of sa/${asked.namespace}/${asked.name}`
    case 'subject':
      return `What ${subjectPhrase(asked.subject)} can obtain`
  }
}

/** The answer in one sentence, with the coverage that it has. */
export function answerPhrase(report: WhoCanReport): string {
  const { summary, asked } = report
  const found = summary.direct + summary.indirect + summary.chained
  const counts = `${countPhrase(summary.direct, 'grant')} to make new tokens, ${countPhrase(summary.indirect, 'other route')}, ${countPhrase(summary.chained, 'chain')}`
  const who = asked.kind === 'subject' ? counts : `${countPhrase(summary.subjects, 'subject')}: ${counts}`
  const platform = summary.platform === 0 ? '' : `; and ${countPhrase(summary.platform, 'grant')} of the platform's own`
  return `${found === 0 ? (asked.kind === 'subject' ? 'nothing was found' : 'nobody was found beside the platform') : who}${platform}${coveragePhrase(report)}`
}

function coveragePhrase(report: WhoCanReport): string {
  if (!report.source.rolesKnown) return '; not all roles and bindings were read, so there may be more'
  return report.gaps.length > 0
    ? `; with ${countPhrase(report.gaps.length, 'gap')} in what could be read`
    : '; all roles and bindings were read'
}

/** Whether the account that was asked about is there. */
export function existsPhrase({ asked }: WhoCanReport): string | undefined {
  if (asked.kind !== 'serviceAccount' || asked.exists === true) return undefined
  return asked.exists === false
    ? 'this ServiceAccount does not exist: what is said holds from the moment when somebody creates it'
    : 'the input does not show whether this ServiceAccount exists'
}

/** What to remove, as a sentence. */
export function cutPhrase(cut: NonNullable<WhoCanReport['cut']>): string {
  const names = `${countPhrase(cut.bindings.length, 'binding')}: ${cut.bindings.map(bindingPhrase).join(', ')}`
  switch (cut.kind) {
    case 'none':
      return 'nobody but the platform reaches it by RBAC'
    case 'smallest':
      return `to take it out of reach of everybody but the platform, remove ${names}; no smaller set does`
    case 'some':
      return `to take it out of reach of everybody but the platform, remove ${names}; a smaller set may exist`
    case 'impossible':
      return 'it can not be taken out of reach by removing bindings: some way to it hangs on bindings of the platform alone'
  }
}
