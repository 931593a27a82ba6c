// Puts a corpus' objects to the audit and reads one plain answer out of the report.
import { Readable } from 'node:stream'
import { join } from 'node:path'
import { defaultPlanOptions, planOf, type Plan as ChangePlan } from '../change/index.ts'
import { takeInventory, type Assumption, type InputObject, type Inventory } from '../inventory/index.ts'
import { decodeObject, type BindingObject, type Gap, type RoleObject } from '../kube/index.ts'
import { indexGrants, upstreamRoles, type Grants } from '../rbac/index.ts'
import { readManifests } from '../sources/manifests/index.ts'
import { defaultApiAudiences } from '../tokens/index.ts'
import { audit, noRequirements, type AuditReport, type WorkloadReport } from '../verdict/index.ts'
import { corporaFolder } from './corpus.cases.ts'

/** Objects, and what could not be read of them. */
export interface World {
  readonly objects: readonly InputObject[]
  readonly gaps: readonly Gap[]
}

/** Whether a token for the API server is held; `unknown` is a gap, never a guess. */
export type Held = 'token' | 'no token' | 'unknown'

/** @param names - files or folders, from `folder` below the corpora */
export async function readWorld(folder: string, names: readonly string[]): Promise<World> {
  return readManifests(
    names.map((name) => join(corporaFolder, folder, name)),
    { stdin: Readable.from([]) },
  )
}

/** Plain objects as a world; one that is no object of Kubernetes is an error of the test. */
export function worldOf(values: readonly unknown[]): World {
  const objects: InputObject[] = []
  const gaps: Gap[] = []
  for (const value of values) {
    const decoded = decodeObject(value)
    if (decoded.kind === 'object') objects.push({ object: decoded.object })
    else if (decoded.kind === 'refused')
      gaps.push(...decoded.problems.map((problem): Gap => ({ kind: 'objectRefused', object: decoded.ref, ...problem })))
    else throw new Error(`${decoded.kind}: ${JSON.stringify(value)}`)
  }
  return { objects, gaps }
}

/**
 * Audits a world.
 *
 * Secrets are never assumed away here: whether a Secret that a case only names holds a token is then `unknown`, as it should be.
 *
 * @param assume - what may be supposed of objects that the case leaves out
 * @param complete - resources of which the world shows all there are
 */
export function auditOf(
  world: World,
  assume: readonly Assumption[] = ['accounts', 'drivers'],
  complete: readonly string[] = [],
): AuditReport {
  return auditedWorld(world, assume, complete).report
}

/** The plan for a world, whatever its risk. */
export function planFor(world: World, assume: readonly Assumption[] = ['accounts', 'drivers']): ChangePlan {
  const { inventory, report } = auditedWorld(world, assume, [])
  return planOf(inventory, report, { ...defaultPlanOptions, maxRisk: 'high' })
}

function auditedWorld(
  world: World,
  assume: readonly Assumption[],
  complete: readonly string[],
): { readonly inventory: Inventory; readonly report: AuditReport } {
  const inventory = takeInventory({ ...world, complete: new Set(complete), assumptions: new Set(assume) })
  const report = audit(inventory, {
    generatedAt: '2026-11-24T00:00:00Z',
    source: { kind: 'manifests', description: 'corpus' },
    apiAudiences: defaultApiAudiences,
    requirements: noRequirements,
  })
  return { inventory, report }
}

/** The roles and bindings of a world that is a cluster's whole. */
export function grantsOf(world: World): Grants {
  return indexGrants(...rbacOf(world))
}

/** The roles and bindings of a world that leaves out the roles that every cluster has, as the audit takes those of manifests. */
export function grantsOfManifests(world: World): Grants {
  return indexGrants(...rbacOf(world), 'written', upstreamRoles())
}

function rbacOf({ objects }: World): readonly [roles: RoleObject[], bindings: BindingObject[]] {
  const all = objects.map(({ object }) => object)
  return [all.filter((object) => object.is === 'role'), all.filter((object) => object.is === 'binding')]
}

/** What one workload holds. */
export function heldBy(workload: WorkloadReport): Held {
  if (workload.containers.some((container) => container.tokens.some((token) => token.apiServer))) return 'token'
  return workload.verdict === 'couldNotTell' ? 'unknown' : 'no token'
}

/** What the workloads of a report hold between them. */
export function heldIn(report: AuditReport): Held {
  const held = report.workloads.map(heldBy)
  if (held.includes('token')) return 'token'
  return held.includes('unknown') || report.gaps.length > 0 ? 'unknown' : 'no token'
}

/** Names of the objects that a check finds fault with, sorted; `none` where there are none. */
export function faulted(report: AuditReport, check: string, among?: readonly string[]): string {
  return named(
    report.findings
      .filter((finding) => finding.id === check && among?.includes(finding.object.name) !== false)
      .map((finding) => finding.object.name),
  )
}

/** A list as an answer. */
export function named(names: readonly string[]): string {
  return names.length === 0 ? 'none' : [...names].sort().join(', ')
}
