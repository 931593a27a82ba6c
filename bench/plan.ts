// Planning against auditing: both in one process, in turn, on the same inventory.
import { defaultPlanOptions, planOf, type Plan } from '../src/change/index.ts'
import { takeInventory, type Inventory } from '../src/inventory/index.ts'
import { decodeObject } from '../src/kube/index.ts'
import { defaultApiAudiences } from '../src/tokens/index.ts'
import { audit, noRequirements } from '../src/verdict/index.ts'
import { planCluster } from './plan-cluster.ts'

const goal = 0.5

/**
 * Measures 20,000 workloads.
 *
 * @returns a table for people
 */
export function benchPlan(times: number): string {
  const inventory = inventoryOf(planCluster(20_000))
  const audits: number[] = []
  const plans: number[] = []
  let plan: Plan | undefined
  for (let i = 0; i <= times; i++) {
    globalThis.gc?.()
    const a = performance.now()
    const report = audit(inventory, {
      generatedAt: '2026-11-24T08:00:00Z',
      source: { kind: 'live', description: 'bench', serverVersion: 'v1.36.3' },
      apiAudiences: defaultApiAudiences,
      requirements: noRequirements,
    })
    const b = performance.now()
    globalThis.gc?.()
    const c = performance.now()
    plan = planOf(inventory, report, { ...defaultPlanOptions, maxRisk: 'high' })
    const d = performance.now()
    // The first run warms up.
    if (i === 0) continue
    audits.push(b - a)
    plans.push(d - c)
  }
  const ratio = median(plans) / median(audits)
  return [
    `plan: ${inventory.workloads.length} workloads, ${plan?.steps.length ?? 0} steps, ${plan?.sourcePatches.length ?? 0} source patches, ${plan?.left.length ?? 0} left`,
    `  ${median(audits).toFixed(0).padStart(6)} ms  the audit (median)`,
    `  ${median(plans).toFixed(0).padStart(6)} ms  the plan`,
    `  ratio ${ratio.toFixed(2)} (goal: at most ${goal}×, ${ratio <= goal ? 'reached' : 'MISSED'})`,
    '',
  ].join('\n')
}

function inventoryOf(values: readonly unknown[]): Inventory {
  const objects = values.flatMap((value) => {
    const decoded = decodeObject(value)
    return decoded.kind === 'object' ? [{ object: decoded.object }] : []
  })
  const lists = [
    'serviceaccounts',
    'pods',
    'secrets',
    'csidrivers',
    'roles',
    'clusterroles',
    'rolebindings',
    'clusterrolebindings',
  ]
  return takeInventory({ objects, complete: new Set(lists), gaps: [], assumptions: new Set() })
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
