// The report as YAML: the same data as `json`, for people who read their clusters that way.
import { DEFAULT_SCALAR_STYLE_RULES, dump, SCALAR_STYLE, type ScalarLayout } from 'js-yaml'
import { hex, isSteering, replaceSteering } from './plain-text.ts'
import type { Renderer } from './render-options.ts'
import { orderedReport } from './report-order.ts'

/** Renders `yaml`. */
export const renderYaml: Renderer = (report) => yamlText(orderedReport(report))

/** Plain data as YAML that is safe to print. */
export function yamlText(value: unknown): string {
  const text = dump(value, {
    lineWidth: -1,
    noRefs: true,
    scalarStyleRules: [quoteSteering, ...Object.values(DEFAULT_SCALAR_STYLE_RULES)],
  })
  // Steering characters now stand in double quotes only, where an escape means the character.
  const lines = text.split('\n')
  return lines.map((line) => replaceSteering(line, escapeOf)).join('\n')
}

// YAML lets direction marks and invisible characters stand as they are; only double quotes have escapes to write instead.
function quoteSteering(layout: ScalarLayout): void {
  if (isSteering(layout.node.value)) layout.style = SCALAR_STYLE.DOUBLE_QUOTED
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}
