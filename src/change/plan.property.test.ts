// Whatever a cluster is like: once a plan is carried out nobody keeps a mounted token whose need is not shown, nobody loses one that is
// declared, tokens for others are what they were, and there is nothing left to plan.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '../base/index.ts'
import { refKey } from '../kube/index.ts'
import type { AuditReport, TokenReport, WorkloadReport } from '../verdict/index.ts'
import { audited, carriedOut, ids } from './plan.cases.ts'
import { freshPod, nameOf, randomCluster, switchesOf } from './random-cluster.cases.ts'
import { defaultPlanOptions, planOf, type Plan, type PlanOptions } from './index.ts'

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300)
const options: PlanOptions = { ...defaultPlanOptions, maxRisk: 'high' }

interface Walked {
  readonly before: AuditReport
  readonly plan: Plan
  readonly after: AuditReport
  /** The plan for what has come of it, and that. */
  readonly next: Plan
  readonly objects: readonly JsonObject[]
}

/** Plans, makes every step, lets controllers and people replace the pods of what was changed, and audits and plans again. */
function walked(objects: readonly JsonObject[], generatedAt = '2026-11-24T08:00:00Z'): Walked {
  const { inventory, report: before } = audited(objects, { generatedAt })
  const plan = planOf(inventory, before, options)
  const changed = carriedOut(plan, objects)
  const touched = new Set(plan.steps.map(({ object }) => `${object.kind} ${object.namespace ?? ''}/${object.name}`))
  const switches = switchesOf(changed)
  const owners = new Map(changed.map((object) => [nameOf(object), object]))
  const renewed = changed.map((object) => {
    if (object['kind'] !== 'Pod') return object
    const owner = ownerOf(object)
    const workload = owners.get(owner)
    return workload !== undefined && touched.has(owner) ? freshPod(workload, switches) : object
  })
  const again = audited(renewed, { generatedAt: '2026-11-25T08:00:00Z' })
  return { before, plan, after: again.report, next: planOf(again.inventory, again.report, options), objects: renewed }
}

function ownerOf(pod: JsonObject): string {
  const { namespace, ownerReferences } = pod['metadata'] as unknown as {
    readonly namespace: string
    readonly ownerReferences: readonly { readonly kind: string; readonly name: string }[]
  }
  return `${ownerReferences[0]?.kind ?? ''} ${namespace}/${ownerReferences[0]?.name ?? ''}`
}

interface Held {
  readonly container: string
  readonly token: TokenReport
}

function tokensOf(workload: WorkloadReport, test: (token: TokenReport) => boolean): readonly Held[] {
  return workload.containers.flatMap(({ name, tokens }) => tokens.filter(test).map((token) => ({ container: name, token })))
}

const told = ({ container, token }: Held) =>
  [container, token.serviceAccount, token.audience, token.path, token.environment].join(' ')

function inPairs({ before, after }: Walked): readonly (readonly [WorkloadReport, WorkloadReport])[] {
  const found = new Map(after.workloads.map((workload) => [refKey(workload), workload]))
  return before.workloads.map((workload) => [workload, found.get(refKey(workload)) ?? assert.fail(workload.name)])
}

test('a plan takes exactly the mounted tokens whose need is not shown, and leaves every other', () => {
  const seen = { taken: 0, declared: 0, some: 0, others: 0, steps: 0 }
  fc.assert(
    fc.property(randomCluster, ({ objects }) => {
      const walk = walked(objects)
      const { plan } = walk
      const inSource = new Set(plan.sourcePatches.map(({ object }) => refKey(object)))
      const left = new Set([...plan.left.map(({ object }) => refKey(object)), ...inSource])
      seen.steps += plan.steps.length
      for (const [before, after] of inPairs(walk)) {
        const says = `${before.kind} ${before.name}`
        // For other parties, whoever holds one.
        const foreign = (workload: WorkloadReport) => tokensOf(workload, ({ apiServer }) => !apiServer).map(told)
        assert.deepEqual(foreign(after), foreign(before), says)
        seen.others += foreign(before).length
        const mounted = tokensOf(before, ({ source, apiServer }) => source === 'automount' && apiServer)
        const stays = new Set(tokensOf(after, ({ apiServer }) => apiServer).map(told))
        if (before.verdict === 'requiredByDeclaration') {
          const kept = tokensOf(before, ({ apiServer }) => apiServer).map(told)
          assert.deepEqual(
            kept.filter((token) => !stays.has(token)),
            [],
            `${says} is declared`,
          )
          seen.declared += kept.length
        }
        if (before.verdict === 'platformOwned')
          assert.deepEqual(
            mounted.filter((token) => !stays.has(told(token))),
            [],
            `${says} is the platform's`,
          )
        if (before.verdict !== 'notProvenRequired' && before.verdict !== 'powerless') continue
        const { declaration } = before
        const spoken = mounted.filter(
          ({ container }) =>
            declaration !== undefined && declaration.needs === undefined && declaration.containers?.includes(container) !== false,
        )
        assert.deepEqual(
          spoken.map(told).filter((token) => !stays.has(token)),
          [],
          `${says} is declared in part`,
        )
        seen.some += spoken.length
        const ofSource = mounted.some(({ token }) => inSource.has(refKey(token.decidedBy.object)))
        if (left.has(refKey(before)) || ofSource) continue
        const unspoken = tokensOf(after, ({ source, apiServer }) => source === 'automount' && apiServer).filter(
          ({ container }) => !spoken.some((one) => one.container === container),
        )
        assert.deepEqual(unspoken.map(told), [], `${says} keeps what nobody needs`)
        seen.taken += mounted.length - spoken.length
      }
    }),
    { numRuns: runs, seed: 20261124 },
  )
  for (const [what, count] of Object.entries(seen)) assert.ok(count > runs / 10, `${what}: only ${count}`)
})

test('once it is carried out there is nothing left to plan, but what waited for it', () => {
  let waited = 0
  fc.assert(
    fc.property(randomCluster, ({ objects }) => {
      const first = walked(objects)
      // An account that was kept on for a workload whose own change was held back can go off when that has arrived.
      const waiting = new Set(
        first.plan.left
          .filter(({ reason }) => reason.includes('cannot be made to ask'))
          .map(({ object }) => `account-off/ServiceAccount/${object.namespace ?? ''}/${object.name}`),
      )
      assert.deepEqual(
        ids(first.next).filter((id) => !waiting.has(id)),
        [],
      )
      if (first.next.steps.length === 0) return
      waited++
      assert.deepEqual(ids(walked(first.objects, '2026-11-25T08:00:00Z').next), [])
    }),
    { numRuns: runs, seed: 20261125 },
  )
  assert.ok(waited < runs / 2, `${waited} plans waited`)
})

test('after its last step a workload holds what the plan says that its pods will hold', () => {
  let [said, several] = [0, 0]
  fc.assert(
    fc.property(randomCluster, ({ objects, running }) => {
      const { plan, after } = walked(objects)
      const last = new Map(
        plan.steps.flatMap((step) =>
          step.after.flatMap((one) => (one.kind === 'podsHold' ? [[refKey(one.workload), { step, ...one }] as const] : [])),
        ),
      )
      for (const workload of after.workloads) {
        const expected = last.get(refKey(workload))
        // Where no pod runs, or a person has to renew them, its own step may come before that of its account.
        if (expected?.step.effect.when !== 'rollout') continue
        if (!running.includes(`${workload.kind} ${workload.namespace}/${workload.name}`)) continue
        const holding = new Set(tokensOf(workload, ({ apiServer }) => apiServer).map(({ container }) => container))
        assert.deepEqual([...expected.containers].sort(), [...holding].sort(), expected.step.id)
        said++
        if (expected.step.reason.includes('; ')) several++
      }
    }),
    { numRuns: runs, seed: 20261127 },
  )
  assert.ok(said > runs / 4 && several > runs / 50, `${said} workloads, ${several} with several remedies`)
})

test('each object is written once, after all that it waits for, and the order of the input is nothing', () => {
  fc.assert(
    fc.property(randomCluster, ({ objects }) => {
      const { inventory, report } = audited(objects)
      const plan = planOf(inventory, report, options)
      assert.equal(new Set(plan.steps.map(({ object }) => refKey(object))).size, plan.steps.length)
      assert.equal(new Set(plan.steps.map(({ id }) => id)).size, plan.steps.length)
      const done = new Set<string>()
      for (const step of plan.steps) {
        for (const required of step.requires) assert.ok(done.has(required), `${step.id} comes before ${required}`)
        done.add(step.id)
      }
      const reversed = audited([...objects].reverse())
      assert.equal(JSON.stringify(planOf(reversed.inventory, reversed.report, options)), JSON.stringify(plan))
    }),
    { numRuns: runs, seed: 20261126 },
  )
})
