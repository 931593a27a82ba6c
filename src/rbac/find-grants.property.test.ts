// Grants and the graph against a slow reader: on small clusters every subject is asked about every account, request by request.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatName, type AccountRef } from '../kube/index.ts'
import { authorize } from './authorize.ts'
import { account, bind, findIn, pod, role, subjectText, tokenSecret, type Found, type Plain } from './cluster.cases.ts'
import { impliedGroups, type GrantSubject } from './identity.ts'
import { buildReachGraph } from './reach-graph.ts'
import type { UserInfo } from './request.ts'
import { whoReaches } from './who-reaches.ts'

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300)

const accounts: readonly AccountRef[] = ['a/s', 'a/t', 'b/s'].map((text) => {
  const [namespace = '', name = ''] = text.split('/')
  return { namespace, name }
})
const who = ['alice', 'a/s', 'b/s', '@dev', '@system:authenticated', '@system:serviceaccounts:a']
const there: readonly Plain[] = [
  ...accounts.map((ref) => account(formatName(ref))),
  pod('a/p', 's', 'n'),
  tokenSecret('a/tok', 't'),
]

const resources = ['serviceaccounts/token', '*/token', 'serviceaccounts', 'secrets', 'pods', 'pods/exec', '*']
const rules = fc
  .tuple(
    fc.subarray(['create', 'impersonate', 'get', 'list', 'patch', '*'], { minLength: 1, maxLength: 2 }),
    fc.constantFrom(...resources),
    fc.constantFrom('', '', '=s', '=t', '=tok', '=p', '='),
  )
  .map(([verbs, resource, names]) => `${verbs.join(',')} ${resource}${names}`)
const clusters = fc
  .array(
    fc.record({
      rules: fc.array(rules, { minLength: 1, maxLength: 2 }),
      where: fc.constantFrom('*', 'a', 'b'),
      subjects: fc.subarray(who, { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((bindings) => [
    ...there,
    ...bindings.flatMap(({ rules: given, where, subjects }, i) => [
      role(`r${i}`, ...given),
      bind(where === '*' ? `b${i}` : `${where}/b${i}`, `r${i}`, ...subjects),
    ]),
  ])

/** Somebody as the API server sees them; a group is anybody who is in it and in what its members are always in. */
function userOf(holder: GrantSubject): UserInfo {
  const groups = impliedGroups(holder)
  if (holder.kind === 'Group') return { name: '(somebody)', groups: [holder.name, ...groups] }
  return { name: holder.kind === 'User' ? holder.name : `system:serviceaccount:${holder.namespace}:${holder.name}`, groups }
}

interface Asked {
  readonly verb: string
  readonly resource: string
  readonly subresource?: string
  readonly name?: string
}

/** For each route the ways to reach an account, each with all the requests that it takes. */
const asking: Readonly<Record<string, (ref: AccountRef) => readonly (readonly Asked[])[]>> = {
  'mint-token': ({ name }) => [[{ verb: 'create', resource: 'serviceaccounts', subresource: 'token', name }]],
  'impersonate-account': ({ name }) => [[{ verb: 'impersonate', resource: 'serviceaccounts', name }]],
  'create-pod': () => [
    [{ verb: 'create', resource: 'pods' }],
    ...['s', 't', 'tok', 'p', 'new'].map((name) => ['create', 'patch'].map((verb): Asked => ({ verb, resource: 'pods', name }))),
  ],
  'read-token-secret': (ref) =>
    formatName(ref) === 'a/t'
      ? ['get tok', 'list tok', 'watch tok', 'list ', 'watch '].map((text) => {
          const [verb = '', name = ''] = text.split(' ')
          return [{ verb, resource: 'secrets', name }]
        })
      : [],
  'exec-in-pod': (ref) =>
    formatName(ref) === 'a/s' ? [[{ verb: 'create', resource: 'pods', subresource: 'exec', name: 'p' }]] : [],
}

function slowly({ grants }: Found, holder: GrantSubject, ref: AccountRef, route: string): boolean {
  const { namespace } = ref
  const allowed = ({ verb, resource, subresource = '', name = '' }: Asked): boolean => {
    const request = { kind: 'resource', apiGroup: '', namespace, verb, resource, subresource, name } as const
    return authorize(grants, userOf(holder), request).value.kind === 'allowed'
  }
  return (asking[route]?.(ref) ?? []).some((way) => way.every(allowed))
}

test('a route leads to an account exactly when the requests that it needs are allowed', () => {
  fc.assert(
    fc.property(clusters, (objects) => {
      const cluster = findIn(objects, 36)
      const graph = buildReachGraph(cluster.found, cluster.terrain)
      const holders = [...cluster.grants.subjects.values()]
      for (const ref of accounts) {
        const { atOnce } = whoReaches(graph, { kind: 'ServiceAccount', ...ref })
        for (const route of Object.keys(asking)) {
          const named = new Set(atOnce.filter((grant) => grant.route.id === route).map((grant) => subjectText(grant.subject)))
          for (const holder of holders) {
            // What a subject has through a group is told of the group.
            const told = [subjectText(holder), ...impliedGroups(holder).map((group) => `@${group}`)].some((text) =>
              named.has(text),
            )
            assert.equal(told, slowly(cluster, holder, ref, route), `${subjectText(holder)} ${route} ${formatName(ref)}`)
          }
        }
      }
    }),
    { numRuns: runs, seed: 20261124 },
  )
})

test('a grant names rules that allow it, and falls with them', () => {
  fc.assert(
    fc.property(clusters, (objects) => {
      for (const grant of findIn(objects, 36).found) {
        assert.ok(grant.supports.length > 0 && grant.supports.every((support) => support.every((vias) => vias.length > 0)))
        const carrying = new Set(grant.supports.flat(2).map((via) => formatName(via.binding)))
        const without = objects.filter((object) => !isBinding(object) || !carrying.has(nameOf(object)))
        const left = findIn(without, 36).found.filter(
          ({ subject: left, route }) => subjectText(left) === subjectText(grant.subject) && route === grant.route,
        )
        assert.ok(!left.some(({ landing }) => landing.key === grant.landing.key), grant.landing.key)
      }
    }),
    { numRuns: runs, seed: 20261124 },
  )
})

function isBinding({ kind }: Plain): boolean {
  return kind === 'RoleBinding' || kind === 'ClusterRoleBinding'
}

function nameOf({ metadata }: Plain): string {
  return formatName(metadata as { readonly namespace?: string; readonly name: string })
}
