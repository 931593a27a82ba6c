// The answer in sentences: what was asked, what was found, what to remove, each with how much of the input could be read.
import type { GapReport, SourceReport, WhoCanReport } from '../../verdict/index.ts'
import { countPhrase, listPhrase } from '../phrases.ts'
import { bindingPhrase, subjectPhrase } from './phrases.ts'

/** The question, as a title. */
export function titlePhrase({ asked }: Pick<WhoCanReport, 'asked'>): string {
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
  const outside = report.verification?.outsideRbac.length ?? 0
  const more = outside === 0 ? '' : `; the live cluster allows ${countPhrase(outside, 'right')} outside RBAC`
  return `${foundPhrase(report)}${more}; ${coveragePhrase(report)}`
}

/** Whether the account that was asked about is there, where that is not plain. */
export function existsPhrase({ asked }: WhoCanReport): string | undefined {
  if (asked.kind !== 'serviceAccount' || asked.exists === true) return undefined
  return asked.exists === false
    ? 'this ServiceAccount does not exist: what is said holds from the moment when somebody creates it'
    : 'the input does not show whether this ServiceAccount exists'
}

/** What to remove, as a sentence; `undefined` where no one account was asked about. */
export function cutPhrase(report: WhoCanReport): string | undefined {
  const { cut } = report
  if (cut === undefined) return undefined
  const names = `${countPhrase(cut.bindings.length, 'binding')}: ${cut.bindings.map(bindingPhrase).join(', ')}`
  const remove = `to take it out of reach of everybody but the platform, remove ${names}`
  switch (cut.kind) {
    case 'none':
      return `nothing to remove: nobody but the platform was found to reach it by RBAC; ${coveragePhrase(report)}`
    case 'smallest':
      return `${remove}; no smaller set does${caveat(report)}`
    case 'some':
      return `${remove}; a smaller set may exist${caveat(report)}`
    case 'impossible':
      return `it cannot be taken out of reach by removing bindings: some way to it hangs on the platform's own alone${caveat(report)}`
  }
}

/** How much of what decides could be read: no answer is worth more than that. */
export function coveragePhrase(report: { readonly source: SourceReport; readonly gaps: readonly GapReport[] }): string {
  if (!report.source.rolesKnown) return 'not all roles and bindings were read, so there may be more'
  return report.gaps.length > 0
    ? `with ${countPhrase(report.gaps.length, 'gap')} in what could be read, so there may be more`
    : 'all roles and bindings were read'
}

function foundPhrase({ summary, asked }: WhoCanReport): string {
  const { subjects, direct, indirect, chained, platform } = summary
  const found = direct + indirect + chained
  const parts = [
    ...(direct > 0 ? [`${direct} ${direct === 1 ? 'makes' : 'make'} new tokens`] : []),
    ...(indirect > 0 ? [`${indirect} ${indirect === 1 ? 'obtains' : 'obtain'} them in other ways`] : []),
    ...(chained > 0 ? [`${chained} ${chained === 1 ? 'goes' : 'go'} through others`] : []),
  ].join(', ')
  if (asked.kind === 'subject') {
    if (found > 0) return `${countPhrase(found, 'grant')}: ${parts}`
    return platform > 0 ? `${countPhrase(platform, 'grant')}, as part of the platform` : 'nothing was found that it can obtain'
  }
  const own = platform > 0 ? `; the platform itself holds ${platform}` : ''
  if (found === 0) return `nobody but the platform was found${own}`
  const who = countPhrase(subjects, 'subject beside the platform holds', 'subjects beside the platform hold')
  return `${who} ${countPhrase(found, 'grant')}: ${parts}${own}`
}

function caveat(report: WhoCanReport): string {
  return report.source.rolesKnown && report.gaps.length === 0 ? '' : `; ${coveragePhrase(report)}`
}

/** A message of this file as a sentence of its own, for formats that are read as prose. */
export function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
}
