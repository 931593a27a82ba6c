// Every format that a plan can be had in: a table, so that one more format is one more file and one more row.
import type { PlanFormat } from '../format-names.ts'
import { renderPlanJson, renderPlanYaml } from './data.ts'
import { renderPlanDiff } from './diff.ts'
import { renderPlanHtml } from './html.ts'
import { renderPlanKubectl } from './kubectl.ts'
import { renderPlanKustomize } from './kustomize.ts'
import { renderPlanMarkdown } from './markdown.ts'
import type { PlanRenderer } from './renderer.ts'
import { renderPlanTable } from './table.ts'

/** The renderer of each format. */
export const planFormats: Readonly<Record<PlanFormat, PlanRenderer>> = {
  table: renderPlanTable,
  yaml: renderPlanYaml,
  json: renderPlanJson,
  diff: renderPlanDiff,
  kubectl: renderPlanKubectl,
  kustomize: renderPlanKustomize,
  markdown: renderPlanMarkdown,
  html: renderPlanHtml,
}
