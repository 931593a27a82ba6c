// Running pods that still hold a token which their workload would not give the next one: the change is made, but not in effect.
import { compareText } from '../../base/index.ts'
import { formatName } from '../../kube/index.ts'
import type { Check } from './check.ts'

/** The check. */
export const tokenOutlivesChange: Check = {
  id: 'token-outlives-change',
  title: 'running pods hold API tokens that the next pod of their workload will not',
  aspects: ['mounted'],
  find: (judged) =>
    judged.flatMap((entry) => {
      const pods = entry.drift.filter((d) => d.drift.outlives.length > 0)
      const [first] = pods
      const held = first?.drift.outlives[0]
      if (first === undefined || held === undefined) return []
      const names = pods.map((p) => p.pod.name).sort(compareText)
      return [
        {
          severity: 'medium' as const,
          object: entry.workload.ref,
          field: 'metadata.name',
          message: `${pods.length} of ${entry.running} running pods (\`${names[0] ?? ''}\`${names.length > 1 ? ', …' : ''}) still hold an API token of ServiceAccount \`${formatName(held.token.account)}\` that the next pod will not get: made before the change, or added by an admission webhook`,
          remedy: `restart it: \`kubectl rollout restart\` for a Deployment, StatefulSet or DaemonSet, or delete the pods`,
        },
      ]
    }),
}
