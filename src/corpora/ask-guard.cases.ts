// Puts a corpus' objects to the guard: what it would say when they are made, at the stage deny.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import type { JsonObject } from '../base/index.ts'
import { foresee, guardOptions, localPolicy, renderGuard, type Policy } from '../guard/index.ts'
import { takeInventory } from '../inventory/index.ts'
import type { World } from './ask.cases.ts'
import { corporaFolder } from './corpus.cases.ts'

const options = guardOptions(36, { defaultStage: 'deny' })
const today = '2026-11-25'

/** What becomes of the pods of a world. */
export function admissionOf(world: World): 'refused' | 'passes' | 'unknown' {
  const inventory = takeInventory({ ...world, complete: new Set(), assumptions: new Set(['accounts', 'drivers']) })
  const answers = foresee(inventory, options, today).map(({ kind }) => kind)
  if (answers.includes('refused')) return 'refused'
  return answers.length === 0 || answers.includes('unknown') ? 'unknown' : 'passes'
}

/** The objects of files as they are written. */
export function writtenIn(folder: string, names: readonly string[]): readonly JsonObject[] {
  return names.flatMap((name) => loadAll(readFileSync(join(corporaFolder, folder, name), 'utf8')) as JsonObject[])
}

/** The policies that have a say when an object is made, but for those that only warn. */
export function policiesAbout(object: JsonObject): readonly string[] {
  return renderGuard(options)
    .policies.map(({ policy }) => policy)
    .filter((policy) => !(policy.kind === 'validating' && policy.bound === 'warned'))
    .filter((policy) => policy.rules.rule.resources.some((resource) => resource === `${kindOf(object)}s`))
    .filter((policy) => isAbout(policy, object))
    .map(({ name }) => name.replace('.sparekey.dev', ''))
}

/** Whether its conditions hold of a new object, whoever makes it. */
function isAbout({ rules }: Policy, object: JsonObject): boolean {
  const matchConditions = rules.matchConditions.filter(({ expression }) => !expression.includes('request.'))
  const holds = localPolicy({
    rule: rules.rule,
    matchConditions,
    variables: [],
    validations: [{ expression: 'false', message: 'it is about the object' }],
  })
  return holds({ object }).kind === 'refuses'
}

function kindOf(object: JsonObject): string {
  return (object['kind'] as string).toLowerCase()
}
