// Has an API server try to make the next pod of every workload (`dryRun=All`), so that `guard test` judges what it would really make: with
// what other admission adds, and by the accounts as they are. Nothing is kept by the server, and no pod is made.
import type { JsonObject } from '../../base/index.ts'
import { trialPod, type GuardOptions, type Trials } from '../../guard/index.ts'
import type { Inventory, Workload } from '../../inventory/index.ts'
import { isRecord, refKey } from '../../kube/index.ts'
import type { Cluster } from '../../change/index.ts'
import type { TriedPod } from '../../sources/live/index.ts'
import type { Io } from './io.ts'
import type { SourceOptions } from './source-options.ts'
import { withChangeConnection } from './take-snapshot.ts'

/** How many trials are under way at once. */
const atOnce = 8

/** The trials of all workloads whose templates can be read, and a gap where they may not be made. */
export async function trialsOf(
  inventory: Inventory,
  guard: GuardOptions,
  options: SourceOptions,
  io: Io,
): Promise<{ readonly trials: Trials; readonly gaps: readonly { readonly message: string; readonly remedy: string }[] }> {
  const { changeCluster, inTurn, tryPod } = await import('../../sources/live/index.ts')
  const never = (): never => {
    throw new TypeError('a trial audits nothing')
  }
  return await withChangeConnection(options, io, async (connection) => {
    const cluster = changeCluster(connection, { signal: io.signal, audit: never, containersWithToken: never })
    const left = new Set(guard.excluded)
    const asked = inventory.workloads.filter(
      ({ ref, templates }) => !left.has(ref.namespace ?? 'default') && templates.length > 0,
    )
    if (!(await cluster.may({ verb: 'create', apiGroup: '', resource: 'pods' })))
      return {
        trials: new Map(),
        gaps: [
          {
            message: 'the API server was not asked to try any pod: that needs the right to create pods in all namespaces',
            remedy: `the answers for ${asked.length} workloads are foreseen from their templates; what other admission adds to their pods is not in them`,
          },
        ],
      }
    const turn = inTurn(atOnce)
    const make: Make = (namespace, pod) => tryPod(connection, namespace, pod, io.signal)
    const tried = await Promise.all(asked.map((workload) => turn(() => trialOf(workload, cluster, make))))
    return { trials: new Map(tried.flat()), gaps: [] }
  })
}

type Make = (namespace: string, pod: JsonObject) => Promise<TriedPod>

type Entry = Trials extends ReadonlyMap<infer K, infer V> ? readonly [K, V] : never

async function trialOf({ ref, templates }: Workload, cluster: Cluster, make: Make): Promise<readonly Entry[]> {
  const [placed] = templates
  // What an operator makes of its own kinds, nobody else can try.
  if (placed?.form !== 'template' || templates.length !== 1) return []
  const live = await cluster.read(ref)
  const template = live === undefined ? undefined : templateAt(live.object, placed.specPath)
  if (template === undefined) return []
  const pod = trialPod(ref, template)
  return [[refKey(ref), await make(ref.namespace ?? 'default', pod)]]
}

/** The PodTemplateSpec around a PodSpec. */
function templateAt(object: JsonObject, specPath: string): JsonObject | undefined {
  const steps = specPath.split('.').slice(0, -1)
  const found = steps.reduce<unknown>((value, step) => (isRecord(value) ? value[step] : undefined), object)
  return isRecord(found) ? (found as JsonObject) : undefined
}
