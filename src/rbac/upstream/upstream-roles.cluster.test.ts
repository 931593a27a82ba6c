// The table of upstream's roles against a real API server of the same release. `UPDATE_FIXTURES=1 npm test -- src/rbac/upstream`
// writes the table anew; a new release is named in upstream-roles.ts first.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { clusterSuite } from '../../../testbed/suite.ts'
import { compareText } from '../../base/index.ts'
import { decodeObject, formatRef, type PolicyRule, type RoleObject } from '../../kube/index.ts'
import { readWorld, rolesAggregated } from '../differential-server.cases.ts'
import { indexGrants } from '../grants.ts'
import { tableTexts } from './upstream-table.cases.ts'
import { upstreamRelease, upstreamRoles } from './upstream-roles.ts'

const updating = process.env['UPDATE_FIXTURES'] === '1'

clusterSuite("upstream's roles, against a real API server", { kubernetes: upstreamRelease }, (cluster) => {
  const theirs = async (): Promise<readonly RoleObject[]> => {
    await rolesAggregated(cluster)
    return (await readWorld(cluster)).flatMap((value) => {
      const decoded = decodeObject(value)
      assert.ok(decoded.kind === 'object', JSON.stringify(decoded))
      return decoded.object.is === 'role' ? [decoded.object] : []
    })
  }

  test('the table has every role of the server, with the same labels and rules, and no other', async () => {
    const roles = await theirs()
    if (updating)
      for (const [file, text] of await tableTexts(roles, upstreamRelease)) writeFileSync(new URL(file, import.meta.url), text)
    assert.deepEqual(byRef(upstreamRoles(), written), byRef(roles, written))
  })

  test('aggregated roles come to the rules that the controller gives them, each in its place', async () => {
    const grants = indexGrants(upstreamRoles(), [], 'written')
    assert.deepEqual(
      byRef(upstreamRoles(), (role) => grants.rulesOfRole(role)),
      byRef(await theirs(), ({ rules }) => rules),
    )
  })

  test('and so they do where somebody feeds them', async () => {
    const rules = [{ verbs: ['create'], apiGroups: ['example.com'], resources: ['widgets'] }]
    const fed = { edit: 'first-source', view: 'x-source' }
    const made = Object.entries(fed).map(([role, name]) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name, labels: { [`rbac.authorization.k8s.io/aggregate-to-${role}`]: 'true' } },
      rules: rules.map((rule) => ({ ...rule, resources: [`${role}-widgets`] })),
    }))
    for (const role of made) await cluster.client.create(role)
    const roles = await theirs()
    const given = roles.filter(({ ref }) => Object.values(fed).includes(ref.name))
    assert.equal(given.length, made.length)
    const grants = indexGrants(given, [], 'written', upstreamRoles())
    const rulesOf = (all: readonly RoleObject[], of: (role: RoleObject) => readonly PolicyRule[]) =>
      byRef(
        all.filter(({ aggregationRule }) => aggregationRule !== undefined),
        of,
      )
    assert.deepEqual(
      rulesOf(upstreamRoles(), (role) => grants.rulesOfRole(role)),
      rulesOf(roles, (role) => role.rules),
    )
  })
})

/** What stands in a role; the rules of an aggregated one are the controller's. */
function written({ meta, rules, aggregationRule }: RoleObject): object {
  const own: readonly PolicyRule[] = aggregationRule === undefined ? rules : []
  return { labels: meta.labels, rules: own, aggregationRule }
}

function byRef<T>(roles: readonly RoleObject[], of: (role: RoleObject) => T): ReadonlyMap<string, T> {
  return new Map(
    [...roles].sort((a, b) => compareText(formatRef(a.ref), formatRef(b.ref))).map((role) => [formatRef(role.ref), of(role)]),
  )
}
