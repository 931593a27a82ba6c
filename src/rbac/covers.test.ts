// Upstream's own cases (component-helpers auth/rbac/validation, policy_comparator_test.go), with what covers each part.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PolicyRule } from '../kube/index.ts'
import { rule } from './cluster.cases.ts'
import { coversOf } from './covers.ts'

const ruleOf = (text: string): PolicyRule => ({
  verbs: [],
  apiGroups: [],
  resources: [],
  resourceNames: [],
  nonResourceURLs: [],
  ...rule(text),
})

/** A sentence, the rules held, the rules wanted, and for each part the places of the rules that cover it; absent: not covered. */
type Case = readonly [says: string, held: readonly string[], wanted: readonly string[], covers?: readonly (readonly number[])[]]

const cases: readonly Case[] = [
  ['the same', ['get builds'], ['get builds'], [[0]]],
  ['nothing is wanted', [], [], []],
  ['a wildcard of subresources', ['get */scale'], ['get foo/scale'], [[0]]],
  ['which covers no other subresource', ['get */scale'], ['get foo/status']],
  ['nor the resource', ['get */scale'], ['get foo']],
  [
    'several rules together',
    ['get,delete deployments', 'delete builds,deployments'],
    ['delete builds,deployments'],
    [[1], [0, 1]],
  ],
  ['more verbs than are held', ['get builds'], ['get,delete builds']],
  ['all verbs', ['* builds'], ['get,delete builds'], [[0], [0]]],
  ['all verbs are more than some', ['get,list,delete builds'], ['* builds']],
  ['all resources', ['get *'], ['get builds,builds/log'], [[0], [0]]],
  ['all groups', ['get *:builds'], ['get apps:builds'], [[0]]],
  ['another group', ['get apps:builds'], ['get builds']],
  ['a name where any is allowed', ['get builds'], ['get builds=x'], [[0]]],
  ['any name where one is allowed', ['get builds=x'], ['get builds']],
  ['two names by two rules', ['get builds=x', 'get builds=y'], ['get builds=x,y'], [[0], [1]]],
  ['a path', ['get /logs'], ['get /logs'], [[0]]],
  ['a path under a star', ['get /logs/*'], ['get /logs/a', 'get /logs/*'], [[0], [0]]],
  ['a star where a path is allowed', ['get /logs/a'], ['get /logs/*']],
  ['a path is no resource', ['get *'], ['get /logs']],
]

for (const [says, held, wanted, covers] of cases)
  test(says, () => {
    const found = coversOf(
      wanted.map(ruleOf),
      held.map((text, by) => ({ rule: ruleOf(text), by })),
    )
    assert.deepEqual(found, covers)
  })
