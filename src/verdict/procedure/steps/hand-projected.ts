// Tokens that `automountServiceAccountToken: false` leaves where they are: written into volumes by hand, or handed to CSI drivers.
import { reads } from '../command.ts'
import { evidence, findingExample, findingsOf, gapsAbout, workloadRef, type HeldToken } from '../material.ts'
import type { ExampleReport } from '../procedure-report.ts'
import { count, settle } from '../settle.ts'
import type { Step } from './step.ts'

/** The step. */
export const handProjected: Step = {
  id: 'hand-projected',
  title: 'no token for the API server is projected by hand without need',
  asks:
    'A pod can say `automountServiceAccountToken: false` and carry a projected token all the same, by a volume of its own, a ' +
    'copied `kube-api-access-…` volume, or a CSI driver that asks for one. Which do, and is each one needed?',
  commands: [
    reads(
      `kubectl get deployments,statefulsets,daemonsets,cronjobs -A -o json | jq -r '.items[]
  | "\\(.kind) \\(.metadata.namespace)/\\(.metadata.name)" as $name
  | (.spec.jobTemplate.spec.template // .spec.template).spec.volumes[]?
  | .name as $volume | .projected.sources[]?.serviceAccountToken | select(. != null)
  | "\\($name) \\($volume) \\(.audience // "(API server)")"'`,
      'Token sources in templates: all of them were written by somebody, since the API server adds its own to pods alone.',
    ),
    reads(
      'kubectl get csidrivers -o custom-columns=NAME:.metadata.name,TOKENS:.spec.tokenRequests[*].audience',
      'CSI drivers that are handed tokens of the pods that use them. An empty audience is the API server.',
    ),
  ],
  carryOut(material) {
    const held = material.tokens.filter(
      ({ token }) => token.apiServer && (token.source === 'projected' || token.source === 'csi'),
    )
    const failing = held.filter(({ workload }) => workload.verdict === 'notProvenRequired')
    const answered = held.length - failing.length
    const unmounted = findingsOf(material, 'token-in-unmounted-volume')
    const found = failing.length + unmounted.length
    return {
      evidence: evidence(
        [
          { count: held.filter(({ token }) => token.source === 'projected').length, what: 'tokens in volumes of their own' },
          { count: held.filter(({ token }) => token.source === 'csi').length, what: 'tokens handed to CSI drivers' },
          { count: unmounted.length, what: 'volumes with a token that no container mounts' },
        ],
        [...failing.map(example), ...unmounted.map(findingExample)],
      ),
      result: settle({
        fail:
          found === 0
            ? undefined
            : `${count(found, 'token', 'tokens')} for the API server outside automount that nothing shows to be needed`,
        gaps: gapsAbout(material, 'pods'),
        accepted:
          answered === 0
            ? undefined
            : `${count(answered, 'projected token belongs', 'projected tokens belong')} to workloads that declare it, to the platform, or to an account without rights`,
        pass: 'no workload projects one',
      }),
    }
  },
}

function example({ at, token, container, workload }: HeldToken): ExampleReport {
  return {
    at,
    object: workloadRef(workload),
    says: `container \`${container}\` has one of ServiceAccount \`${token.serviceAccount}\` by \`${token.decidedBy.field}\`, whatever the switch says`,
  }
}
