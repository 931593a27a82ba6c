// The table of needs against the evaluator: a rule meets a need, for some names, exactly when it allows some request that the need is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PolicyRule } from '../kube/index.ts'
import { tableOfNeeds } from './needs.ts'
import type { ResourceRequest } from './request.ts'
import { routes } from './routes/index.ts'
import type { Need } from './routes/route.ts'
import { ruleAllows } from './rule-allows.ts'

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300)

const needs = new Map(
  routes.flatMap(({ ways }) => ways.flatMap((way) => way.needs.map((need) => [JSON.stringify(need), need] as const))),
)
const table = tableOfNeeds(routes)

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]
const every = [...needs.values()]
const wildcard = ['impersonate-on:serviceaccount:get', 'impersonate-on:serviceaccount:', '*']
const verbs = distinct([...every.flatMap((need) => need.verbs), ...wildcard, 'use'])
const apiGroups = distinct([...every.map((need) => need.apiGroup), 'example.com'])
const plain = distinct([...every.map((need) => need.resource), 'widgets'])
const subresources = distinct([...every.map((need) => need.subresource), '*', 'scale'])
const names = ['', '*', 'x', 'y', ...distinct(every.flatMap((need) => need.onlyNames ?? []))]
const freshName = 'a-name-that-no-rule-has'

const someOf = (values: readonly string[]): fc.Arbitrary<string[]> =>
  fc.subarray([...values], { maxLength: Math.min(3, values.length) }).chain((list) => fc.constantFrom(list, list, list, ['*']))
const ruleOf: fc.Arbitrary<PolicyRule> = fc.constantFrom(...every).chain((need) =>
  fc.record({
    // About a need more often than about none.
    verbs: fc.oneof(someOf(need.verbs), someOf(verbs)),
    apiGroups: fc.oneof(fc.constant([need.apiGroup]), someOf(apiGroups)),
    resources: fc.oneof(
      fc.constant([need.subresource === '' ? need.resource : `${need.resource}/${need.subresource}`]),
      fc
        .tuple(someOf(plain), fc.constantFrom(...subresources))
        .map(([list, subresource]) => list.map((resource) => (subresource === '' ? resource : `${resource}/${subresource}`))),
    ),
    resourceNames: fc.oneof(fc.constant([]), fc.subarray(names, { maxLength: 2 })),
    nonResourceURLs: fc.constantFrom([], ['*']),
  }),
)

/** The requests that a need is, for one name; where it leaves something open, those that the rule might be about. */
function requestsOf(rule: PolicyRule, need: Need, name: string): readonly ResourceRequest[] {
  const asked = need.verbs.flatMap((verb) =>
    verb.endsWith(':') ? [...rule.verbs.filter((each) => each.startsWith(verb)), `${verb}use`] : [verb],
  )
  const groups = need.apiGroup === '*' ? [...rule.apiGroups, 'example.com'] : [need.apiGroup]
  const exact = { resource: need.resource, subresource: need.subresource }
  const resources = need.resource === '*' ? [...rule.resources, 'widgets'].map(split) : [exact]
  return asked.flatMap((verb) =>
    groups.flatMap((apiGroup) =>
      resources.map((resource): ResourceRequest => ({ kind: 'resource', namespace: '', verb, apiGroup, ...resource, name })),
    ),
  )
}

function split(text: string): Pick<ResourceRequest, 'resource' | 'subresource'> {
  const [resource = '', subresource = ''] = text.split('/')
  return { resource, subresource }
}

/** Lists, watches and what is done in another's name may come without a name even where the need is about names. */
const mayLackName = ({ verb }: ResourceRequest): boolean => /^(list|watch)$|:/.test(verb)

/** The names for which a rule meets a need, by asking; `undefined` for all. */
function namesByAsking(rule: PolicyRule, need: Need): readonly string[] | undefined {
  const allowed = (name: string): boolean => requestsOf(rule, need, name).some((request) => ruleAllows(rule, request))
  if (!need.named) return allowed('') ? undefined : []
  const nameless = requestsOf(rule, need, '').some((request) => mayLackName(request) && ruleAllows(rule, request))
  if (nameless || allowed(freshName)) return undefined
  return names.filter((name) => name !== '' && need.onlyNames?.includes(name) !== false && allowed(name))
}

test('a rule meets a need exactly when it allows one of its requests', () => {
  fc.assert(
    fc.property(ruleOf, fc.boolean(), (rule, clusterWide) => {
      const met = new Map(
        table.metBy([rule], clusterWide).map((one) => [one.need, one.names === undefined ? undefined : [...one.names].sort()]),
      )
      for (const need of every) {
        const number = table.numberOf(need)
        const expected = need.clusterScoped && !clusterWide ? [] : namesByAsking(rule, need)
        const found = met.has(number) ? met.get(number) : []
        assert.deepEqual(found, expected === undefined ? undefined : [...expected].sort(), JSON.stringify(need))
      }
    }),
    { numRuns: runs, seed: 20261124 },
  )
})

test('a need is met once by one rule', () => {
  const all: PolicyRule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] }
  assert.deepEqual(
    table
      .metBy([all], true)
      .map(({ need }) => need)
      .sort((x, y) => x - y),
    every.map((_, i) => i),
  )
})
