// PodDisruptionBudgets that allow no disruption at the moment (policy/v1), for the pods of workloads.
import { groupBy, SparekeyError, sortedBy } from '../../base/index.ts'
import { describeGap, isRecord, mapOf, mergeWanted, text, wantedAt, type ObjectRef, type Wanted } from '../../kube/index.ts'
import type { ChangeConnection } from './connect-for-change.ts'
import { meets, requirementsOf, type Requirement } from './label-selector.ts'
import { listAll } from './list.ts'
import { ownedPods } from './owned-pods.ts'
import type { ObjectContext } from './read-object.ts'
import { wantedFields } from './wanted-fields.ts'

const wantedOfBudgets: Wanted = mergeWanted(
  wantedFields(
    'metadata.name',
    'status.disruptionsAllowed',
    'spec.selector.matchExpressions.[].key',
    'spec.selector.matchExpressions.[].operator',
    'spec.selector.matchExpressions.[].values.[]',
  ),
  wantedAt(['spec', 'selector', 'matchLabels'], mapOf(text).wanted),
)

/** @throws SparekeyError `API_REFUSED` and `API_UNREACHABLE` where budgets or pods can't be read */
export async function blockedByBudgets(
  connection: ChangeConnection,
  workloads: readonly ObjectRef[],
  context: ObjectContext,
): Promise<readonly { readonly workload: ObjectRef; readonly budget: string }[]> {
  const spaces = groupBy(workloads, (ref) => ref.namespace ?? '')
  const found = await Promise.all(
    [...spaces].map(async ([namespace, refs]) => {
      const exhausted = (await budgetsOf(connection, namespace, context)).filter(({ allowed }) => allowed === 0)
      if (exhausted.length === 0) return []
      const owners = await ownedPods(connection, namespace, refs, context)
      return owners.flatMap(({ ref, pods }) =>
        exhausted.flatMap(({ name, requirements }) =>
          pods.some(({ pod }) => meets(pod.meta.labels, requirements)) ? [{ workload: ref, budget: `${namespace}/${name}` }] : [],
        ),
      )
    }),
  )
  return sortedBy(found.flat(), ({ workload, budget }) => [workload.namespace, workload.kind, workload.name, budget])
}

interface Budget {
  readonly name: string
  readonly allowed: number
  readonly requirements: readonly Requirement[]
}

async function budgetsOf(connection: ChangeConnection, namespace: string, context: ObjectContext): Promise<readonly Budget[]> {
  const outcome = await listAll(connection, {
    path: `/apis/policy/v1/namespaces/${encodeURIComponent(namespace)}/poddisruptionbudgets`,
    listKind: 'PodDisruptionBudgetList',
    wanted: wantedOfBudgets,
    stamp: {},
    resource: 'poddisruptionbudgets',
    namespace,
    backoff: context.backoff,
    signal: context.signal,
  })
  if (outcome.kind === 'absent') return []
  if (outcome.kind === 'incomplete')
    throw new SparekeyError(
      outcome.gap.kind === 'listForbidden' ? 'API_REFUSED' : 'API_UNREACHABLE',
      `cannot see the disruption budgets of namespace \`${namespace}\`: ${describeGap(outcome.gap).message}`,
    )
  return outcome.items.filter(isRecord).flatMap(({ metadata, spec, status }): readonly Budget[] => {
    const allowed = isRecord(status) ? status['disruptionsAllowed'] : undefined
    const name = isRecord(metadata) ? metadata['name'] : undefined
    // Without a selector a budget is for no pod; with an empty one for all of the namespace.
    const requirements = requirementsOf(isRecord(spec) ? spec['selector'] : undefined)
    if (typeof name !== 'string' || requirements === undefined) return []
    // Where its controller has not judged it yet, it may allow none.
    return [{ name, allowed: typeof allowed === 'number' ? allowed : 0, requirements }]
  })
}
