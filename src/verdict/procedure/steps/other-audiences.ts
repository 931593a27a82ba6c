// Tokens that look alike and are not the control's matter: other parties accept them, and taking them away breaks a cloud or a mesh.
import { compareText } from '../../../base/index.ts'
import { reads } from '../command.ts'
import { evidence, gapsAbout, workloadRef } from '../material.ts'
import { count, settle } from '../settle.ts'
import { listPodTokens } from './mounted-tokens.ts'
import type { Step } from './step.ts'

/** The step: it counts what no change may touch, so that nothing can fail it. */
export const otherAudiences: Step = {
  id: 'other-audiences',
  title: 'tokens for other audiences are told apart and left alone',
  asks:
    'Which projected tokens are for somebody else than the API server, as Microsoft Entra workload identity ' +
    '(`api://AzureADTokenExchange`), a service mesh or a vault? The API server refuses them, and the implementation must not remove them.',
  commands: [
    reads(listPodTokens, "The third column is the audience. What is neither empty nor one of the API server's stays."),
    reads(
      'kubectl get pods -A -l azure.workload.identity/use=true',
      'Pods with workload identity: they keep it with automount off, since its webhook projects a token of its own.',
    ),
  ],
  carryOut(material) {
    const others = material.tokens.filter(({ token }) => !token.apiServer)
    const audiences = [...new Set(others.map(({ token }) => token.audience ?? ''))].sort(compareText)
    return {
      evidence: evidence(
        [
          { count: others.length, what: 'tokens for other audiences' },
          ...audiences.map((audience) => ({
            count: others.filter(({ token }) => token.audience === audience).length,
            what: `of them for \`${audience}\``,
          })),
        ],
        others.map(({ at, token, container, workload }) => ({
          at,
          object: workloadRef(workload),
          says: `container \`${container}\` holds one for \`${token.audience ?? ''}\`: it stays`,
        })),
      ),
      result: settle({
        fail: undefined,
        gaps: gapsAbout(material, 'pods'),
        pass:
          others.length === 0
            ? 'there is none'
            : `${count(others.length, 'token is', 'tokens are')} counted apart, and no command below touches them`,
      }),
    }
  },
}
