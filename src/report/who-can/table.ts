// The answer to `who-can` for a terminal: the sentence, a row for each subject and target, what to remove, and what was not known.
import { plainText } from '../plain-text.ts'
import { tableLines } from '../text-columns.ts'
import { bindingPhrase, holderPhrase, mannerPhrase, routeCountPhrase, routesPhrase, targetPhrase } from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'
import { accessRows, type AccessRow } from './rows.ts'
import { cutLines, gapLines, headLines, sectionsText, verificationLines, sceneOf, type WhoCanScene } from './text.ts'
import { rowLines } from './text-rows.ts'

/** Bindings that are printed; their list is sorted by what they open. */
const bindingsShown = 10

/** Renders `table`, the default. */
export const renderWhoCanTable: WhoCanRenderer = (report, options) => {
  const scene = sceneOf(report, options)
  const rows = accessRows(report.grants)
  return sectionsText([
    headLines(scene),
    rows
      .filter((row) => !row.platform)
      .flatMap((row) => rowLines(row, report.asked.kind !== 'subject', scene.paint, scene.width)),
    platformLines(
      rows.filter((row) => row.platform),
      scene,
    ),
    cutLines(scene),
    bindingLines(scene),
    verificationLines(scene),
    gapLines(scene),
  ])
}

// A line each: there are many in every cluster, and nobody is going to take them away.
function platformLines(rows: readonly AccessRow[], { paint, width }: WhoCanScene): string[] {
  if (rows.length === 0) return []
  return [
    `${paint.strong("THE PLATFORM'S OWN")}${paint.faint('  through which bindings: -o tree')}`,
    ...tableLines({
      columns: [
        { title: 'SEV', floor: 8 },
        { title: 'SUBJECT', floor: 30, least: 16 },
        { title: 'REACHES', floor: 17, least: 12 },
        { title: 'HOW', floor: 12 },
        { title: 'ROUTES', floor: 18, least: 9 },
      ],
      rows: rows.map((row) =>
        [
          row.severity,
          holderPhrase(row),
          targetPhrase(row.target),
          mannerPhrase(row),
          row.chain === undefined ? routeCountPhrase(row) : routesPhrase(row),
        ].map(plainText),
      ),
      width,
      paintTitle: paint.faint,
      paintCell: (text, column, i) => (column === 0 ? paint.severity(rows[i]?.severity, text) : text),
    }),
  ]
}

function bindingLines({ report: { bindings = [] }, paint, width }: WhoCanScene): string[] {
  const shown = bindings.slice(0, bindingsShown)
  if (shown.length === 0) return []
  return [
    paint.strong('WHAT EACH BINDING OPENS'),
    ...tableLines({
      columns: [
        { title: 'BINDING', floor: 30 },
        { title: 'ACCOUNTS REACHED', floor: 16 },
        { title: 'ONLY BY IT', floor: 10 },
      ],
      rows: shown.map(({ binding, accounts, alone }) => [plainText(bindingPhrase(binding)), String(accounts), String(alone)]),
      width,
      paintTitle: paint.faint,
      paintCell: (text) => text,
    }),
    ...(bindings.length > shown.length ? [`and ${bindings.length - shown.length} more (-o json)`] : []),
  ]
}
