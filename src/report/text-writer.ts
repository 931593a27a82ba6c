// What every section of a terminal report is given: the report, its settings, its colours, and how long lines are broken.
import type { AuditReport } from '../verdict/index.ts'
import { displayWidth, wrap } from './display-width.ts'
import { paintFor, type Paint } from './paint.ts'
import { plainText } from './plain-text.ts'
import { rankWorkloads, type RankedWorkload } from './report-parts.ts'
import type { RenderOptions } from './render-options.ts'

/** The material of a terminal report. */
export interface TextScene {
  readonly report: AuditReport
  readonly options: RenderOptions
  readonly ranked: readonly RankedWorkload[]
  readonly paint: Paint
  /** Whether everything is shown, as wide as it comes. */
  readonly wide: boolean
}

/** Prepares a terminal report. */
export function textScene(report: AuditReport, options: RenderOptions, wide: boolean): TextScene {
  return { report, options, ranked: rankWorkloads(report), paint: paintFor(options.color), wide }
}

/** A text made harmless and broken into lines that fit; the first begins with `lead`, the others with as many spaces. */
export function paragraph(scene: TextScene, text: string, lead = ''): string[] {
  const indent = ' '.repeat(displayWidth(lead))
  const safe = plainText(text)
  const lines = scene.wide ? [safe] : wrap(safe, scene.options.width - indent.length)
  return lines.map((line, i) => `${i === 0 ? lead : indent}${line}`)
}

/** The title of a section, and a word on it. */
export function heading(scene: TextScene, title: string, note = ''): string {
  return `${scene.paint.strong(title.toUpperCase())}${note === '' ? '' : scene.paint.faint(`  ${note}`)}`
}
