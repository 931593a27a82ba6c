// The prerequisites as a list for people, and as JSON for programs.
import { unreachable } from '../base/index.ts'
import type { PrerequisiteReport, PrerequisiteResult } from '../verdict/index.ts'
import { commandLines } from './command-lines.ts'
import { jsonText } from './json-text.ts'
import { paintFor, type Paint } from './paint.ts'
import { plainText } from './plain-text.ts'
import type { RenderOptions } from './render-options.ts'

/** The prerequisites of a cluster. */
export interface Prerequisites {
  /** RFC 3339. */
  readonly generatedAt: string
  readonly description: string
  readonly serverVersion?: string
  readonly prerequisites: readonly PrerequisiteReport[]
}

/** How `prerequisites` prints. */
export const prerequisiteFormats: Readonly<Record<'text' | 'json', (report: Prerequisites, options: RenderOptions) => string>> = {
  text,
  json: (report) => `${jsonText({ apiVersion: 'sparekey.dev/v1', kind: 'Prerequisites', ...report })}\n`,
}

/** 0 all that can be seen hold, 1 one does not, 2 one could not be told. */
export function prerequisitesExitCode({ prerequisites }: Prerequisites): 0 | 1 | 2 {
  if (prerequisites.some(({ result }) => result === 'doesNotHold')) return 1
  return prerequisites.some(({ result }) => result === 'couldNotTell') ? 2 : 0
}

function text({ description, serverVersion, prerequisites }: Prerequisites, { color, width }: RenderOptions): string {
  const paint = paintFor(color)
  const lines = prerequisites.flatMap(({ title, result, reason, evidence, commands }) => [
    '',
    `${word(result, paint)}  ${paint.strong(title)}`,
    `  ${plainText(reason)}`,
    ...evidence.map((one) => `  ${paint.faint('seen:')} ${plainText(one)}`),
    ...(result === 'holds'
      ? []
      : commands.flatMap(({ command, says }) => [
          ...commandLines(command, width - 4).map((line) => `    ${line}`),
          `      ${says}`,
        ])),
  ])
  return `${plainText(description)}${serverVersion === undefined ? '' : `, Kubernetes ${plainText(serverVersion)}`}\n${lines.join('\n')}\n`
}

function word(result: PrerequisiteResult, paint: Paint): string {
  switch (result) {
    case 'holds':
      return 'holds         '
    case 'doesNotHold':
      return paint.strong('DOES NOT HOLD ')
    case 'couldNotTell':
      return 'could not tell'
    case 'manual':
      return 'by hand       '
    default:
      return unreachable(result)
  }
}
