// The pods of workloads as they are now, found under them through whatever stands between, as the inventory groups them.
import { SparekeyError } from '../../base/index.ts'
import type { LiveObject } from '../../change/index.ts'
import { takeInventory } from '../../inventory/index.ts'
import {
  customWorkloadKinds,
  decodeObject,
  describeGap,
  findWorkloadKind,
  formatRef,
  groupOf,
  isRecord,
  mergeWanted,
  refKey,
  wantedOfObjects,
  type KubeObject,
  type ObjectRef,
  type PodObject,
  type Wanted,
} from '../../kube/index.ts'
import type { ChangeConnection } from './connect-for-change.ts'
import { labelQuery, requirementsOf } from './label-selector.ts'
import { listAll } from './list.ts'
import { podState, wantedOfPodState, type PodState } from './pod-state.ts'
import { readObject, type ObjectContext } from './read-object.ts'
import { listPath, resourceRows, type ResourceRow } from './resources.ts'

/** A pod that is not at its end, and how it fares. */
export interface OwnedPod {
  readonly pod: PodObject
  readonly state: PodState
}

/** A workload, if it is still there, and its pods. */
export interface PodOwner {
  readonly ref: ObjectRef
  readonly live: LiveObject | undefined
  readonly pods: readonly OwnedPod[]
}

/** Up to how many workloads of one namespace their pods are asked for by their selectors; from there on all of the namespace. */
const bySelectorAtMost = 6

/**
 * @param refs - workloads of the namespace
 * @throws SparekeyError `API_REFUSED` and `API_UNREACHABLE` where something can't be read: a pod that is not seen has not ended
 */
export async function ownedPods(
  connection: ChangeConnection,
  namespace: string,
  refs: readonly ObjectRef[],
  context: ObjectContext,
): Promise<readonly PodOwner[]> {
  const roots = await Promise.all(refs.map(async (ref) => ({ ref, live: await readObject(connection, ref, context) })))
  const there = roots.flatMap(({ ref, live }) => (live === undefined ? [] : [{ ref, object: live.object }]))
  const selectors = selectorsOf(there)
  const between = [...new Set(refs.flatMap(rowsBetween))]
  const [pods, ...others] = await Promise.all([
    listRow(connection, podRow, namespace, selectors, wantedOfPods, context),
    ...between.map((row) => {
      // A ReplicaSet has the labels of its Deployment's pods; other kinds have labels of their own.
      const narrowed = row === replicaSets ? selectors : undefined
      return listRow(connection, row, namespace, narrowed, wantedOfObjects, context)
    }),
  ])
  const states = new Map(pods.map(podState).map((state) => [state.uid, state]))
  const owned = podsByRoot([...there.map(({ object }) => object), ...others.flat(), ...pods])
  return roots.map(({ ref, live }) => ({
    ref,
    live,
    pods: (live === undefined ? [] : (owned.get(refKey(ref)) ?? [])).flatMap((pod) => {
      const state = states.get(pod.meta.uid ?? '')
      return state === undefined || pod.phase === 'Succeeded' || pod.phase === 'Failed' ? [] : [{ pod, state }]
    }),
  }))
}

const podRow = rowOf('', 'Pod')
const replicaSets = rowOf('apps', 'ReplicaSet')
const jobs = rowOf('batch', 'Job')
const wantedOfPods = mergeWanted(wantedOfObjects, wantedOfPodState)

function rowOf(group: string, kind: string): ResourceRow {
  const row = resourceRows.find((candidate) => candidate.group === group && candidate.kind === kind)
  if (row === undefined) throw new TypeError(`no list of ${kind}`)
  return row
}

/** Kinds of objects that stand between a workload and its pods. */
const between: Readonly<Record<string, readonly ResourceRow[]>> = { 'apps/Deployment': [replicaSets], 'batch/CronJob': [jobs] }
/** An operator's workload makes workloads of its own, of whichever kind. */
const betweenOfCustom = [replicaSets, jobs, rowOf('apps', 'Deployment'), rowOf('apps', 'StatefulSet')]

function rowsBetween(ref: ObjectRef): readonly ResourceRow[] {
  return isBuiltIn(ref) ? (between[`${groupOf(ref.apiVersion)}/${ref.kind}`] ?? []) : betweenOfCustom
}

function isBuiltIn({ apiVersion, kind }: ObjectRef): boolean {
  const row = findWorkloadKind(groupOf(apiVersion), kind)
  return row === undefined ? kind === 'Pod' && apiVersion === 'v1' : !customWorkloadKinds.includes(row)
}

/** One query for each workload, where all have selectors and there are few; `undefined`: everything of the namespace. */
function selectorsOf(
  roots: readonly { readonly ref: ObjectRef; readonly object: LiveObject['object'] }[],
): readonly string[] | undefined {
  if (roots.length > bySelectorAtMost) return undefined
  const queries = roots.map(({ ref, object: { spec } }) => {
    // A ReplicationController's selector is a plain map, and an operator's may mean something else.
    const plain = ref.kind === 'ReplicationController' || !isBuiltIn(ref)
    const requirements = plain || !isRecord(spec) ? undefined : requirementsOf(spec['selector'])
    return requirements === undefined || requirements.length === 0 ? undefined : labelQuery(requirements)
  })
  return queries.every((query) => query !== undefined) ? [...new Set(queries)] : undefined
}

async function listRow(
  connection: ChangeConnection,
  row: ResourceRow,
  namespace: string,
  selectors: readonly string[] | undefined,
  wanted: Wanted,
  { signal, backoff }: ObjectContext,
): Promise<readonly unknown[]> {
  const queries = selectors === undefined ? [{}] : selectors.map((labelSelector) => ({ labelSelector }))
  const lists = await Promise.all(
    queries.map(async (query) => {
      const outcome = await listAll(connection, {
        path: listPath(row, namespace),
        query,
        listKind: `${row.kind}List`,
        wanted,
        stamp: { apiVersion: row.group === '' ? row.version : `${row.group}/${row.version}`, kind: row.kind },
        resource: row.resource,
        namespace,
        backoff,
        signal,
      })
      if (outcome.kind === 'absent') return []
      if (outcome.kind === 'complete') return outcome.items
      const code = outcome.gap.kind === 'listForbidden' ? 'API_REFUSED' : 'API_UNREACHABLE'
      throw new SparekeyError(code, `cannot see the pods of namespace \`${namespace}\`: ${describeGap(outcome.gap).message}`)
    }),
  )
  return lists.flat()
}

function podsByRoot(values: readonly unknown[]): ReadonlyMap<string, readonly PodObject[]> {
  const objects = values.flatMap((value): readonly KubeObject[] => {
    const decoded = decodeObject(value)
    if (decoded.kind === 'object') return [decoded.object]
    if (decoded.kind !== 'refused') return []
    const [problem] = decoded.problems
    throw new SparekeyError(
      'API_UNREACHABLE',
      `cannot read ${formatRef(decoded.ref)}: \`${problem?.field ?? ''}\`: ${problem?.message ?? 'refused'}`,
    )
  })
  const input = objects.map((object) => ({ object }))
  const { workloads } = takeInventory({ objects: input, complete: new Set(), gaps: [], assumptions: new Set() })
  return new Map(workloads.map(({ ref, pods }) => [refKey(ref), pods]))
}
