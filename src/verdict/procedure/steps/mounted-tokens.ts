// Which containers hold a token that the API server accepts, and who says that they need it.
import { verdictTitles, type VerdictKind } from '../../audit-report.ts'
import { reads } from '../command.ts'
import { evidence, findingExample, findingsOf, gapsAbout } from '../material.ts'
import { count, settle, some } from '../settle.ts'
import type { Step } from './step.ts'

/** The projected token sources of every pod, with audience and lifetime. */
export const listPodTokens = `kubectl get pods -A -o json | jq -r '.items[]
  | .metadata as $pod | .spec.volumes[]?.projected.sources[]?.serviceAccountToken
  | select(. != null)
  | [$pod.namespace, $pod.name, .audience // "(API server)", .expirationSeconds] | @tsv'`

const verdicts: readonly VerdictKind[] = [
  'notProvenRequired',
  'couldNotTell',
  'requiredByEvidence',
  'requiredByDeclaration',
  'platformOwned',
  'powerless',
]

/** The step. */
export const mountedTokens: Step = {
  id: 'mounted-tokens',
  title: 'tokens are in containers only where they are needed',
  asks:
    'Which containers hold a token for the API server, of running pods and of the pods to come? Is each one declared as needed, ' +
    "with a reason, an owner and an end, or the platform's own, or the token of an account without rights?",
  printed: {
    command: "kubectl get pods --all-namespaces -o=jsonpath='{.items[*].spec.volumes[*].serviceAccountToken}'",
    shows: 'Nothing at all, with exit code 0, on a cluster where every pod holds a token.',
    deceives:
      'A volume has no field `serviceAccountToken`: the token is a source of a projected volume. kubectl prints nothing for a ' +
      'path that matches nothing, and the empty line is taken for a clean cluster.',
  },
  commands: [
    reads(listPodTokens, 'Every projected token in running pods. Tokens in Secrets and of CSI drivers are not in this list.'),
    reads(
      `kubectl get deployments,statefulsets,daemonsets,replicasets -A -o json | jq -r '.items[]
  | "\\(.kind) \\(.metadata.namespace)/\\(.metadata.name)"
    + " \\(.spec.template.spec.automountServiceAccountToken)"'`,
      'The switch in the templates. `null` leaves it to the ServiceAccount; the volume itself is never in a template, since it is added to the pod.',
    ),
    reads('sparekey audit -o wide', 'The same for each container, with the field that decided it.'),
  ],
  carryOut(material) {
    const findings = findingsOf(
      material,
      'token-not-proven-required',
      'token-outlives-change',
      'declaration-expired',
      'declaration-incomplete',
    )
    const of = (kind: VerdictKind) => material.workloads.filter(({ value }) => value.verdict === kind).length
    const answered = of('requiredByDeclaration') + of('requiredByEvidence') + of('platformOwned') + of('powerless')
    const held = new Set(
      material.tokens
        .filter(({ token }) => token.apiServer)
        .map(({ workload, container }) => `${workload.namespace} ${workload.kind} ${workload.name} ${container}`),
    )
    return {
      evidence: evidence(
        [
          { count: held.size, what: 'containers that hold a token for the API server' },
          { count: material.workloads.flatMap(({ value }) => value.containers).length, what: 'containers in all' },
          ...verdicts.map((kind) => ({ count: of(kind), what: `workloads: ${verdictTitles[kind]}` })),
          {
            count: material.workloads.filter(({ value }) => value.pods.drift.length > 0).length,
            what: 'workloads whose running pods hold other tokens than the next pod will',
          },
        ],
        findings.map(findingExample),
      ),
      result: settle({
        fail: some(findings.length, 'finding on tokens in containers', 'findings on tokens in containers'),
        gaps: gapsAbout(material, 'pods'),
        accepted:
          answered === 0
            ? undefined
            : `${count(answered, 'workload holds', 'workloads hold')} a token by declaration, seen in use, as part of the platform, or of an account without rights`,
        pass: 'no container holds one',
      }),
    }
  },
}
