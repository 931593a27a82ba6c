// A suggested role as YAML to be applied, with what is granted and was not seen in comments above it; or all of it as data.
import { formatName, formatRef } from '../kube/index.ts'
import type { SuggestedRole } from '../verdict/index.ts'
import { jsonText } from './json-text.ts'
import { plainText } from './plain-text.ts'
import { yamlText } from './yaml.ts'

/** What is said beside it: how far the evidence reaches. */
export interface SuggestionFacts {
  readonly statement: string
}

/** How a suggested role is printed. */
export type SuggestionRenderer = (suggested: SuggestedRole, facts: SuggestionFacts) => string

/** The formats of `suggest-role`. */
export const suggestionFormats: Readonly<Record<'yaml' | 'json', SuggestionRenderer>> = { yaml: asYaml, json: asJson }

function asYaml(suggested: SuggestedRole, { statement }: SuggestionFacts): string {
  const { serviceAccount, objects, granted, notGranted, notCovered } = suggested
  // What every account has is no right of this one.
  const unseen = granted.filter(({ seen, binding }) => !seen && !binding.name.startsWith('system:'))
  const comments = [
    `The least roles that cover what ServiceAccount ${serviceAccount} was seen to do.`,
    `The evidence: ${statement}. What runs more seldom is not in it.`,
    ...(objects.length === 0 ? ['Nothing was seen that needs a right.'] : []),
    ...unseen.map(
      ({ binding, role, rule }) =>
        `granted, and not seen in use: rule ${rule} of ${formatRef(role)}, by ${binding.kind} ${formatName(binding)}`,
    ),
    ...notGranted.map((what) => `seen, and granted by no role of the input: ${what}`),
    ...notCovered.map((what) => `seen, and not covered, since what clients make up is not kept: ${what}`),
  ]
  const head = comments.map((line) => `# ${plainText(line)}\n`).join('')
  return head + objects.map((object) => `---\n${yamlText(object)}`).join('')
}

function asJson(suggested: SuggestedRole, { statement }: SuggestionFacts): string {
  const { apiVersion, kind, serviceAccount, objects, granted, notGranted, notCovered } = suggested
  return `${jsonText({ apiVersion, kind, serviceAccount, evidence: statement, objects, granted, notGranted, notCovered })}\n`
}
