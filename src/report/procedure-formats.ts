// Every format a procedure can be had in, and what it means to the shell.
import type { ProcedureFormat } from './format-names.ts'
import type { ProcedureReport } from '../verdict/index.ts'
import { jsonText } from './json-text.ts'
import { renderProcedureHtml } from './procedure-html.ts'
import { renderProcedureMarkdown } from './procedure-markdown.ts'
import { orderedProcedure } from './procedure-order.ts'
import type { ProcedureRenderer } from './procedure-renderer.ts'
import { renderProcedureText } from './procedure-text.ts'
import { yamlText } from './yaml.ts'

/** The renderer of each format. */
export const procedureFormats: Readonly<Record<ProcedureFormat, ProcedureRenderer>> = {
  text: renderProcedureText,
  markdown: renderProcedureMarkdown,
  html: renderProcedureHtml,
  json: (report) => `${jsonText(orderedProcedure(report))}\n`,
  yaml: (report) => yamlText(orderedProcedure(report)),
}

/** 1 where a step fails; else 2 where one could not be told; else 0. What is manual is for people, and changes no code. */
export function procedureExitCode({ summary }: ProcedureReport): 0 | 1 | 2 {
  if (summary.fail > 0) return 1
  return summary.couldNotTell > 0 ? 2 : 0
}
