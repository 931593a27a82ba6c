// The guard as manifests to be reviewed and kept in git: each policy with what a person should know of it above, and its bindings behind.
import type { JsonObject } from '../../base/index.ts'
import type { EngineRendering, RenderedGuard } from '../../guard/index.ts'
import { jsonText } from '../json-text.ts'
import { plainText } from '../plain-text.ts'
import { yamlText } from '../yaml.ts'

/** Objects as YAML documents. */
export function manifestsText(objects: readonly JsonObject[]): string {
  return objects.map((object) => yamlText(object)).join('---\n')
}

/** How `guard render` prints. */
export const guardFormats: Readonly<Record<'yaml' | 'json', (guard: RenderedGuard) => string>> = {
  yaml: ({ policies, lost }) => {
    const notes = lost.map((one) => `# Not in this version of Kubernetes: ${plainText(one)}.\n`).join('')
    const documents = policies.flatMap(({ policy, objects }) => {
      const [first = '', ...bindings] = objects.map((object) => yamlText(object))
      const comment = [`${policy.name}: ${policy.title}.`, ...policy.header].map((line) => `# ${plainText(line)}\n`).join('')
      return [`${comment}${first}`, ...bindings]
    })
    return `${notes}${documents.join('---\n')}`
  },
  json: ({ policies }) => `${jsonText({ apiVersion: 'v1', kind: 'List', items: policies.flatMap(({ objects }) => objects) })}\n`,
}

/** How `guard render --for` prints: what the engine cannot express comes first. */
export const engineFormats: Readonly<Record<'yaml' | 'json', (title: string, rendering: EngineRendering) => string>> = {
  yaml: (title, { documents, cannotExpress }) => {
    const notes = [`The guard for ${title}. What it cannot express:`, ...cannotExpress.map((one) => `- ${one}`)]
    const comment = notes.map((line) => `# ${plainText(line)}\n`).join('')
    // JSON is YAML, and the tools that take it want it as JSON.
    return `${comment}${documents.map(({ format, object }) => (format === 'json' ? `${jsonText(object)}\n` : yamlText(object))).join('---\n')}`
  },
  json: (title, { documents, cannotExpress }) =>
    `${jsonText({ engine: title, cannotExpress, documents: documents.map(({ name, object }) => ({ name, object })) })}\n`,
}
