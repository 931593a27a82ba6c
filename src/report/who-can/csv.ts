// The answer as CSV: a row for each grant and each rule that takes part, for spreadsheets.
import type { GrantReport, ViaReport, WhoCanReport } from '../../verdict/index.ts'
import { formatName } from '../../kube/index.ts'
import { csvText, type Cell } from '../csv.ts'
import { bindingPhrase, subjectPhrase, targetPhrase } from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'

const columns: readonly (readonly [title: string, cell: (grant: GrantReport, via: ViaReport | undefined) => Cell])[] = [
  ['severity', (grant) => grant.severity],
  ['subject_kind', (grant) => grant.subject.kind],
  ['subject', (grant) => formatName(grant.subject)],
  ['member_of', (grant) => grant.memberOf],
  ['route', (grant) => grant.route],
  ['direct', (grant) => grant.direct],
  ['scope', (grant) => grant.target.scope],
  ['target', (grant) => targetPhrase(grant.target)],
  ['existing', (grant) => grant.existing ?? undefined],
  ['binding', (_, via) => (via === undefined ? undefined : bindingPhrase(via.binding))],
  ['role_kind', (_, via) => via?.role.kind],
  ['role', (_, via) => (via === undefined ? undefined : formatName(via.role))],
  ['rule', (_, via) => via?.rule],
  ['rule_assumed', (_, via) => via?.assumed],
  [
    'chain',
    (grant) => grant.chain?.map((hop) => `${subjectPhrase(hop.subject)} ${hop.route} ${targetPhrase(hop.target)}`).join(' > '),
  ],
  ['since_minor', (grant) => grant.versions?.since],
  ['until_minor', (grant) => grant.versions?.until],
  ['needs_besides', (grant) => grant.besides],
  ['platform', (grant) => grant.platform],
]

/** Renders `csv`. */
export const renderWhoCanCsv: WhoCanRenderer = (report: WhoCanReport) =>
  csvText(
    columns.map(([title]) => title),
    report.grants.flatMap((grant) =>
      (grant.via.length === 0 ? [undefined] : grant.via).map((via) => columns.map(([, cell]) => cell(grant, via))),
    ),
  )
