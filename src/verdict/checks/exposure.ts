// Ways to a token around the container's own mounts, each as a finding of its own weight.
import type { Severity } from '../audit-report.ts'
import { platformOwner } from '../platform.ts'
import type { Exposure } from '../../tokens/index.ts'
import type { Check } from './check.ts'

function exposureCheck(id: string, title: string, kind: Exposure['kind'], severity: Severity, remedy: string): Check {
  return {
    id,
    title,
    aspects: ['mounted'],
    find: (judged) =>
      judged
        .filter(
          ({ workload }) =>
            platformOwner(workload.ref.namespace ?? 'default', workload.meta ?? workload.pods[0]?.meta) === undefined,
        )
        .flatMap(({ workload, exposures }) =>
          exposures
            .filter((exposure) => exposure.kind === kind)
            .map((exposure) => ({ severity, object: workload.ref, field: exposure.field, message: exposure.message, remedy })),
        ),
  }
}

/** A token that is minted for a volume which nobody mounts. */
export const tokenInUnmountedVolume: Check = exposureCheck(
  'token-in-unmounted-volume',
  'a volume carries an API token that no container mounts',
  'unmountedVolume',
  'low',
  'remove the volume',
)

/** A host path to the tokens of all pods of a node. */
export const nodeTokensReachable: Check = exposureCheck(
  'node-tokens-reachable',
  "a host path reaches the kubelet's directory, where the tokens of all pods of the node are",
  'hostPath',
  'high',
  'mount a narrower host path; where a node agent needs this one, treat it as holding every token of its node',
)

/** Containers that can reach a neighbour's token through shared processes. */
export const tokenReachableByProcesses: Check = exposureCheck(
  'token-reachable-by-processes',
  'containers without a token share processes with one that holds one',
  'sharedProcessNamespace',
  'low',
  'do not share the process namespace, or take the token away from all containers',
)
