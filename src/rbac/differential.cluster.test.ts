// The evaluator against a real API server: the same roles, bindings and questions, the same decisions, by the same bindings.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { clusterSuite } from '../../testbed/suite.ts'
import { compareText } from '../base/index.ts'
import { decodeObject, formatName, type BindingObject, type RoleObject } from '../kube/index.ts'
import { authorize } from './authorize.ts'
import { createWorld, readWorld, removeWorlds, review, rolesAggregated, type Review } from './differential-server.cases.ts'
import { namespaces, questionsAbout, worldOf, type Question, type WrittenObject } from './differential.cases.ts'
import { indexGrants, type Grants } from './grants.ts'
import { accountUser, impliedGroups, subjectKey, type GrantSubject } from './identity.ts'
import { mintRequest, type UserInfo } from './request.ts'
import { ruleAllows } from './rule-allows.ts'

const decisions = Number(process.env['SPAREKEY_DECISIONS'] ?? 3000)
const seed = Number(process.env['SPAREKEY_SEED'] ?? 20261124)
const decisionsInWorld = 500
const callers = 24

clusterSuite('decisions by RBAC, against a real API server', (cluster) => {
  test("upstream's own roles and bindings give upstream's minters", async () => {
    await rolesAggregated(cluster)
    const grants = indexed(await readWorld(cluster))
    const mint = mintRequest({ namespace: 'default', name: 'default' })
    const roles = grants.roles.filter((role) => grants.rulesOfRole(role).some((rule) => ruleAllows(rule, mint)))
    assert.deepEqual(roles.map((role) => `${role.ref.kind} ${formatName(role.ref)}`).sort(compareText), [
      'ClusterRole admin',
      'ClusterRole cluster-admin',
      'ClusterRole edit',
      'ClusterRole system:aggregate-to-edit',
      'ClusterRole system:kube-controller-manager',
      'ClusterRole system:node',
    ])
    const minters = grants.subjects.filter((subject) => authorize(grants, userOf(subject), mint).value.kind !== 'noOpinion')
    assert.deepEqual(minters.map(subjectKey).sort(compareText), ['Group:system:masters', 'User:system:kube-controller-manager'])
  })

  test(`${decisions} decisions, seed ${seed}`, async () => {
    for (const name of namespaces) await cluster.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    const upstream = (await readWorld(cluster)).map(asWritten)
    const differences: object[] = []
    let asked = 0
    let allowed = 0
    for (let round = 0; asked < decisions; round++) {
      const world = worldOf(seed + round)
      await createWorld(cluster, world, `last-${round}`)
      const views = { asWritten: indexed([...upstream, ...world]), asRead: indexed(await readWorld(cluster)) }
      const questions = questionsAbout(world, Math.min(decisionsInWorld, decisions - asked), seed + round).values()
      const ask = async (): Promise<void> => {
        for (const question of questions) {
          const theirs = await review(cluster, question)
          asked++
          if (theirs.allowed) allowed++
          for (const [view, grants] of Object.entries(views)) {
            const ours = differing(grants, question, theirs)
            if (ours !== undefined) differences.push({ world: seed + round, view, ...question, theirs, ours })
          }
        }
      }
      await Promise.all(Array.from({ length: callers }, ask))
      await removeWorlds(cluster)
    }
    const share = allowed / asked
    console.log(
      `decisions: ${asked}, ${(share * 100).toFixed(1)} % allowed, ${differences.length} differences, Kubernetes ${cluster.plane.version}, seed ${seed}`,
    )
    assert.deepEqual(differences.slice(0, 3), [], `the first of ${differences.length} differences`)
    assert.ok(share > 1 / 3 && share < 2 / 3, `${share} of the decisions are allowed: the mix is tame`)
  })
})

/** Somebody who is that subject, and no more. */
function userOf(subject: GrantSubject): UserInfo {
  if (subject.kind === 'ServiceAccount') return accountUser(subject)
  if (subject.kind === 'Group') return { name: '', groups: [...impliedGroups(subject), subject.name] }
  return { name: subject.name, groups: impliedGroups(subject) }
}

/** As in a manifest: the rules of an aggregated role are the controller's, so nobody writes them down. */
function asWritten(object: WrittenObject): WrittenObject {
  return object.aggregationRule === undefined ? object : { ...object, rules: [] }
}

function indexed(objects: readonly unknown[]): Grants {
  const roles: RoleObject[] = []
  const bindings: BindingObject[] = []
  for (const value of objects) {
    const decoded = decodeObject(value)
    assert.ok(decoded.kind === 'object', JSON.stringify(decoded))
    if (decoded.object.is === 'role') roles.push(decoded.object)
    else if (decoded.object.is === 'binding') bindings.push(decoded.object)
  }
  return indexGrants(roles, bindings)
}

/** What the evaluator says, where that differs from the server: in the decision, in its binding and role, or in the roles it misses. */
function differing(grants: Grants, { user, request }: Question, theirs: Review): string | undefined {
  const { value: decision, gaps } = authorize(grants, user, request)
  const reason = theirs.reason ?? ''
  if (theirs.allowed !== (decision.kind !== 'noOpinion')) return decision.kind
  if (decision.kind === 'privileged') return reason === '' ? undefined : 'privileged'
  if (decision.kind === 'allowed') {
    // The server stops at the first rule that allows.
    const by = decision.by.map(({ binding, role }) => {
      const name = binding.namespace === undefined ? binding.name : `${binding.name}/${binding.namespace}`
      return `RBAC: allowed by ${binding.kind} "${name}" of ${role.kind} "${role.name}" to `
    })
    return by.some((start) => reason.startsWith(start)) ? undefined : by.join()
  }
  // The server looks no further than the namespace of the request.
  const places = [undefined, request.kind === 'resource' ? request.namespace : undefined]
  const missing = gaps.flatMap((gap) => {
    if (gap.kind !== 'roleMissing' || !places.includes(gap.binding.namespace)) return []
    return `${gap.role.kind.toLowerCase()}.rbac.authorization.k8s.io "${gap.role.name}" not found`
  })
  const named = new Set(reason.match(/\w+\.rbac\.\S+ "[^"]*" not found/g))
  return isDeepStrictEqual(named, new Set(missing)) ? undefined : `missing: ${missing.join()}`
}
