// The patches that set and restore `automountServiceAccountToken`, on an account and in the templates of the kinds that have one.
import type { ObjectRef } from '../../kube/index.ts'

const field = 'automountServiceAccountToken'

/** Where the pod spec stands in a workload; kinds that are missing here are not patched: their pods are made anew, or by an operator. */
const podSpecOf: Readonly<Record<string, readonly string[]>> = {
  'apps/v1 Deployment': ['spec', 'template', 'spec'],
  'apps/v1 StatefulSet': ['spec', 'template', 'spec'],
  'apps/v1 DaemonSet': ['spec', 'template', 'spec'],
  'batch/v1 CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  'v1 ServiceAccount': [],
}

const restartable: ReadonlySet<string> = new Set(['apps/v1 Deployment', 'apps/v1 StatefulSet', 'apps/v1 DaemonSet'])

/** Whether the switch of an object can be set by a patch. */
export function isPatchable({ apiVersion, kind }: ObjectRef): boolean {
  return podSpecOf[`${apiVersion} ${kind}`] !== undefined
}

/** Whether `kubectl rollout restart` replaces its pods. */
export function isRestartable({ apiVersion, kind }: ObjectRef): boolean {
  return restartable.has(`${apiVersion} ${kind}`)
}

/** The options of `kubectl patch` that set the switch; `null` takes the field away, and fails where it is not there. */
export function switchPatch({ apiVersion, kind }: ObjectRef, value: boolean | null): string {
  const path = podSpecOf[`${apiVersion} ${kind}`] ?? []
  if (value === null) return `--type json -p '[{"op":"remove","path":"/${[...path, field].join('/')}"}]'`
  const nested = path.reduceRight<object>((inner, key) => ({ [key]: inner }), { [field]: value })
  return `--type merge -p '${JSON.stringify(nested)}'`
}
