// Ways to a token around a container's own mounts: the node's directory of all tokens, and processes that are shared.
import { refKey } from '../../../kube/index.ts'
import { reads } from '../command.ts'
import { evidence, findingExample, findingsOf, gapsAbout, workloadRef } from '../material.ts'
import { count, settle, some } from '../settle.ts'
import type { Step } from './step.ts'

/** The step. */
export const waysAround: Step = {
  id: 'ways-around',
  title: 'no container reaches tokens that were not mounted into it',
  asks:
    "Which pods see the kubelet's directory through a host path, where the tokens of all pods of the node lie, or share " +
    'their process namespace with a container that holds one?',
  commands: [
    reads(
      `kubectl get pods -A -o json | jq -r '.items[]
  | .metadata as $pod | .spec.volumes[]? | .hostPath.path // empty
  | select(. == "/" or . == "/var" or . == "/var/lib" or startswith("/var/lib/kubelet"))
  | "\\($pod.namespace)/\\($pod.name) \\(.)"'`,
      "Host paths at or above the kubelet's usual directory.",
    ),
    reads(
      `kubectl get pods -A -o json | jq -r '.items[]
  | select(.spec.shareProcessNamespace or .spec.hostPID)
  | "\\(.metadata.namespace)/\\(.metadata.name)"'`,
      "Pods whose containers see each other's processes, or the node's.",
    ),
  ],
  carryOut(material) {
    const findings = findingsOf(material, 'node-tokens-reachable', 'token-reachable-by-processes')
    const found = new Set(findings.map(({ value }) => refKey(value.object)))
    const exposed = material.workloads.filter(({ value }) =>
      value.exposures.some(({ kind }) => kind === 'hostPath' || kind === 'sharedProcessNamespace'),
    )
    // The checks leave out what belongs to the platform, and nothing else.
    const platform = exposed.filter(({ value }) => !found.has(refKey(workloadRef(value)))).length
    const hostProcesses = material.workloads.filter(({ value }) => value.exposures.some(({ kind }) => kind === 'hostProcesses'))
    return {
      evidence: evidence(
        [
          { count: exposed.length, what: 'workloads with such a way' },
          { count: platform, what: "of them the platform's own" },
          { count: hostProcesses.length, what: "workloads that see the node's processes, which is no finding by itself" },
        ],
        findings.map(findingExample),
      ),
      result: settle({
        fail: some(findings.length, 'way around the mounts', 'ways around the mounts'),
        gaps: gapsAbout(material, 'pods'),
        accepted:
          platform === 0
            ? undefined
            : `${count(platform, 'workload', 'workloads')} of the platform reach the tokens of their node`,
        pass: 'there is none',
      }),
    }
  },
}
