// The tables of this folder as they should be, written from what a real API server has.
import { format, resolveConfig } from 'prettier'
import { compareText } from '../../base/index.ts'
import { formatName, type PolicyRule, type RoleObject } from '../../kube/index.ts'

/** A file of the table. */
interface TableFile {
  readonly file: string
  readonly constant: string
  readonly title: string
  readonly holds: (name: string) => boolean
}

const controller = (name: string) => name.includes('system:controller:')
const people = (name: string) => !name.includes('/') && (!name.startsWith('system:') || name.startsWith('system:aggregate-to-'))

const files: readonly TableFile[] = [
  { file: 'user-facing-roles.ts', constant: 'userFacingRoles', title: 'that people are bound to', holds: people },
  {
    file: 'component-roles.ts',
    constant: 'componentRoles',
    title: 'of parts of the cluster, and of everybody',
    holds: (name) => !people(name) && !controller(name),
  },
  {
    file: 'controller-roles.ts',
    constant: 'controllerRoles',
    title: 'of the controllers in kube-controller-manager',
    holds: controller,
  },
]

/**
 * The text of each file.
 *
 * @param release - the version of Kubernetes that the roles were read from
 */
export async function tableTexts(roles: readonly RoleObject[], release: string): Promise<ReadonlyMap<string, string>> {
  const config = await resolveConfig(new URL('rule-text.ts', import.meta.url))
  const entries = await Promise.all(
    files.map(async ({ file, constant, title, holds }): Promise<readonly [string, string]> => {
      const listed = roles
        .filter((role) => holds(formatName(role.ref)))
        .sort((a, b) => compareText(formatName(a.ref), formatName(b.ref)))
        // What an aggregated role gathers is worked out.
        .map((role) => [formatName(role.ref), role.aggregationRule === undefined ? role.rules.map(ruleText) : []])
      const text = `// Upstream's roles ${title}, with their rules: written by the test beside them, from a real API server.
      import type { RulesByRole } from './rule-text.ts'

      /** Of Kubernetes ${release}, by name; a Role with its namespace. */
      export const ${constant}: RulesByRole = ${JSON.stringify(Object.fromEntries(listed))}`
      return [file, await format(text, { ...config, parser: 'typescript' })]
    }),
  )
  return new Map(entries)
}

function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  if (nonResourceURLs.length > 0) return `${verbs.join()} url:${nonResourceURLs.join()}`
  const words = [verbs.join(), resources.join(), apiGroups.join()]
  return [...words.filter((word) => word !== ''), ...(resourceNames.length === 0 ? [] : [`=${resourceNames.join()}`])].join(' ')
}
