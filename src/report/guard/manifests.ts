// The guard as manifests to be reviewed and kept in git: each policy with what a person should know of it above, and its bindings behind.
import type { JsonObject } from '../../base/index.ts'
import type { RenderedGuard } from '../../guard/index.ts'
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
