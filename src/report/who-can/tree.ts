// The answer as a tree: who, then each target, then by which route and rule; a chain's steps one below the other.
import { displayWidth, wrap } from '../display-width.ts'
import type { Paint } from '../paint.ts'
import { plainText } from '../plain-text.ts'
import type { HopReport } from '../../verdict/index.ts'
import { grantRoutePhrase, holderPhrase, madePhrase, targetPhrase, termsPhrase, viaPhrase } from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'
import { accessRows, holderRows, type AccessRow, type HolderRows } from './rows.ts'
import { cutLines, gapLines, headLines, sectionsText, verificationLines, sceneOf } from './text.ts'

/** A text with what stands below it. */
interface Branch {
  readonly text: string
  /** Colours one line of the text. */
  readonly paint: (line: string) => string
  readonly below: readonly Branch[]
}

/** Steps of a chain that are set in ever deeper. */
const deepest = 12

/** Renders `tree`. */
export const renderWhoCanTree: WhoCanRenderer = (report, options) => {
  const scene = sceneOf(report, options)
  const titles = new Map(report.routes.map((route) => [route.id, route.title]))
  return sectionsText([
    headLines(scene),
    holderRows(accessRows(report.grants)).flatMap((holder) =>
      branchLines(holderBranch(holder, titles, scene.paint), scene.width),
    ),
    cutLines(scene),
    verificationLines(scene),
    gapLines(scene),
  ])
}

function holderBranch(holder: HolderRows, titles: ReadonlyMap<string, string>, paint: Paint): Branch {
  return {
    text: `${holderPhrase(holder)}${holder.platform ? ", the platform's own" : ''}`,
    paint: paint.strong,
    below: holder.rows.map((row) => rowBranch(row, titles, paint)),
  }
}

function rowBranch(row: AccessRow, titles: ReadonlyMap<string, string>, paint: Paint): Branch {
  return {
    text: `${row.severity}: ${targetPhrase(row.target)} (${termsPhrase(row)})`,
    paint: (line) =>
      line.startsWith(row.severity) ? `${paint.severity(row.severity, row.severity)}${line.slice(row.severity.length)}` : line,
    below: row.chain === undefined ? routeBranches(row, titles, paint) : stepBranches(row.chain, 0, paint),
  }
}

function routeBranches(row: AccessRow, titles: ReadonlyMap<string, string>, paint: Paint): readonly Branch[] {
  return row.grants.map((grant) => ({
    text: [grantRoutePhrase(grant), ...(titles.has(grant.route) ? [titles.get(grant.route)] : [])].join(': '),
    paint: plainly,
    below: ruleLeaves(grant, paint),
  }))
}

// Each step hangs on the one that makes it possible, as deep as lines leave room for words.
function stepBranches(chain: NonNullable<AccessRow['chain']>, at: number, paint: Paint): readonly Branch[] {
  const hop = chain[at]
  if (hop === undefined) return []
  const further = stepBranches(chain, at + 1, paint)
  const nests = at < deepest
  const step: Branch = {
    text: `${at + 1}. ${holderPhrase(hop)} ${hop.route} in ${targetPhrase(hop.target)}`,
    paint: plainly,
    below: [...ruleLeaves(hop, paint), ...(nests ? further : [])],
  }
  return nests ? [step] : [step, ...further]
}

function ruleLeaves({ via, made = [] }: Pick<HopReport, 'via' | 'made'>, paint: Paint): readonly Branch[] {
  return [...via.map(viaPhrase), ...made.map(madePhrase)].map((text) => leaf(text, paint.faint))
}

function leaf(text: string, paint: Branch['paint']): Branch {
  return { text, paint, below: [] }
}

function plainly(line: string): string {
  return line
}

/** @param first - stands before the first line; @param rest - before all others and before what is below */
function branchLines({ text, paint, below }: Branch, width: number, first = '', rest = ''): string[] {
  const under = below.length > 0 ? `${rest}│  ` : `${rest}   `
  return [
    ...wrap(plainText(text), width - displayWidth(under)).map((line, i) => `${i === 0 ? first : under}${paint(line)}`),
    ...below.flatMap((branch, i) =>
      i === below.length - 1
        ? branchLines(branch, width, `${rest}└─ `, `${rest}   `)
        : branchLines(branch, width, `${rest}├─ `, `${rest}│  `),
    ),
  ]
}
