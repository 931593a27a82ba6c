// Which containers of a running pod hold an API token: the tokens room's own answer, for whoever watches pods.
import type { Inventory } from '../../inventory/index.ts'
import type { PodObject } from '../../kube/index.ts'
import { holdingOf, podSubject } from '../../tokens/index.ts'

/** @param inventory - knows which Secrets hold tokens, and which drivers are handed some */
export function containersWithTokenBy(
  inventory: Inventory,
  apiAudiences: readonly string[],
): (pod: PodObject) => readonly string[] {
  const facts = { ...inventory, apiAudiences: { values: apiAudiences, from: 'given' } } as const
  return (pod) =>
    holdingOf(podSubject(pod), facts).value.containers.flatMap(({ name, tokens }) =>
      tokens.some((token) => token.apiServer) ? [name] : [],
    )
}
